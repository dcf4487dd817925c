"""What invoices of a calendar are made of."""

from local.replay.values import Amount, Day, Entry


class Part(Entry):
    """One part of an invoice with its own due date."""

    id: str
    amount: Amount
    due: Day
    reason: str = "instalment"
    accepted_on: Day | None = None  # of a retention
    works_country: str | None = None
    open_reserve: bool | None = None
