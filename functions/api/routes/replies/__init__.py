"""Mail that debtors wrote."""
