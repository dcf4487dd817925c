"""When something happens in a calendar: facts at their hours, and the hours that must be run.

The schedule ticks every hour. An hour at which nothing is due leaves no trace but that it came, so
only these are run: the hours at which an account is due, as the replay finds out; the edges of a
span without runs; and, where the circuit breaker could trip, the last hour of a day before one on
which something is due (it promises that day to the breaker).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from local.replay.business import Business
from local.replay.document import Invoice
from local.replay.facts import Fact
from relance.domain.run.breaker import ALLOWANCE

HOUR = timedelta(hours=1)
_LAST_HOUR = time(23)
_TOMORROW = timedelta(hours=25)
# The breaker allows so many accounts whatever was promised; each may come twice a day.
FEW = ALLOWANCE // 2


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact, an invoice that arrives, or (neither) the hour that strikes."""

    at: datetime
    what: Fact | Invoice | None = None
    wanted: bool = True  # an hour that is run whatever is due
    ahead: timedelta = timedelta()  # an hour that is run if something is due so soon after it

    @property
    def crosses(self) -> bool:
        """Whether it comes between deciding and sending of its hour."""
        return bool(getattr(self.what, "crossing", False))


@dataclass(frozen=True, slots=True)
class Darkness:
    """A span without runs, in instants."""

    start: datetime
    end: datetime


def whole_hour(at: datetime) -> datetime:
    """The hour itself, or the next one: the schedule ticks at minute 0 of UTC."""
    floor = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return floor if floor == at else floor + HOUR


def darkness(business: Business) -> list[Darkness]:
    """The spans without runs."""
    spans = business.calendar.no_runs
    return [Darkness(business.instant(s.start), business.instant(s.end)) for s in spans]


def dark(at: datetime, spans: list[Darkness]) -> bool:
    """Whether no run happens at that hour."""
    return any(span.start <= at < span.end for span in spans)


def agenda(business: Business, every_hour: bool = False) -> list[Happening]:
    """Everything known beforehand, in order; what arrives at an hour comes before its run."""
    calendar = business.calendar
    found = [Happening(business.instant(one.entered_at), one) for one in calendar.invoices]
    found += [Happening(business.instant(fact.at), fact) for fact in calendar.facts]
    spans = darkness(business)
    wanted = {whole_hour(span.start) - HOUR for span in spans}
    wanted |= {whole_hour(span.end) for span in spans}
    wanted |= set(_hours(business) if every_hour else ())
    found += [Happening(at) for at in wanted if not dark(at, spans)]
    if len(calendar.customers) > FEW:
        evenings = {whole_hour(at) for at in _evenings(business)} - wanted
        found += [Happening(at, None, False, _TOMORROW) for at in evenings if not dark(at, spans)]
    end = datetime.combine(calendar.last_on, time(), business.zone) + timedelta(days=1)
    found.append(Happening(end, None, False))
    return sorted(found, key=lambda one: (one.at, one.what is None, one.crosses))


def _evenings(business: Business) -> Iterator[datetime]:
    """The last hours of the days replayed."""
    on = business.calendar.first_on
    while on <= business.calendar.last_on:
        yield datetime.combine(on, _LAST_HOUR, business.zone)
        on += timedelta(days=1)


def _hours(business: Business) -> Iterator[datetime]:
    """All hours of the days replayed."""
    first_on, last_on = business.calendar.first_on, business.calendar.last_on
    at = whole_hour(datetime.combine(first_on, time(), business.zone))
    while at <= datetime.combine(last_on, _LAST_HOUR, business.zone):
        yield at
        at += HOUR
