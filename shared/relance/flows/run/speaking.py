"""Which of the accounts that are due can be reminded, and how many of a day are no surprise (R13).

Seen through the index alone, before an account is read, one after the other: nobody is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from relance.data.runs import Due
from relance.domain.calendar import ONE_DAY, at_local_hour, local_date, next_tick
from relance.domain.creditor.rules import Limits, Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.run.run_count import RunCount
from relance.flows.rules_for import debtor_zone


class Speaking:
    """What the settings of a tenant say of who can be reminded; asked about each account."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant, self._live = tenant, tenant.mode == Mode.LIVE
        known = tenant.known_policies.values()
        self._ahead = timedelta(days=max(policy.listing_days_ahead for policy in known))

    def day_of(self, at: datetime) -> date:
        """The creditor's day at an instant."""
        return local_date(at, self._tenant.zone)

    def speaks(self, due: Due, at: datetime) -> bool:
        """Whether a review now can end in a reminder."""
        return self.may_speak(due, self.day_of(at)) and self._in_window(due, at)

    def may_speak(self, due: Due, today: date) -> bool:
        """Whether a review of this account can end in a reminder on that day.

        Not where the day was decided already: it is looked at again for what became of its message.
        """
        if due.decided_at and self.day_of(due.decided_at) >= today:
            return False
        listed = due.oldest_due_on is not None and due.oldest_due_on <= today + self._ahead
        return self._live and listed

    def _in_window(self, due: Due, at: datetime) -> bool:
        """Whether the debtor may be written to at this hour.

        Who is looked at outside of his hours uses up nothing of cap and breaker: he comes again.
        """
        zone, limits = self._zone(due), self._tenant.limits
        if zone is None:
            return False
        return limits.sending_hour <= at.astimezone(zone).hour < limits.sending_until_hour

    def had_turn(self, due: Due) -> bool:
        """Whether an account was decided for sending since the tenant went live."""
        started_at = self._tenant.live_since_at
        return bool(due.decided_at and started_at and due.decided_at >= started_at)

    def known_to(self, seen: RunCount, due: Due) -> bool:
        """Whether an earlier tick of the day let it through: it waits for a worker, counts once.

        At an hour of its debtor's, that is: at any other it was looked at, and not counted.
        """
        zone = self._zone(due)
        if seen.admitted_at is None or zone is None:
            return False
        opens_at, closes_at = _hours(zone, seen.admitted_at, _hours_of(self._tenant.limits))
        first_at = next_tick(max(due.review_at, opens_at))
        in_hours = first_at < closes_at and self.day_of(opens_at) == self.day_of(seen.admitted_at)
        return in_hours and seen.knows(first_at)

    def at_its_hour(self, due: Due) -> bool:
        """Whether its review was set by a decision: a fact asks for one at any instant."""
        zone, hour = self._zone(due), self._tenant.limits.sending_hour
        at = due.review_at.astimezone(zone) if zone else due.review_at
        return (at.hour, at.minute, at.second, at.microsecond) == (hour, 0, 0, 0)

    def _zone(self, due: Due) -> ZoneInfo | None:
        """The debtor's zone; None where it cannot be read: its review says so (R46)."""
        try:
            return ZoneInfo(debtor_zone(self._tenant, due.zone, due.country))
        except (ValueError, LookupError, TypeError, OSError):
            return None


def _hours_of(limits: Limits) -> tuple[int, int]:
    return limits.sending_hour, limits.sending_until_hour


@lru_cache(maxsize=1_000)
def _hours(
    zone: ZoneInfo, admitted_at: datetime, hours: tuple[int, int]
) -> tuple[datetime, datetime]:
    """When a debtor could be written to, the last time before a tick let people through."""
    on = admitted_at.astimezone(zone).date()
    opens_at, closes_at = (at_local_hour(on, hour, str(zone)) for hour in hours)
    if opens_at > admitted_at:
        opens_at, closes_at = (at_local_hour(on - ONE_DAY, hour, str(zone)) for hour in hours)
    return opens_at, closes_at


class Tomorrow:
    """How many accounts tomorrow will review, as far as the index shows it today (R13).

    Those whose time comes then, and those of today that nobody has decided about: what was let
    through and waits for a worker, and of what was not, no more than today was promised. Who waits
    follows from what is let through today, of which `may_be` are the counts that may come out.
    """

    def __init__(self, speaking: Speaking, today: date, may_be: Sequence[RunCount]) -> None:
        self._speaking, self._today, self._on = speaking, today, today + ONE_DAY
        self._waiting = {count.admitted_at: 0 for count in may_be}
        self._may_be = {count.admitted_at: count for count in may_be}
        self._planned = self._late = 0

    def take(self, due: Due) -> None:
        """One more that the index shows."""
        if not self._speaking.may_speak(due, self._on):
            return
        on = self._speaking.day_of(due.review_at)
        self._planned += on == self._on
        if on <= self._today:
            self._late += 1
            for admitted_at, count in self._may_be.items():
                self._waiting[admitted_at] += self._speaking.known_to(count, due)

    def promised(self, before: RunCount) -> int:
        """The promise, by the counts that came out."""
        waiting = self._waiting[before.admitted_at]
        return self._planned + waiting + before.expects_of(self._late - waiting)


class Unpromised:
    """What stands in for the promise of a day before which no tick came (R13).

    Whose review was set for the sending hour of today, or who waited from before today. What the
    breaker held on the last day on which there was a run is a surprise still.
    """

    def __init__(self, speaking: Speaking, today: date, last: RunCount) -> None:
        self._speaking, self._today, self._last = speaking, today, last
        self._planned = self._waited = self._held = 0

    def take(self, due: Due) -> None:
        """One more that the index shows."""
        if not self._speaking.may_speak(due, self._today):
            return
        on = self._speaking.day_of(due.review_at)
        self._planned += on == self._today and self._speaking.at_its_hour(due)
        if on < self._today:
            self._waited += 1
            self._held += not self._last.knows(due.review_at)

    @property
    def promised(self) -> int:
        """How many are no surprise today."""
        known = self._planned + self._waited
        if not self._last.tripped:
            return known
        return known - self._held + self._last.expects_of(self._held)


def run_before(counts_by_day: Mapping[date, RunCount], today: date) -> RunCount:
    """The counts of the last day before today on which there was a run, as far as was read."""
    ran = [on for on, count in counts_by_day.items() if on < today and count.counted_at]
    return counts_by_day[max(ran)] if ran else RunCount()
