"""How many accounts one day may chase: the cap of a new tenant, and the circuit breaker (R13)."""

from dataclasses import dataclass

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

    def why(self, new: int) -> str | None:
        """Why nothing may go until a person has looked: above 1.5 times the promise plus 20.

        An account counts once a day: `new` are those whom no earlier tick counted, and where there
        are none nothing is a surprise.
        """
        if self.promised is None or self.released or not new:
            return None
        beyond = self.enqueued + new > FACTOR * self.promised + ALLOWANCE
        return "too_many" if beyond else None

    @property
    def room(self) -> int | None:
        """How many may still be begun with today under the cap; None where there is no cap."""
        return None if self.daily_cap is None else max(self.daily_cap - self.enqueued, 0)
