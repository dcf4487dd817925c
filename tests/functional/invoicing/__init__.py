"""Customers and invoices as the invoicing tool puts them, and lists of them."""
