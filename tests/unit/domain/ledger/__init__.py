"""Who owes what: invoices, payments, terms, bank details."""
