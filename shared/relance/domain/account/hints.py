"""What the review index shows of an account besides its time: conveniences, derived."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from relance.domain.account.account import Account


@dataclass(frozen=True, slots=True)
class Hints:
    """The oldest due date of what is open, what is open by currency, and where the debtor is."""

    oldest_due_on: date | None
    open_minor: dict[str, int]
    zone: str | None
    country: str | None


def hints_of(account: Account) -> Hints:
    """The hints as the account stands."""
    totals: dict[str, int] = defaultdict(int)
    for item in account.items:
        totals[item.currency] += item.open_minor
    oldest_on = account.items[0].due_on if account.items else None
    return Hints(oldest_on, dict(totals), account.customer.zone, account.customer.country)
