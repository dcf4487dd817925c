"""What money, credit notes and changed invoices do to an account."""
