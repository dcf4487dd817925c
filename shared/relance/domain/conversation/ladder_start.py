"""The day from which the steps of an item count (R7)."""

from datetime import date, timedelta

from relance.domain.ledger.invoices import RECEIVED_LATE_DAYS, Item


def ladder_start_on(item: Item) -> date:
    """From where the steps count: due date, receipt + 10 days or a new start, the latest (R7)."""
    received_on, from_on = item.invoice.received_on, item.invoice.ladder_from_on
    days = [item.due_on, from_on or item.due_on]
    if received_on:
        days.append(received_on + timedelta(days=RECEIVED_LATE_DAYS))
    return max(days)
