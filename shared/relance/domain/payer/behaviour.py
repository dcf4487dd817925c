"""Which invoices and promises speak of a payer, and how late he was (practice 7).

Everything is seen from one day: what was paid or promised after it is not known yet, so that the
profile of a past day stays what it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.history import Money, Trace
from relance.domain.account.on_file import DisputeOutcome
from relance.domain.answers.disputes import keeps_out
from relance.domain.answers.promise_results import (
    BROKEN,
    KEPT,
    PARTLY,
    is_deferral,
    promises_of,
    results,
)
from relance.domain.booking.traces import credited, deferrals, trace_of
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import CHASEABLE
from relance.domain.ledger.return_reasons import NO_FUNDS
from relance.domain.payer.profile import (
    LATE_OVER_DAYS,
    LEAST_COUNTED,
    LEAST_KNOWN_DAYS,
    MOST_DELAY_DAYS,
    Counted,
    Profile,
)

BANK_TRANSIT_DAYS = 2
MONTHS, MORE_MONTHS = 12, 24


@dataclass(frozen=True, slots=True)
class _Traced:
    """A trace as far as it is told on a day: what each part waited for its money."""

    trace: Trace
    waits: tuple[tuple[date, date | None], ...]  # due, and when the money was there


def profile_of(account: Account, rules: Rules, on: date) -> Profile:
    """What is known of the payer on a day, from what the account remembers."""
    agreed = _deferred(account, rules)
    traced = [
        _traced(trace, agreed.get(trace.invoice_id, date.min), rules, on)
        for trace in _speaking(account)
    ]
    counted = [one for each in traced if (one := _counted(each, on))]
    few = len(_since(counted, on, MONTHS)) < LEAST_COUNTED
    months = MORE_MONTHS if few else MONTHS
    known = Profile(
        on,
        _since(counted, on, months),
        months,
        refused=_refused(account, _months_before(on, months), on),
        long_open=any(_long_open(each, on) for each in traced),
    )
    return with_conduct(known, account, rules, on)


def with_conduct(known: Profile, account: Account, rules: Rules, until_on: date) -> Profile:
    """The profile with the promises and the returned payments up to a day."""
    since_on = _months_before(known.on, known.window_months)
    said = results(account, rules, since_on, until_on)
    returned = (r.on for r in account.history.returned if r.reason.lower() in NO_FUNDS)
    return replace(
        known,
        kept=said[KEPT],
        partly_kept=said[PARTLY],
        broken=said[BROKEN],
        returned=sum(since_on < day <= until_on for day in returned),
    )


def _refused(account: Account, since_on: date, until_on: date) -> int:
    days = (d.resolved_on for d in account.disputes if d.outcome == DisputeOutcome.REFUSED)
    return sum(since_on < day <= until_on for day in days if day)


def _months_before(on: date, months: int) -> date:
    """The same day a year, or two, before; of a leap day, the day before it."""
    year = on.year - months // 12
    leap = (on.month, on.day) == (2, 29)
    return date(year, 2, 28) if leap else on.replace(year=year)


def _since(counted: list[Counted], on: date, months: int) -> tuple[Counted, ...]:
    since_on = _months_before(on, months)
    return tuple(one for one in counted if since_on < one.due_on <= on)


def _speaking(account: Account) -> Iterator[Trace]:
    """The traces that count: not upheld disputes nor open ones, nor what others pay."""
    contested = {
        d.invoice_id
        for d in account.disputes
        if d.item_id is None and (keeps_out(d) or d.outcome == DisputeOutcome.UPHELD)
    }
    for trace in _traces(account):
        if trace.dues and not trace.left_out and trace.invoice_id not in contested:
            yield trace


def _traces(account: Account) -> Iterator[Trace]:
    """Everything invoiced that is open, and what is remembered of the rest."""
    notes, agreed = credited(account), deferrals(account)
    here = set()
    for invoice in account.invoices:
        if invoice.document_type in CHASEABLE and not invoice.cancelled_on:
            here.add(invoice.invoice_id)
            yield trace_of(invoice, agreed, notes[invoice.invoice_id])
    yield from (trace for trace in account.history.closed if trace.invoice_id not in here)


def _traced(trace: Trace, agreed_on: date, rules: Rules, on: date) -> _Traced:
    """When each part had its money; a residue does not count as missing."""
    small_minor = rules.limits.small_minor(trace.currency)
    money = sorted((m for m in trace.money if m.value_on <= on), key=lambda m: m.value_on)
    needed_minor, waits = 0, []
    for due_on, amount_minor in trace.dues:
        needed_minor += amount_minor
        there_on = _there_on(money, max(needed_minor - small_minor, 1))
        waits.append((max(due_on, agreed_on), there_on))
    return _Traced(trace, tuple(waits))


def _there_on(money: list[Money], wanted_minor: int) -> date | None:
    for payment in money:
        wanted_minor -= payment.amount_minor
        if wanted_minor <= 0:
            return payment.value_on
    return None


def _deferred(account: Account, rules: Rules) -> dict[str, date]:
    """The days that a person agreed to, by invoice: delay counts from there (practice 7)."""
    days: dict[str, date] = {}
    for promise in promises_of(account):
        if is_deferral(promise, rules):
            for item_id in promise.item_ids:
                invoice_id = item_id.invoice_id
                days[invoice_id] = max(days.get(invoice_id, date.min), promise.promised_on)
    return days


def _counted(traced: _Traced, on: date) -> Counted | None:
    """A settled invoice, or an open one of which a part is more than 15 days late."""
    late = [_late_days(due_on, there_on or on) for due_on, there_on in traced.waits]
    still = [(on - due_on).days for due_on, there_on in traced.waits if there_on is None]
    if still and max(still) <= LATE_OVER_DAYS:
        return None
    there = [there_on for _, there_on in traced.waits if there_on]
    trace = traced.trace
    due_on = min(due_on for due_on, _ in traced.waits)
    return Counted(trace.invoice_id, due_on, max(late), None if still else max(there))


def _late_days(due_on: date, there_on: date) -> int:
    """Less two days that the bank takes, 0 to 60."""
    days = (there_on - due_on).days - BANK_TRANSIT_DAYS
    return min(max(days, 0), MOST_DELAY_DAYS)


def _long_open(traced: _Traced, on: date) -> bool:
    return any(
        there_on is None and (on - due_on).days > LEAST_KNOWN_DAYS
        for due_on, there_on in traced.waits
    )
