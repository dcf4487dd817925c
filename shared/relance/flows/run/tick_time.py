"""When what a tick asks for is still wanted, and whether there is time left to do it (R13)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from relance.adapters import clock
from relance.domain.creditor.tenant import BETWEEN_TICKS
from relance.flows.intake import Left
from relance.telemetry import count, logger

STALE_AFTER = timedelta(hours=6)
AHEAD = timedelta(days=2)  # so far the index is read: for what tomorrow is promised
MOST_MENDED = 100  # heads that stand where none can, by one message; the others at the next tick


def in_time(at: datetime) -> bool:
    """Whether a tick is a run: not where it is so late that nobody would decide for it.

    One from the future is a mistake, and raises ValueError: what is not due yet would go.
    """
    now = clock.now()
    if at - now > BETWEEN_TICKS:
        raise ValueError(f"a tick of {at}, which is yet to come")
    if now - at >= STALE_AFTER:
        logger.warning("tick too late", tick_at=at.isoformat())
    return now - at < STALE_AFTER


@dataclass(slots=True)
class Time:
    """Whether there is time left, and whether somebody was told that there is none."""

    out_of_time: Callable[[], bool]
    was_over: bool = False

    def is_over(self) -> bool:
        """Whether to stop here; the next tick goes on."""
        self.was_over = self.was_over or self.out_of_time()
        return self.was_over


class Ticked(Protocol):
    """What was asked for by a tick."""

    @property
    def at(self) -> datetime:
        """The instant of the tick."""


def work_each[Asked: Ticked](
    asked: Sequence[Asked], work: Callable[[Asked, Time], object], out_of_time: Callable[[], bool]
) -> Left[Asked]:
    """What failed of what ticks asked for, each done for itself; what is too late is dropped."""
    failed: list[Asked] = []
    for one in asked:
        time = Time(out_of_time)
        try:
            if in_time(one.at):
                work(one, time)
        except Exception:  # it alone comes again
            logger.exception("not done", asked=type(one).__name__)
            failed.append(one)
        if time.was_over:
            count("RunsCutShort")
    return Left(failed)
