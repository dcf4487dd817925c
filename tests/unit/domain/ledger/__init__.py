"""Who owes what: invoices, payments, terms."""
