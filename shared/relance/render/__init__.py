"""What the debtor reads: e-mails and pages, in the reader's language, from plain values."""
