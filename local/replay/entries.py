"""What invoices of a calendar are made of."""

from local.replay.values import Amount, Day, Entry


class Part(Entry):
    """One part of an invoice with its own due date."""

    id: str
    amount: Amount
    due: Day
    reason: str = "instalment"
