"""Whether SES answers this sender at all: what it may have taken is not risked for all (R17, R47).

Each mail that is tried while SES says nothing is one of which nobody knows whether it left, and
waits for the next morning. What is not tried goes at the next tick.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

LOST_IN_A_ROW = 2  # one is chance
HELD_FOR = timedelta(minutes=30)  # less than the ticks are apart: the next one tries again


@dataclass(slots=True)
class Silence:
    """How many mails of unknown fate there were in a row, as this process saw it."""

    lost: int = 0
    lost_at: datetime | None = None

    def note(self, *, answered: bool, at: datetime) -> None:
        """What came of a mail: SES answered, or did not, and may have taken it."""
        self.lost = 0 if answered else self.lost + 1
        self.lost_at = at

    def holds(self, now: datetime) -> bool:
        """Whether nothing is to be tried for now."""
        return (
            self.lost >= LOST_IN_A_ROW
            and self.lost_at is not None
            and abs(now - self.lost_at) < HELD_FOR
        )
