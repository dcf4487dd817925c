"""Amounts as the account of the demo prints them."""


def shown(amount_minor: int, currency: str) -> str:
    """`1,234.50 EUR`."""
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{abs(amount_minor) // 100:,}.{abs(amount_minor) % 100:02d} {currency}".strip()
