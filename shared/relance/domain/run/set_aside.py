"""What is set aside since it cannot be read or decided: once, told to people, tried again (R46)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from relance.domain.errors import Cause, Placed

LONGEST_WAIT = timedelta(days=1)
_FIRST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SetAside(Placed):
    """One object that waits until it is mended: where it is, since when, how often it was met.

    `place` is the account, or what of the tenant; `attribute` is never its contents.
    """

    place: str
    row: str
    cause: Cause
    first_at: datetime
    last_at: datetime
    times: int = 1
    attribute: str = ""

    def met_again(self, now: datetime, cause: Cause, attribute: str) -> "SetAside":
        """The same, met once more."""
        return replace(self, last_at=now, times=self.times + 1, cause=cause, attribute=attribute)

    @property
    def again_at(self) -> datetime:
        """When it is tried again by itself.

        What cannot be read would be found as it is: once a day, and when it was seen to be mended.
        What cannot be decided may be ours: after an hour, then after twice as long each time.
        """
        if self.cause is not Cause.UNDECIDED:
            return self.last_at + LONGEST_WAIT
        doubled = min(self.times - 1, 10)
        wait: timedelta = min(_FIRST_WAIT * 2**doubled, LONGEST_WAIT)
        return self.last_at + wait
