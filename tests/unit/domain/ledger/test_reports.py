"""What a provider reports of nothing ours: which of trouble and end is the later one (R40)."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from relance.domain.errors import Conflict
from relance.domain.ledger.payments import TOLD, TOTAL_OF, MoneyEvent
from relance.domain.ledger.reports import (
    Report,
    ReportKind,
    closed_report,
    may_be_paid,
    report_id,
    reported,
    restated,
    settled_by_payment,
    told_of,
)
from tests.builders import at

NOON = at("2026-06-02 12:00")


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


def event(number: int = 0, *, settles: bool = False, **changes: object) -> MoneyEvent:
    start = MoneyEvent("e", "reports", "stripe:po_1", 5_00, "EUR", minute(number), thing_id="po_1")
    start = replace(start, reports=ReportKind.PAYOUT_FAILED, settles=settles)
    return replace(start, **changes)  # type: ignore[arg-type]


def trouble(number: int = 0, **changes: Any) -> Report:
    return reported(event(number, **changes), NOON)


def end(number: int) -> Report:
    return reported(event(number, settles=True), NOON)


def after(*told: Report) -> Report:
    known = None
    for one in told:
        known = told_of(known, one)
    assert known
    return known


@pytest.mark.parametrize("order", [*permutations((trouble(0), end(1), trouble(2)))])
def test_the_last_thing_that_happened_decides_in_any_order(order: tuple[Report, ...]) -> None:
    assert after(*order).is_open


@given(some.lists(some.tuples(some.booleans(), some.integers(0, 9)), min_size=1, max_size=6))
def test_any_order_and_any_repeat_ends_in_the_same(events: list[tuple[bool, int]]) -> None:
    told = [end(n) if over else trouble(n) for over, n in events]
    last = after(*told)
    for other in (reversed(told), [*told, *told], sorted(told, key=repr)):
        assert after(*other).is_open == last.is_open
    troubles = [n for over, n in events if not over]
    ends = [n for over, n in events if over]
    assert last.is_open == (max(troubles, default=-1) > max(ends, default=-1))


def test_an_end_in_the_same_instant_is_the_later_one() -> None:
    assert not after(trouble(1), end(1)).is_open
    assert not after(end(1), trouble(1)).is_open


def test_an_end_alone_is_nothing_to_look_at() -> None:
    assert not end(1).is_open
    assert end(1).kind is None


def test_a_repeat_changes_nothing_and_more_of_it_shows_the_new_amount() -> None:
    assert after(trouble(1), trouble(1)) == trouble(1)
    more = after(trouble(1), trouble(2, amount_minor=9_00))
    assert (more.amount_minor, more.recorded_at) == (9_00, NOON)
    assert after(trouble(2), trouble(1, amount_minor=9_00)).amount_minor == 5_00


def closed(known: Report, number: int = 5) -> Report:
    return closed_report(known, "done", "key:ada", "seen", minute(number))


def test_what_a_person_closed_stays_closed_until_something_else_is_said() -> None:
    ended = closed(trouble(1))
    assert (ended.is_open, ended.closed_by, ended.note) == (False, "key:ada", "seen")
    assert told_of(ended, trouble(4, amount_minor=9_00)) == ended
    assert told_of(ended, trouble(6)) == ended
    assert told_of(ended, trouble(6, amount_minor=9_00)).is_open
    waits = closed(trouble(1, reports=ReportKind.FUNDS_WAIT))
    assert told_of(waits, trouble(6, reports=ReportKind.FUNDS_WAIT)).is_open


def test_what_is_over_has_been_so_since_a_person_or_the_provider_said_so() -> None:
    assert after(trouble(1), end(2)).past_since_at == minute(2)
    assert closed(trouble(1), 5).past_since_at == minute(5)
    assert end(2).past_since_at == minute(2)
    assert trouble(1).past_since_at == NOON


def test_the_same_outcome_is_said_once_and_another_is_a_conflict() -> None:
    ended = closed(trouble(1))
    assert closed(ended, 7) == ended
    with pytest.raises(Conflict):
        closed_report(ended, "other", "key:ada", None, NOON)
    with pytest.raises(Conflict):
        closed_report(after(trouble(1), end(2)), "done", "key:ada", None, NOON)


def test_all_that_was_told_of_a_payment_counts_whatever_its_instants() -> None:
    assert restated(None, trouble(1)) == trouble(1)
    assert restated(trouble(1), trouble(2)) == trouble(1)
    less = restated(trouble(3), trouble(2, amount_minor=1_00))
    assert (less.amount_minor, less.is_open) == (1_00, True)
    over = restated(trouble(3), end(2))
    assert not over.is_open
    assert restated(over, trouble(2)).is_open
    assert not restated(end(1), end(2)).is_open
    assert restated(closed(trouble(1)), trouble(2)).outcome == "done"


def test_the_payment_that_came_ends_it_whatever_the_clocks_say() -> None:
    assert not settled_by_payment(trouble(30), NOON).is_open
    assert not settled_by_payment(end(1), NOON).is_open


def test_a_report_is_known_by_its_payment_else_by_its_object() -> None:
    total = event(thing_id=f"{TOTAL_OF}ch_1", payment_id="stripe:pi_1")
    assert (reported(total, NOON).report_id, reported(total, NOON).object_id) == (
        report_id("stripe:pi_1"), "ch_1",
    )  # fmt: skip
    nameless = event(payment_id="stripe:none", thing_id="re_1")
    assert reported(nameless, NOON).report_id == report_id("stripe:re_1")
    bank = event(payment_id="BANK-1", thing_id=f"{TOLD}-refund", source="standard", reports=None)
    told = reported(bank, NOON)
    assert (told.report_id, told.object_id, told.kind) == (
        report_id("BANK-1"), "BANK-1", ReportKind.OTHER,
    )  # fmt: skip


def test_a_type_that_nobody_knows_is_one_a_day() -> None:
    odd = {"reports": ReportKind.OTHER, "reason": "crypto.moved"}
    first, second = trouble(0, **odd), trouble(1, payment_id="stripe:x_2", **odd)
    assert (first.report_id, first.object_id) == (second.report_id, "crypto.moved 2026-06-02")
    assert trouble(24 * 60, **odd).report_id != first.report_id


def test_money_paid_to_us_may_be_a_debtors_and_nothing_else_may() -> None:
    waits = trouble(0, reports=ReportKind.FUNDS_WAIT)
    money = may_be_paid(waits)
    assert money
    assert (money.payment_id, money.amount_minor, money.currency) == ("stripe:po_1", 5_00, "EUR")
    assert may_be_paid(trouble(0)) is None
    assert may_be_paid(trouble(0, reports=ReportKind.FUNDS_WAIT, amount_minor=0)) is None
