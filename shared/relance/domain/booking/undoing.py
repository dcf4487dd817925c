"""After a fact of ours is undone: what stood is back, and what owes again is marked so (R40).

Pure. The mark tells the conversation to wait two bank days, and to name passed days anew.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.booking.booking import settled
from relance.domain.booking.laid_aside import restored
from relance.domain.ledger.invoices import Undone


@dataclass(frozen=True, slots=True)
class Error:
    """What we had recorded, when, and for which invoices the debtor was thanked for it."""

    done_at: datetime
    value_on: date
    thanked_on: Mapping[str, date] = field(default_factory=dict)


def undone(before: Account, after: Account, error: Error, now: datetime) -> Account:
    """The settled account once the error is taken back."""
    after = settled(after, now)
    more = owed_more(before, after)
    invoices = tuple(
        replace(
            invoice,
            undone=(
                *invoice.undone,
                Undone(
                    error.done_at,
                    now,
                    more[invoice.invoice_id],
                    error.value_on,
                    error.thanked_on.get(invoice.invoice_id),
                ),
            ),
        )
        if invoice.invoice_id in more
        else invoice
        for invoice in after.invoices
    )
    return restored(before, replace(after, invoices=invoices), error.done_at)


def owed_more(before: Account, after: Account) -> Counter[str]:
    """By how much each invoice owes more than before; only those that do."""
    known = {item.item_id: item.open_minor for item in before.items}
    more: Counter[str] = Counter()
    for item in after.items:
        grown_minor = item.open_minor - known.get(item.item_id, 0)
        if grown_minor > 0:
            more[item.invoice.invoice_id] += grown_minor
    return more
