"""R31, practice 1: money whose payer is unknown, and credit beyond the debt."""

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.deciding.review import next_review_at
from relance.domain.ledger.payments import Unmatched
from relance.domain.tasks.asking import moot
from tests.builders import (
    account,
    asked,
    asks,
    at,
    closed,
    day,
    invoice,
    receipt,
    rules,
    says,
    waits,
)

ARRIVED = "2026-06-04 15:00"  # a Thursday


def with_money(amount_minor: int = 300_00, currency: str = "EUR", **changes: Any) -> Rules:
    """The rules while money of nobody known is in the pot."""
    received = at(ARRIVED)
    money = Unmatched(
        "BANK-1", amount_minor, currency, received.date(), received, "transfer", "api"
    )
    return replace(rules(), unplaced=(money,), **changes)


def test_money_of_nobody_known_holds_who_owes_as_much_to_the_cent() -> None:
    file = account()
    answer = waits(file, "2026-06-05 10:00", with_money())
    assert answer.reason == "money_of_unknown_payer"
    (task,) = asks(file, "2026-06-05 10:00", with_money())
    assert (task.kind, task.item_ids) == ("match_unknown_money", ("F-1/1",))
    assert asks(asked(file, task, at("2026-06-05 10:00")), "2026-06-08 10:00", with_money()) == []


def test_the_hold_ends_after_two_business_days_and_wakes_the_account() -> None:
    file = account()
    answer = waits(file, "2026-06-05 10:00", with_money())
    found = next_review_at(file, (answer,), with_money(), at("2026-06-05 10:00"))
    assert found == at("2026-06-09 10:00")
    assert waits(file, "2026-06-08 10:00", with_money()).reason == "money_of_unknown_payer"
    assert says(file, "2026-06-09 10:00", with_money())
    monday_shut = with_money(open_days=closed("2026-06-08"))
    assert waits(file, "2026-06-09 10:00", monday_shut).reason == "money_of_unknown_payer"


def test_who_will_owe_as_much_is_looked_at_on_the_day_it_is_late() -> None:
    file, by, now = account(), with_money(), at("2026-06-01 10:00")

    assert next_review_at(file, decide(file, by, now), by, now) == at("2026-06-03 10:00")


@pytest.mark.parametrize("amount_minor", [300_00, 120_00, 420_00])
def test_one_invoice_or_all_that_is_overdue_may_be_what_was_paid(amount_minor: int) -> None:
    file = account(invoice(), invoice("F-2", total_minor=120_00))
    held = waits(file, "2026-06-05 10:00", with_money(amount_minor))
    assert held.reason == "money_of_unknown_payer"


def test_another_amount_or_currency_holds_nobody() -> None:
    assert says(account(), "2026-06-05 10:00", with_money(300_01))
    assert says(account(), "2026-06-05 10:00", with_money(300_00, "USD"))


def test_credit_larger_than_the_debt_asks_to_refund_or_allocate_and_demands_nothing() -> None:
    file = account(receipts=(receipt(310_01),))
    kinds = [task.kind for task in asks(file, "2026-06-05 10:00")]
    assert kinds == ["refund_or_allocate", "match_money"]
    only_money = account(invoice(cancelled_on=day("2026-06-01")), receipts=(receipt(50_00),))
    assert [task.kind for task in asks(only_money, "2026-06-05 10:00")] == ["refund_or_allocate"]


def test_credit_beyond_the_debt_by_a_trifle_asks_nobody() -> None:
    file = account(receipts=(receipt(310_00),))
    assert [task.kind for task in asks(file, "2026-06-05 10:00")] == ["match_money"]


def test_money_that_is_somebodys_now_is_asked_about_no_more() -> None:
    by, now = with_money(), at("2026-06-05 10:00")
    (task,) = asks(account(), "2026-06-05 10:00", by)
    file = asked(account(), task, now)
    assert moot(file, now, by.unplaced) == moot(file, now) == ()
    assert [over.outcome for over in moot(file, now, ())] == ["moot"]
    other = asked(account(), replace(task, kind="match_money"), now)
    assert moot(other, now, ()) == ()
