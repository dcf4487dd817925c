"""How a payer behaves, as one figure and one word (B4, practice 7).

It chooses the tone, the tolerance before the first reminder and whether courtesy goes; never an
amount, a legal step or a handover, and the debtor never sees it.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from statistics import median


class ProfileName(StrEnum):
    """What a payer is called, by his score."""

    GOOD = "good"
    USUAL = "usual"
    LATE = "late"
    UNKNOWN = "unknown"


GOOD, USUAL, LATE, UNKNOWN = ProfileName
LATE_OVER_DAYS = 15
MOST_DELAY_DAYS = 60
LEAST_COUNTED = 3
LEAST_SETTLED_DAYS = 2
LEAST_KNOWN_DAYS = 60
_LAST = 3
_WORSENED_DAYS = 10
_TOLERANCE_DAYS: dict[str, int] = {GOOD: 5, USUAL: 3}


@dataclass(frozen=True, slots=True)
class Counted:
    """One invoice that says something of its payer; without `settled_on` it is still open."""

    invoice_id: str
    due_on: date
    delay_days: int  # 0 to 60, less the bank's two days
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a payer on a day; its figures are named as on the page (practice 7)."""

    on: date
    counted: tuple[Counted, ...] = ()
    window_months: int = 12
    kept: int = 0
    partly_kept: int = 0
    broken: int = 0
    returned: int = 0  # payments, for lack of funds
    refused: int = 0  # disputes, as unfounded
    long_open: bool = False  # something undisputed is open for more than 60 days

    @property
    def average_days(self) -> Fraction:
        """D: the average delay, each invoice once."""
        return _average(tuple(one.delay_days for one in self.counted))

    @property
    def over_15_days(self) -> int:
        """How many invoices were, or are, more than 15 days late."""
        return sum(one.delay_days > LATE_OVER_DAYS for one in self.counted)

    @property
    def late_share(self) -> Fraction:
        """S: their share of all, 0 to 1."""
        return Fraction(self.over_15_days, max(len(self.counted), 1))

    @property
    def promise_points(self) -> Fraction:
        """B: broken promises, those partly kept by half, less half of those kept; 0 to 3."""
        points = self.broken + Fraction(self.partly_kept - self.kept, 2)
        return min(max(points, Fraction(0)), Fraction(3))

    @property
    def return_points(self) -> int:
        """R: at most 2."""
        return min(self.returned, 2)

    @property
    def refusal_points(self) -> int:
        """N: at most 2."""
        return min(self.refused, 2)

    @property
    def worsened(self) -> bool:
        """W: whether the last three paid were ten days later than those before; needs six."""
        paid = [(one.settled_on, one) for one in self.counted if one.settled_on]
        paid.sort(key=lambda pair: (pair[0], pair[1].due_on, pair[1].invoice_id))
        days = tuple(one.delay_days for _, one in paid)
        if len(days) < 2 * _LAST:
            return False
        return _average(days[-_LAST:]) - _average(days[:-_LAST]) >= _WORSENED_DAYS

    @property
    def score(self) -> Fraction:
        """0 to 100, exact, so that 80 is 80."""
        lost = (
            3 * self.average_days
            + 20 * self.late_share
            + 10 * self.promise_points
            + 15 * self.return_points
            + 5 * self.refusal_points
            + 10 * self.worsened
        )
        return max(100 - lost, Fraction(0))

    @property
    def settled_days(self) -> int:
        """On how many different days something was settled."""
        return len({one.settled_on for one in self.counted if one.settled_on})

    @property
    def name(self) -> str:
        """The profile: good, usual, late or unknown."""
        if self.long_open:
            return LATE
        if self._hardly_known():
            return UNKNOWN
        if self.score < 50:
            return LATE
        clean = not (self.promise_points or self.return_points)
        return GOOD if clean and self.score >= 80 else USUAL

    def _hardly_known(self) -> bool:
        if len(self.counted) < LEAST_COUNTED or self.settled_days < LEAST_SETTLED_DAYS:
            return True
        first_on = min(one.due_on for one in self.counted)
        return (self.on - first_on).days < LEAST_KNOWN_DAYS

    @property
    def median_days(self) -> int:
        """The delay that half of the invoices did not exceed, in whole days."""
        return int(median([one.delay_days for one in self.counted] or [0]))


def _average(days: tuple[int, ...]) -> Fraction:
    return Fraction(sum(days), max(len(days), 1))


def tolerance_days(name: str, median_days: int) -> int:
    """How many days level 1 waits beyond its own for a payer of that profile."""
    return min(median_days, _TOLERANCE_DAYS.get(name, 0))
