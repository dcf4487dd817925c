"""How many accounts one day may chase: the cap of a new tenant, and the circuit breaker (R13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

FACTOR = 1.5
ALLOWANCE = 20


@dataclass(frozen=True, slots=True)
class Breaker:
    """What is known of the day: what the index promised a day earlier, and what went already.

    A fresh start has a cap instead of a promise; afterwards it is the other way round (R29).
    """

    promised: int | None
    enqueued: int
    daily_cap: int | None
    released: bool


@dataclass(frozen=True, slots=True)
class Admission:
    """Which of the accounts may be enqueued; none at all when the breaker tripped."""

    indexes: tuple[int, ...]
    why: str | None = None  # it tripped: too_many | no_money_booked | overdue_grew
    uncounted: frozenset[int] = frozenset()  # admitted beside the cap

    @property
    def tripped(self) -> bool:
        """Whether nothing goes until a person has looked."""
        return self.why is not None


def admitted(
    breaker: Breaker, oldest_due_on: Sequence[date], had_turn: frozenset[int] = frozenset()
) -> Admission:
    """The positions admitted, the oldest debt first, within the cap of the day.

    Above 1.5 times the promise plus 20 nothing goes and a person is asked (R13). Under a cap, who
    had his turn goes on beside it: else he would take that of others (R29).
    """
    if breaker.promised is not None and not breaker.released:
        if breaker.enqueued + len(oldest_due_on) > FACTOR * breaker.promised + ALLOWANCE:
            return Admission((), "too_many")
    everyone = range(len(oldest_due_on))
    if breaker.daily_cap is None:
        return Admission(tuple(everyone))
    left = max(breaker.daily_cap - breaker.enqueued, 0)
    waiting = (index for index in everyone if index not in had_turn)
    oldest_first = sorted(waiting, key=lambda index: oldest_due_on[index])
    return Admission(tuple(sorted([*oldest_first[:left], *had_turn])), uncounted=had_turn)
