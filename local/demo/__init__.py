"""`make demo`: 45 days of a small business on the local stack, and an account of them."""
