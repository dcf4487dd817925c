"""Which of the accounts that are due can be reminded, and how many of a day are no surprise (R13).

Seen through the index alone, before an account is read.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from relance.data.runs import Due
from relance.domain.calendar import ONE_DAY, at_local_hour, local_date, next_tick
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.run.run_count import RunCount
from relance.flows.rules_for import debtor_zone


def speaks(due: Due, tenant: Tenant, at: datetime) -> bool:
    """Whether a review now can end in a reminder."""
    return may_speak(due, tenant, local_date(at, tenant.zone)) and in_window(due, tenant, at)


def may_speak(due: Due, tenant: Tenant, today: date) -> bool:
    """Whether a review of this account can end in a reminder on that day.

    Not where the day was decided already: it is looked at again for what became of its message.
    """
    if due.decided_at and local_date(due.decided_at, tenant.zone) >= today:
        return False
    known = tenant.known_policies.values()
    ahead = timedelta(days=max(policy.listing_days_ahead for policy in known))
    live = tenant.mode == Mode.LIVE
    return live and due.oldest_due_on is not None and due.oldest_due_on <= today + ahead


def in_window(due: Due, tenant: Tenant, at: datetime) -> bool:
    """Whether the debtor may be written to at this hour.

    Who is looked at outside of his hours uses up nothing of cap and breaker: he comes again.
    """
    zone = _zone(due, tenant)
    if zone is None:
        return False
    return tenant.limits.sending_hour <= at.astimezone(zone).hour < tenant.limits.sending_until_hour


def _zone(due: Due, tenant: Tenant) -> ZoneInfo | None:
    """The debtor's zone; None where it cannot be read: its review says so (R46)."""
    try:
        return ZoneInfo(debtor_zone(tenant, due.zone, due.country))
    except (ValueError, LookupError, TypeError, OSError):
        return None


def known_to(seen: RunCount, due: Due, tenant: Tenant) -> bool:
    """Whether an earlier tick of the day let it through: it waits for a worker, and counts once.

    At an hour of its debtor's, that is: at any other it was looked at, and not counted.
    """
    zone = _zone(due, tenant)
    if seen.admitted_at is None or zone is None:
        return False
    hours = tenant.limits.sending_hour, tenant.limits.sending_until_hour
    on = seen.admitted_at.astimezone(zone).date()
    opens_at, closes_at = (at_local_hour(on, hour, str(zone)) for hour in hours)
    if opens_at > seen.admitted_at:
        opens_at, closes_at = (at_local_hour(on - ONE_DAY, hour, str(zone)) for hour in hours)
    today = local_date(seen.admitted_at, tenant.zone)
    first_at = next_tick(max(due.review_at, opens_at))
    in_hours = first_at < closes_at and local_date(opens_at, tenant.zone) == today
    return in_hours and seen.knows(first_at)


def promised_for(
    on: date, tenant: Tenant, found: Sequence[Due], before: RunCount, today: date
) -> int:
    """How many accounts a day will review, as far as the index shows it on the day before (R13).

    Those whose time comes then, and those of today that nobody has decided about: what was let
    through and waits for a worker, and of what was not, no more than today was promised.
    """
    speaking = [due for due in found if may_speak(due, tenant, on)]
    planned = sum(1 for due in speaking if local_date(due.review_at, tenant.zone) == on)
    late = [due for due in speaking if local_date(due.review_at, tenant.zone) <= today]
    waiting = sum(1 for due in late if known_to(before, due, tenant))
    return planned + waiting + before.expects_of(len(late) - waiting)


def promised_by_nobody(today: date, tenant: Tenant, found: Sequence[Due], last: RunCount) -> int:
    """What stands in for the promise of a day before which no tick came (R13).

    Whose review was set for the sending hour of today, or who waited from before today. What the
    breaker held on the last day on which there was a run is a surprise still.
    """
    speaking = [due for due in found if may_speak(due, tenant, today)]
    days = {due: local_date(due.review_at, tenant.zone) for due in speaking}
    planned = sum(1 for due, on in days.items() if on == today and _at_its_hour(due, tenant))
    waited = [due for due, on in days.items() if on < today]
    if not last.tripped:
        return planned + len(waited)
    held = sum(1 for due in waited if not last.knows(due.review_at))
    return planned + len(waited) - held + last.expects_of(held)


def _at_its_hour(due: Due, tenant: Tenant) -> bool:
    """Whether its review was set by a decision: a fact asks for one at any instant."""
    zone = _zone(due, tenant)
    at = due.review_at.astimezone(zone) if zone else due.review_at
    return (at.hour, at.minute, at.second, at.microsecond) == (tenant.limits.sending_hour, 0, 0, 0)


def run_before(counts_by_day: dict[date, RunCount], today: date) -> RunCount:
    """The counts of the last day before today on which there was a run, as far as was read."""
    ran = [on for on, count in counts_by_day.items() if on < today and count.counted_at]
    return counts_by_day[max(ran)] if ran else RunCount()
