"""Due dates that move: what a part was due on before, and why it is another day now (R34)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

# A move of so many days or fewer keeps what was done.
SMALL_MOVE = timedelta(days=3)


class DueReason(StrEnum):
    """Why a due date moves: it was wrong, or we agree to wait."""

    CORRECTION = "correction"
    EXTENSION = "extension"


@dataclass(frozen=True, slots=True)
class DueChange:
    """One move of the due date of a part; without a reason nobody has said why yet."""

    part_id: str
    from_on: date
    to_on: date
    on: date  # the creditor's day
    recorded_at: datetime
    reason: DueReason | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class DueSaid:
    """Why due dates move, and which person decided it."""

    reason: DueReason
    decided_by: str


def due_before(later: Iterable[DueChange], due_on: date) -> date:
    """The date that was in force before some moves, of a part that is due on a day now."""
    return next((change.from_on for change in later), due_on)


def legal_on(changes: Sequence[DueChange], due_on: date) -> date:
    """The date for law, interest, limitation and insurer: the first, or as it was corrected."""
    legal = changes[0].from_on if changes else due_on
    for change in changes:
        if change.reason is DueReason.CORRECTION:
            legal = change.to_on
    return legal


def great_moves(changes: Iterable[DueChange]) -> tuple[DueChange, ...]:
    """The moves of more than three days, each from the date on which what was done rests.

    Small moves add up: several in a row are one great move once they are more than three days.
    """
    found: list[DueChange] = []
    rests_on: date | None = None
    for change in changes:
        rests_on = rests_on or change.from_on
        if abs(change.to_on - rests_on) > SMALL_MOVE:
            found.append(replace(change, from_on=rests_on))
            rests_on = change.to_on
    return tuple(found)


def later_moves(changes: Iterable[DueChange]) -> tuple[DueChange, ...]:
    """Of the great moves those to a later date: with each the ladder begins anew."""
    return tuple(change for change in great_moves(changes) if change.to_on > change.from_on)
