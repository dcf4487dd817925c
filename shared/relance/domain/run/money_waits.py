"""When money waited to be recorded: then nothing of the tenant went, and no step was missed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

type Span = tuple[datetime, datetime]  # from when mail was held, and until when

BACKLOG_AFTER = timedelta(minutes=5)  # so long money may be announced and not recorded (R22)
KEPT = timedelta(days=60)  # as outages are: nothing else looks back
MOST_SPANS = 60


@dataclass(frozen=True, slots=True)
class MoneyWaits:
    """The times in which money held a tenant's mail, apart from each other, oldest first."""

    spans: tuple[tuple[datetime, datetime], ...] = ()

    def covers(self, from_at: datetime, until_at: datetime) -> bool:
        """Whether it is known of all of that time."""
        return any(start <= from_at and until_at <= end for start, end in self.spans)

    def plus(self, from_at: datetime, until_at: datetime) -> "MoneyWaits":
        """With one time more; what is older than any outage is forgotten.

        Where there are too many, the oldest are told as one: a day too many counts as silent.
        """
        recent = (span for span in self.spans if span[1] >= until_at - KEPT)
        joined = _joined([*recent, (from_at, until_at)])
        while len(joined) > MOST_SPANS:
            joined = [(joined[0][0], joined[1][1]), *joined[2:]]
        return MoneyWaits(tuple(joined))

    def over(self, outages: Sequence[Span]) -> tuple[Span, ...]:
        """The times that met an outage; none on an ordinary day."""
        return tuple(
            span
            for span in self.spans
            if any(span[0] <= first_at and last_at <= span[1] for last_at, first_at in outages)
        )


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for from_at, until_at in sorted(spans):
        if found and from_at <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], until_at)
        else:
            found.append((from_at, until_at))
    return found
