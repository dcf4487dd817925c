"""What debtors write: mail that arrived, attached, read."""
