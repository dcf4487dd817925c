"""The contact budget: how far apart, and how many at most (practice 2).

It holds for an account over all its currencies, and for an e-mail address over all the accounts
of a tenant: twelve sites of one chain do not send twelve mails to one clerk on one morning.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from relance.domain.creditor.rules import Limits
from relance.domain.reasons import Reason


def exhausted(contacts: Sequence[date], limits: Limits, today: date) -> tuple[Reason, date] | None:
    """Why nobody may be contacted again today, gap or cap, and from which day; None if they may."""
    if not contacts:
        return None
    free_on = max(contacts) + timedelta(days=limits.gap_days)
    if today < free_on:
        return Reason.GAP, free_on
    for most, days in limits.caps:
        recent = sorted(on for on in contacts if (today - on).days < days)
        if len(recent) >= most:
            return Reason.CAP, recent[len(recent) - most] + timedelta(days=days)
    return None


def remembered_days(limits: Limits) -> int:
    """For how many days a contact can matter."""
    return max([limits.gap_days, *(days for _, days in limits.caps)])
