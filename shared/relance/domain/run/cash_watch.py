"""When the run of a day looks wrong for its money: none came, or far more is overdue (R13, B9).

False alarms teach people to release without looking. So what is compared is what is known to be
usual: the same weekday, on a day without a closed one before it; and the overdue total with what
yesterday's run saw falling due until today, so that the end of a month is no surprise.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import chain

from relance.domain.calendar import ONE_DAY, WEEKEND, Calendar
from relance.domain.ledger.invoices import CHASEABLE, Invoice, Item, open_parts
from relance.domain.money import minor

LOOKED_BACK = 4  # same weekdays
SOME_MONEY_ON = 3  # of them, at least
USUAL_PAYMENTS = 5  # on average: with fewer, a day without any is chance
KEPT_DAYS = 56
GROWTH_PERCENT = 130
ALLOWANCE_UNITS = 5_000
AHEAD_DAYS = 8

type Totals = dict[str, int]  # minor units by currency


@dataclass(frozen=True, slots=True)
class Overdue:
    """What was overdue on a day, and what was then to fall due on the days from it on."""

    on: date
    totals: Totals = field(default_factory=dict)
    coming: dict[str, Totals] = field(default_factory=dict)  # by due date

    def expected(self, today: date) -> Totals:
        """What is overdue on a later day if nobody pays and nothing is booked."""
        expected = dict(self.totals)
        for due_on, totals in self.coming.items():
            if date.fromisoformat(due_on) < today:
                for currency, amount_minor in totals.items():
                    expected[currency] = expected.get(currency, 0) + amount_minor
        return expected


@dataclass(frozen=True, slots=True)
class CashWatch:
    """How many payments were ever recorded, and how many by the run of each day found sound."""

    recorded: int = 0
    runs: dict[str, int] = field(default_factory=dict)  # by day
    overdue: Overdue | None = None

    def ran(self, on: date) -> bool:
        """Whether the run of that day was found sound."""
        return on.isoformat() in self.runs

    def last_before(self, on: date) -> date | None:
        """The day of the last such run before a day."""
        return max((d for d in map(date.fromisoformat, self.runs) if d < on), default=None)


def no_money(watch: CashWatch, today: date, open_days: Calendar) -> bool:
    """Whether nothing was booked since the last run, where the same weekday usually has some."""
    last_on = watch.last_before(today)
    if last_on is None or watch.recorded > watch.runs[last_on.isoformat()]:
        return False
    if not _ordinary(last_on, today, open_days):
        return False
    usual = [booked for n in range(1, LOOKED_BACK + 1) if (booked := _booked(watch, today, n))]
    many = sum(usual) >= USUAL_PAYMENTS * len(usual)
    return len(usual) >= SOME_MONEY_ON and many


def _booked(watch: CashWatch, today: date, weeks: int) -> int:
    """The payments that the run found on this weekday some weeks ago; 0 where it did not run."""
    on = today - timedelta(days=7 * weeks)
    before_on = watch.last_before(on)
    if before_on is None or not watch.ran(on):
        return 0
    return watch.runs[on.isoformat()] - watch.runs[before_on.isoformat()]


def _ordinary(last_on: date, today: date, open_days: Calendar) -> bool:
    """Whether every day since the last run but the week-end was open, today too."""
    days = (last_on + n * ONE_DAY for n in range(1, (today - last_on).days + 1))
    return all(open_days.is_open(on) for on in days if on.weekday() not in WEEKEND)


def seen_from(today: date) -> date:
    """Before which day an invoice is due that counts today, or that falls due soon."""
    return today + timedelta(days=AHEAD_DAYS)


def overdue_of(invoices: Iterable[Invoice], today: date) -> Overdue:
    """What is overdue today of these invoices and what falls due in the coming days."""
    totals: dict[str, int] = defaultdict(int)
    coming: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for item in chain.from_iterable(map(_chased, invoices)):
        if item.overdue(today):
            totals[item.currency] += item.open_minor
        elif item.due_on < seen_from(today):
            coming[item.due_on.isoformat()][item.currency] += item.open_minor
    return Overdue(today, dict(totals), {on: dict(found) for on, found in coming.items()})


def _chased(invoice: Invoice) -> tuple[Item, ...]:
    if invoice.document_type not in CHASEABLE or invoice.cancelled_on:
        return ()
    return open_parts(invoice, 0)


def overdue_grew(watch: CashWatch, found: Overdue) -> bool:
    """Whether far more is overdue in a currency than the last run saw coming."""
    before = watch.overdue
    if before is None or not 0 < (found.on - before.on).days <= AHEAD_DAYS:
        return False
    expected = before.expected(found.on)
    return any(
        100 * total > GROWTH_PERCENT * expected.get(currency, 0) + 100 * _allowance(currency)
        for currency, total in found.totals.items()
    )


def _allowance(currency: str) -> int:
    return minor(ALLOWANCE_UNITS, currency)


def after_run(watch: CashWatch, found: Overdue) -> CashWatch:
    """The watch once a run was found sound, or was released: what the next one is held against."""
    oldest = (found.on - timedelta(days=KEPT_DAYS)).isoformat()
    kept = {on: recorded for on, recorded in watch.runs.items() if on >= oldest}
    runs = kept | {found.on.isoformat(): watch.recorded}
    return replace(watch, runs=runs, overdue=found)
