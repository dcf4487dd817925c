"""Days and hours: what is open, what a bank counts, and when a debtor may be written to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEKEND = frozenset({5, 6})
ONE_DAY = timedelta(days=1)
ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The closed days of somebody: week-ends and the dates given."""

    closed: frozenset[date] = frozenset()

    def is_open(self, on: date) -> bool:
        """Whether business is done on that day."""
        return on.weekday() not in WEEKEND and on not in self.closed

    def next_open(self, on: date) -> date:
        """The day itself if it is open, else the first open one after it (R4: forward only)."""
        while not self.is_open(on):
            on += ONE_DAY
        return on

    def add_open_days(self, on: date, days: int) -> date:
        """The day that lies `days` open days after `on`; `on` itself is not counted."""
        for _ in range(days):
            on = self.next_open(on + ONE_DAY)
        return on

    def previous_open(self, on: date) -> date:
        """The last open day strictly before `on`."""
        on -= ONE_DAY
        while not self.is_open(on):
            on -= ONE_DAY
        return on


def both(calendars: Iterable[Calendar]) -> Calendar:
    """A calendar that is open only where every given one is."""
    return Calendar(frozenset().union(*(calendar.closed for calendar in calendars)))


# Before every instant.
NEVER = datetime.min.replace(tzinfo=UTC)


def next_tick(at: datetime) -> datetime:
    """The first full hour at or after an instant (R11)."""
    hour_at = at.replace(minute=0, second=0, microsecond=0)
    return hour_at if hour_at == at else hour_at + ONE_HOUR


def local_date(at: datetime, zone: str) -> date:
    """The calendar day at an instant in a zone (R11: due and overdue use the creditor's)."""
    return at.astimezone(ZoneInfo(zone)).date()


def at_local_hour(on: date, hour: int, zone: str) -> datetime:
    """The UTC instant at which a local day reaches an hour; a skipped hour is read as after it."""
    return datetime.combine(on, time(hour), ZoneInfo(zone)).astimezone(UTC)
