"""D8: how far a task got, from its dates; what was left undone is reported, not forgotten."""

from dataclasses import replace

import pytest

from relance.domain.account.on_file import CallAttempt, OpenTask
from relance.domain.tasks.asking import asked, expires_on, moot, task_id, task_state
from tests.builders import account, at, at_ten, closed, day, message, paid, step_task

# Asked for Thursday 11 June 2026: three business days later is Tuesday the 16th.
CALL = OpenTask("t", "call", at_ten("2026-06-11"), due_on=day("2026-06-11"))


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-06-10", "open"),
        ("2026-06-11", "open"),
        ("2026-06-12", "overdue"),
        ("2026-06-15", "overdue"),
        ("2026-06-16", "expired"),
        ("2026-08-01", "expired"),
    ],
)
def test_a_call_that_nobody_touched_for_three_business_days_expires(today: str, state: str) -> None:
    assert task_state(CALL, closed(), day(today), 3) == state


def test_a_closed_day_does_not_use_up_the_time_for_a_call() -> None:
    assert expires_on(CALL, closed("2026-06-15"), 3) == day("2026-06-17")


def test_who_tried_again_has_three_business_days_from_there() -> None:
    tried = CallAttempt(day("2026-06-15"), at("2026-06-15 15:00"), "not_reached")

    assert expires_on(replace(CALL, attempts=(tried,)), closed(), 3) == day("2026-06-18")


def test_a_closed_call_does_not_expire() -> None:
    done = replace(CALL, closed_at=at("2026-06-12 15:00"), outcome="reached")

    assert task_state(done, closed(), day("2026-08-01"), 3) == "closed"


@pytest.mark.parametrize("kind", ["approval", "commitment", "decision", "reply"])
def test_what_only_a_person_can_settle_stays_overdue_and_never_expires(kind: str) -> None:
    task = replace(CALL, kind=kind)

    assert expires_on(task, closed(), 3) is None
    assert task_state(task, closed(), day("2026-08-01"), 3) == "overdue"


def test_a_task_of_before_tasks_had_a_day_is_open() -> None:
    assert task_state(replace(CALL, due_on=None), closed(), day("2026-08-01"), 3) == "open"


def test_a_task_about_a_debt_that_is_settled_is_moot_and_its_cause_may_ask_again() -> None:
    asked_for = step_task("call", "second", 2)
    other = step_task("payment_diverted", "second", 2, task_id="diverted")
    file = paid(account(tasks=(asked_for, other)), "2026-06-08")
    now = at("2026-06-09 10:00")

    (over,) = moot(file, now)
    assert (over.outcome, over.closed_at) == ("moot", now)
    wanted = task_id("decision", "F-1/1")
    settled = replace(asked_for, task_id=wanted, outcome="moot", closed_at=now)
    assert asked(replace(file, tasks=(settled,)), "decision", "F-1/1") is None
    assert moot(account(tasks=(asked_for,)), now) == ()


def test_an_approval_whose_step_has_gone_is_no_task_any_more_and_stays_given() -> None:
    approval = step_task("approval", "second", 2, "2026-06-05")
    file = account(tasks=(approval,), messages=(message("first", "2026-06-05"),))
    now = at("2026-06-10 10:00")
    assert moot(file, now) == ()

    said = replace(file, messages=(*file.messages, message("second", "2026-06-09")))
    (over,) = moot(said, now)
    assert (over.outcome, over.closed_at) == ("went", now)
