"""What makes a message another than the one of the same step that went before (R6)."""

from datetime import date
from typing import Self

_NEXT_CONTACT = "+"  # 0+1: the same message to the next contact after a bounce
_UNSEEN = "claim-"
_UNDONE = "undone-"  # a day that it named passed while an error of ours stood (R40)


class Occasion(str):
    """The occasion of a message or a task; stored and hashed as this text."""

    __slots__ = ()

    @classmethod
    def of_claim(cls, count: int) -> Self:
        """So many claims ran out without money: the last level again, in milder words (R7)."""
        return cls(f"{_UNSEEN}{count}")

    @classmethod
    def of_undoing(cls, count: int) -> Self:
        """So many errors of ours were undone: the last level again, with a day that can be kept."""
        return cls(f"{_UNDONE}{count}")

    @classmethod
    def of_ladder(cls, anew_on: date | None, returns: int, moves: int = 0) -> Self:
        """Where the ladder began anew, how often it was due later, and money for it went back."""
        marks = [f"restart-{anew_on}"] if anew_on else []
        marks += [f"moved-{moves}"] if moves else []
        marks += [f"returned-{returns}"] if returns else []
        return cls("-".join(marks) or ORDINARY)

    def after_failures(self, count: int) -> "Occasion":
        """The same message to the next contact, after so many that failed."""
        return Occasion(f"{self}{_NEXT_CONTACT}{count}")

    @property
    def base(self) -> "Occasion":
        """The occasion without the mark of a next contact."""
        return Occasion(self.split(_NEXT_CONTACT)[0])

    @property
    def to_next_contact(self) -> bool:
        """Whether it goes to the next contact because it failed before."""
        return _NEXT_CONTACT in self

    @property
    def says_again(self) -> bool:
        """Whether it only says again, no firmer, what went before."""
        return self.startswith((_UNSEEN, _UNDONE))


ORDINARY = Occasion("0")
