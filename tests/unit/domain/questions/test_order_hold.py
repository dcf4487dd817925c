"""B13, practice 2: only a person holds orders, and not over little or disputed money."""

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask, OrderHold
from relance.domain.creditor.rules import Limits
from relance.domain.deciding.review import LONGEST, next_review_at
from relance.domain.ledger.invoices import PartReason
from relance.domain.policies.policy import Consequence
from relance.domain.questions.order_hold import orders_held_on, with_order_hold
from relance.domain.questions.order_release import release_due, with_release, without_release
from tests.builders import (
    PLAIN,
    account,
    allocation,
    asks,
    at,
    at_ten,
    claim,
    customer,
    day,
    dispute,
    hold,
    invoice,
    message,
    paid,
    part,
    receipt,
    rules,
    says,
)

OWNED = rules(owned=True)
LATE = invoice(total_minor=1_000_00)  # due on 2 June
ON = OrderHold("erp", day("2026-06-10"), at("2026-06-10 09:00"))
JUNE_22 = at("2026-06-22 12:00")


def proposed(file: Account, when: str = "2026-06-17 10:00", by: Any = OWNED) -> list[str]:
    return [task.kind for task in asks(file, when, by) if task.kind == "order_hold"]


def due(before: Account, after: Account) -> bool:
    return release_due(before, after, Limits(), JUNE_22.date())


def test_a_hold_is_proposed_from_the_minimum_and_the_fifteenth_day_on_once() -> None:
    file = account(LATE)
    assert proposed(file, "2026-06-16 10:00") == []
    assert proposed(file) == ["order_hold"]
    assert (
        proposed(
            account(replace(LATE, total_minor=999_99, parts=(part("1", 999_99, "2026-06-02"),)))
        )
        == []
    )
    (task,) = [t for t in asks(file, "2026-06-17 10:00", OWNED) if t.kind == "order_hold"]
    assert (task.reason, task.item_ids) == ("large_and_late", ("F-1/1",))
    told = replace(file, tasks=(OpenTask(task.task_id, task.kind, JUNE_22, closed_at=JUNE_22),))
    assert proposed(told, "2026-06-25 10:00") == []


def test_the_account_is_looked_at_on_the_day_of_the_proposal() -> None:
    file = account(LATE, holds=(hold(),))
    at_june_10 = at_ten("2026-06-10")
    assert next_review_at(file, (), OWNED, at_june_10) == at_ten("2026-06-17")
    assert next_review_at(file, (), rules(), at_june_10) == at_june_10 + LONGEST
    assert next_review_at(file, (), OWNED, at_ten("2026-06-17")) == at_ten("2026-06-17") + LONGEST


@pytest.mark.parametrize(
    "changes",
    [
        {"order_holds": (ON,)},
        {"disputes": (dispute("2026-06-10"),)},
        {"claims": (claim("2026-06-15"),)},
        {"receipts": (receipt(1),)},
        {"customer": customer(type="public_body")},
    ],
)
def test_nothing_is_proposed_over_what_is_held_disputed_announced_covered_or_public(
    changes: dict[str, Any],
) -> None:
    assert proposed(account(LATE, **changes)) == []
    assert proposed(account(LATE), by=rules()) == []  # nobody would answer for it


def test_a_dispute_about_another_late_invoice_keeps_the_proposal_back() -> None:
    """Nothing of what is overdue is disputed; what is not yet due says nothing."""
    other = invoice("F-2", due_on="2026-06-12")
    assert proposed(account(LATE, other, disputes=(dispute("2026-06-13", "F-2"),))) == []
    coming = invoice("F-2", due_on="2026-07-12")
    assert proposed(account(LATE, coming, disputes=(dispute("2026-06-13", "F-2"),))) == [
        "order_hold"
    ]


def test_what_came_back_from_the_bank_may_be_asked_about_anew() -> None:
    (first,) = [t for t in asks(account(LATE), "2026-06-17 10:00", OWNED) if t.kind == "order_hold"]
    back = allocation(1_000_00, "2026-06-18", reversed_minor=1_000_00)
    done = OpenTask(first.task_id, first.kind, JUNE_22, closed_at=JUNE_22, outcome="done")
    file = account(replace(LATE, allocations=(back,)), tasks=(done,))
    assert proposed(file, "2026-06-25 10:00") == ["order_hold"]


def test_an_announced_hold_is_dropped_once_it_is_on_and_never_said_to_a_public_body() -> None:
    measure = Consequence("order_hold", "signatory")
    steps = tuple(
        replace(step, consequence=measure) if step.kind == "second" else step
        for step in PLAIN.steps
    )
    by = rules(policy=replace(PLAIN, steps=steps))
    file = account(messages=(message("first", "2026-06-05"),))
    assert says(file, "2026-06-09 10:00", by).consequence == "order_hold"
    on = replace(file, order_holds=(ON,))
    assert says(on, "2026-06-09 10:00", by).consequence is None
    public = replace(file, customer=customer(type="public_body"))
    assert says(public, "2026-06-09 10:00", by).consequence is None


def test_a_public_body_is_not_told_that_its_orders_are_held() -> None:
    assert orders_held_on(account()) is None
    assert orders_held_on(account(order_holds=(ON,))) == day("2026-06-10")
    public = account(order_holds=(ON,), customer=customer(type="public_body"))
    assert orders_held_on(public) is None


def test_what_the_order_system_says_answers_what_was_asked_about_it() -> None:
    tasks = (
        OpenTask("1", "order_hold", JUNE_22),
        OpenTask("2", "commitment", JUNE_22, reason="order_hold"),
        OpenTask("3", "commitment", JUNE_22, reason="collection"),
        OpenTask("4", "release_order_hold", JUNE_22),
        OpenTask("5", "order_hold", JUNE_22, closed_at=JUNE_22, outcome="no"),
    )
    on = with_order_hold(account(tasks=tasks), ON, JUNE_22)
    assert [task.outcome for task in on.tasks] == ["done", "carried_out", None, None, "no"]
    off = with_order_hold(on, None, JUNE_22)
    assert (off.order_hold, off.tasks[3].outcome) == (None, "done")


@pytest.mark.parametrize(
    ("paid_minor", "released"),
    [(999_99, False), (1_000_00, False), (1_000_01, True), (2_000_00, True)],
)
def test_orders_go_once_less_is_overdue_than_would_justify_the_hold(
    paid_minor: int, released: bool
) -> None:
    before = account(invoice(total_minor=2_000_00), order_holds=(ON,))
    after = paid(before, "2026-06-22", amount_minor=paid_minor)
    assert due(before, after) is released
    without = [replace(one, order_holds=()) for one in (before, after)]
    assert not due(*without)


def test_a_hold_over_little_money_goes_once_nothing_is_left() -> None:
    before = account(invoice(total_minor=500_00), order_holds=(ON,))
    assert not due(before, paid(before, "2026-06-22", amount_minor=400_00))
    assert due(before, paid(before, "2026-06-22", amount_minor=490_00))


def test_only_what_lowers_the_debt_releases() -> None:
    """Orders may be held for another reason than money that is late."""
    retained = invoice(parts=[part("1", 900_00, "2026-06-02", reason=PartReason.RETENTION)])
    for file in (account(invoice(due_on="2026-07-02")), account(retained)):
        held = replace(file, order_holds=(ON,))
        assert not due(held, replace(held, customer=customer(name="Autre")))
        assert due(file, held)  # it says so while nothing is overdue


def test_the_release_is_asked_once_and_no_more_where_the_money_went_back() -> None:
    today = JUNE_22.date()
    file = account(LATE, order_holds=(ON,))
    asked = with_release(file, today, JUNE_22)
    assert asked
    assert with_release(asked, today, JUNE_22) is None
    gone = without_release(asked, Limits(), today, JUNE_22)
    assert gone.tasks[0].outcome == "moot"
    assert without_release(gone, Limits(), today, JUNE_22) == gone
    assert without_release(paid(asked, "2026-06-22"), Limits(), today, JUNE_22).tasks == asked.tasks
    assert without_release(account(), Limits(), today, JUNE_22) == account()
    again = with_release(gone, today, JUNE_22)
    assert again
    assert [task.outcome for task in again.tasks] == [None]
