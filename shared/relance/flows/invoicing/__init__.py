"""What the invoicing tool pushes: customers and invoices."""
