"""Those with the oldest debts of however many there are (R29, R37)."""

from collections.abc import Iterator
from datetime import date
from heapq import heappush, heappushpop


class Oldest[Who]:
    """Keeps the `most` that wait with the oldest debts, and no more in memory.

    Of those with debts of one day, who was shown first goes first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[int, int, Who]] = []  # the youngest debt on top, shown last
        self._shown = 0

    def show(self, who: Who, oldest_on: date) -> None:
        """One more of them."""
        self._shown += 1
        entry = -oldest_on.toordinal(), -self._shown, who
        if len(self._kept) < self._most:
            heappush(self._kept, entry)
        elif self._most:
            heappushpop(self._kept, entry)

    @property
    def others(self) -> int:
        """How many were shown and are not among them."""
        return self._shown - len(self._kept)

    def __iter__(self) -> Iterator[Who]:
        """Who they are, the oldest debt first."""
        return (who for _, _, who in sorted(self._kept, key=lambda entry: entry[:2], reverse=True))
