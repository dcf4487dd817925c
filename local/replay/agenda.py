"""When something happens in a calendar: facts at their hours, and the hours that must be run.

The schedule ticks every hour. An hour at which nothing is due leaves no trace but that it came, so
only these are run: the hours at which an account is due, as the replay finds out; the last hour of
a day before one on which something is due (it promises that day to the circuit breaker); and the
edges of a span without runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from local.replay.business import Business
from local.replay.document import Invoice
from local.replay.facts import Fact

HOUR = timedelta(hours=1)
_LAST_HOUR = time(23)
_TOMORROW = timedelta(hours=25)


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact, an invoice that arrives, or (neither) the hour that strikes."""

    at: datetime
    what: Fact | Invoice | None = None
    wanted: bool = True  # an hour that is run whatever is due
    ahead: timedelta = timedelta()  # an hour that is run if something is due so soon after it


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


def agenda(business: Business) -> list[Happening]:
    """Everything known beforehand, in order; what arrives at an hour comes before its run."""
    calendar = business.calendar
    found = [Happening(business.instant(one.entered_at), one) for one in calendar.invoices]
    found += [Happening(business.instant(fact.at), fact) for fact in calendar.facts]
    spans = darkness(business)
    edges = {whole_hour(span.start) - HOUR for span in spans}
    edges |= {whole_hour(span.end) for span in spans}
    found += [Happening(at) for at in edges if not dark(at, spans)]
    evenings = {whole_hour(at) for at in _evenings(business)} - edges
    found += [Happening(at, None, False, _TOMORROW) for at in evenings if not dark(at, spans)]
    end = datetime.combine(calendar.last_on, time(), business.zone) + timedelta(days=1)
    found.append(Happening(end, None, False))
    return sorted(found, key=lambda one: (one.at, one.what is None))


def _evenings(business: Business) -> Iterator[datetime]:
    """The last hours of the days replayed."""
    on = business.calendar.first_on
    while on <= business.calendar.last_on:
        yield datetime.combine(on, _LAST_HOUR, business.zone)
        on += timedelta(days=1)
