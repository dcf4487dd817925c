"""How many accounts one day may chase: the cap of a new tenant, and the circuit breaker (R13)."""

from collections.abc import Mapping
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
class Admission[Who]:
    """Which of the accounts may be enqueued; none at all when the breaker tripped."""

    admitted: tuple[Who, ...]
    why: str | None = None  # it tripped: too_many | no_money_booked | overdue_grew
    uncounted: frozenset[Who] = frozenset()  # admitted beside the cap
    known: frozenset[Who] = frozenset()  # counted by an earlier tick of the day

    @property
    def tripped(self) -> bool:
        """Whether nothing goes until a person has looked."""
        return self.why is not None


def admitted[Who](
    breaker: Breaker,
    oldest_due_on: Mapping[Who, date],
    had_turn: frozenset[Who] = frozenset(),
    known: frozenset[Who] = frozenset(),
) -> Admission[Who]:
    """The accounts admitted, in the order in which they came, within the cap of the day.

    Above 1.5 times the promise plus 20 nothing goes and a person is asked (R13). An account counts
    once a day: who is `known` was counted by an earlier tick, and where nobody else is due nothing
    is a surprise. Under a cap the oldest debt goes first, and who had his turn goes on beside it:
    else he would take that of others (R29).
    """
    if breaker.promised is not None and not breaker.released:
        new = len(oldest_due_on.keys() - known)
        if new and breaker.enqueued + new > FACTOR * breaker.promised + ALLOWANCE:
            return Admission((), "too_many")
    if breaker.daily_cap is None:
        return Admission(tuple(oldest_due_on), known=known)
    left = max(breaker.daily_cap - breaker.enqueued, 0)
    waiting = (one for one in oldest_due_on if one not in had_turn)
    oldest_first = sorted(waiting, key=lambda one: oldest_due_on[one])
    chosen = had_turn.union(oldest_first[:left])
    return Admission(tuple(one for one in oldest_due_on if one in chosen), uncounted=had_turn)
