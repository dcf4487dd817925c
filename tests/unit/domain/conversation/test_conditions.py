"""B1: for whom a step is, and on which day it falls."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.conversation.conditions import applies, enough
from relance.domain.conversation.position import position
from relance.domain.conversation.situation import Case, Place
from relance.domain.conversation.step_days import nominal_on
from relance.domain.creditor.rules import Rules
from relance.domain.policies.policy import Anchor, Channel, Policy, Step
from relance.domain.policies.shipped import CLASSIC, KEY_ACCOUNT
from tests.builders import (
    PLAIN,
    account,
    asks,
    claim,
    closed,
    customer,
    day,
    invoice,
    message,
    rules,
    says,
    walk,
)


def with_step(kind: str, **changes: Any) -> Policy:
    """The plain ladder with one step changed."""
    steps = tuple(replace(s, **changes) if s.kind == kind else s for s in PLAIN.steps)
    return replace(PLAIN, steps=steps)


def kinds(policy: Policy, file: Account | None = None, days: int = 25) -> list[str]:
    """What goes after the due date under a policy."""
    said = walk(file or account(), rules(policy=policy), days=days + 14).said
    return [text[6:] for text in said if not text.endswith(("courtesy", "due_today"))]


@pytest.mark.parametrize(
    ("condition", "goes"),
    [
        ({"minimum_units": 300}, True),
        ({"minimum_units": 301}, False),
        ({"minimum_by_profile": {"unknown": 301}}, False),
        ({"minimum_by_profile": {"good": 301}}, True),
        ({"below_units": 301}, True),
        ({"below_units": 300}, False),
        ({"profiles": ("unknown",)}, True),
        ({"profiles": ("good", "late")}, False),
        ({"categories": ("small",)}, True),
        ({"categories": ("large",)}, False),
        ({"methods": ("transfer",)}, True),
        ({"methods": ("card",)}, False),
        ({"first_invoice_only": True}, True),
        ({"contacted_before_days": 4}, True),
        ({"contacted_before_days": 90}, False),
    ],
)
def test_a_step_whose_condition_does_not_hold_does_not_exist_for_the_debt(
    condition: dict[str, Any], goes: bool
) -> None:
    file = account(customer=customer(category="small"))
    said = kinds(with_step("second", needs=None, **condition), file)

    assert ("second" in said) is goes
    assert said[0] == "first"


def test_what_greets_a_first_invoice_is_for_nobody_else() -> None:
    two = account(invoice("F-1"), invoice("F-2", due_on="2026-06-03"))

    assert "second" not in kinds(with_step("second", first_invoice_only=True), two)


def test_a_step_that_asks_after_silence_is_left_out_once_the_debtor_has_spoken() -> None:
    policy = with_step("second", unanswered_only=True)
    silent = account(messages=(message("first", "2026-06-05"),))
    spoken = replace(
        silent,
        messages=(*silent.messages, message("first", "2026-06-12", occasion="claim-1")),
        claims=(claim("2026-06-05"),),
    )
    by = rules(policy=policy)

    assert says(silent, "2026-06-09 10:00", by).key.kind == "second"
    assert not [s for s in walk(spoken, by, start="2026-06-16", days=6).said if "second" in s]


def test_nothing_was_said_before_so_nothing_was_left_unanswered() -> None:
    policy = with_step("first", unanswered_only=True)

    assert kinds(policy)[0] == "first"


def nominal(step: Step, by: Rules | None = None, issued_on: str = "2026-05-04") -> date:
    """The day of a step for an invoice of 4 May, due on Tuesday 2 June."""
    (item,) = account(invoice(issued_on=issued_on)).items
    return nominal_on(step, item, by or rules())


def test_a_step_may_count_from_the_issue_date_in_business_days() -> None:
    step = Step("check", 0, 5, Channel.PORTAL, anchor=Anchor.ISSUE_DATE, business_days=True)

    assert nominal(step) == day("2026-05-11")
    assert nominal(step, rules(debtor_days=closed("2026-05-08"))) == day("2026-05-12")


def test_business_days_before_the_due_date_count_back() -> None:
    step = Step("courtesy", 0, -3, business_days=True)

    assert nominal(step) == day("2026-05-28")  # over the week-end
    assert nominal(step, rules(debtor_days=closed("2026-06-01"))) == day("2026-05-27")


def test_a_step_may_count_from_the_step_before_it() -> None:
    later = Step("second", 2, 5, anchor=Anchor.PREVIOUS_STEP)
    policy = replace(PLAIN, steps=(Step("first", 1, 3), later))

    assert nominal(later, rules(policy=policy)) == day("2026-06-10")


@pytest.mark.parametrize(
    ("weekday", "nth", "on"),
    [
        (2, 1, "2026-07-07"),
        (5, None, "2026-06-05"),
        (None, 4, "2026-06-22"),
        (2, None, "2026-06-09"),
    ],
)
def test_a_step_may_fall_on_a_day_of_the_calendar(
    weekday: int | None, nth: int | None, on: str
) -> None:
    step = Step("first", 1, 3, anchor=Anchor.CALENDAR, weekday=weekday, nth_of_month=nth)

    assert nominal(step) == day(on)


@pytest.mark.parametrize(
    ("payment_run", "on"),
    [((), "2026-06-07"), (("thursday",), "2026-06-08"), (("10", "25"), "2026-06-12")],
)
def test_the_first_reminder_follows_the_run_in_which_the_debtor_pays(
    payment_run: tuple[str, ...], on: str
) -> None:
    # Thursday 4 and two bank days is Monday 8; Wednesday 10 and two is Friday 12.
    step = KEY_ACCOUNT.step("first")

    assert nominal(step, rules(payment_run=payment_run)) == day(on)


def test_a_good_payer_hears_nothing_before_the_due_date_unless_much_is_due() -> None:
    step = CLASSIC.step("courtesy")

    assert step.minimum_by_profile == {"good": 5_000}
    assert CLASSIC.step("due_today").profiles == ("late", "unknown")


def test_a_portal_is_looked_at_five_business_days_after_issue() -> None:
    file = account(invoice(total_minor=6_000_00, issued_on="2026-05-04"))
    by = rules(policy=KEY_ACCOUNT)

    assert asks(file, "2026-05-08 10:00", by) == []
    (task,) = [t for t in asks(file, "2026-05-11 10:00", by) if t.kind == "portal"]
    assert task.item_ids == ("F-1/1",)


@pytest.mark.parametrize(
    ("kind", "channel", "least_units"),
    [
        ("call", Channel.CALL, 500),
        ("second", Channel.LETTER, 150),
        ("notice", Channel.REGISTERED, 150),
        ("handover", Channel.TASK, 300),
        ("second", Channel.EMAIL, 0),
    ],
)
def test_a_step_that_names_no_amount_has_that_of_its_cost(
    kind: str, channel: Channel, least_units: int
) -> None:
    step = Step(kind, 2, 7, channel)
    for units, holds in ((least_units - 1, least_units == 0), (least_units, True)):
        case = _case(account(invoice(total_minor=max(units, 20) * 100)))
        assert applies(step, case, (enough,)) is (holds or max(units, 20) >= least_units)


def _case(file: Account) -> Case:
    """The case of the item that leads on 9 June."""
    today, by = day("2026-06-09"), rules()
    where = position(file, "EUR", by, today)
    assert where.leader
    return Case(Place(file, by, by.opens_at(today), where), where.leader)
