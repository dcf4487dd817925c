"""Days on which no run takes place, and days on which every run is delivered twice."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.year.facts import ZONE

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Disturbance:
    """Days without a run, whole and local to the creditor, and days on which every run doubles."""

    dark: tuple[tuple[date, date], ...] = ()  # first dark day, first lit day after
    doubled: frozenset[date] = frozenset()

    def spans(self) -> list[tuple[datetime, datetime]]:
        """Last tick before and first tick after, as the installation notes outages."""
        zone = ZoneInfo(ZONE)
        days = [
            (datetime.combine(a, time(), zone), datetime.combine(b, time(), zone))
            for a, b in self.dark
        ]
        return [(start - HOUR, end) for start, end in days]

    def lit(self, tick: datetime) -> datetime:
        """The tick itself, or the first one after the darkness that it falls into."""
        for last, first in self.spans():
            if last < tick < first:
                return first
        return tick
