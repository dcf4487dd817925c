"""What a debtor sees on a phone, in a real browser."""
