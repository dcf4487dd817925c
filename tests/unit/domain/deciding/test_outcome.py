"""R10, R12, R29: what one evaluation leaves behind, before any row knows of it."""

from dataclasses import replace

from relance.domain.decide import decide
from relance.domain.deciding.outcome import outcome_of
from relance.domain.deciding.review import next_review_at
from tests.builders import (
    PLAIN,
    account,
    at,
    contact,
    customer,
    invoice,
    message,
    rules,
    step_task,
)

NOW = at("2026-06-09 10:00")
SECOND = PLAIN.step("second")
# From 3,000.00 a person calls instead of the second.
CALLS = replace(
    PLAIN,
    steps=tuple(replace(s, call_from_units=3_000) if s is SECOND else s for s in PLAIN.steps),
)
CALLING = rules(policy=CALLS)
FILE = account(
    invoice(total_minor=4_000_00),
    customer=customer(contacts=(contact(phone="+33100000000"),), account_owner="sonia"),
    messages=(message("first", "2026-06-05"),),
)


def test_the_tasks_that_were_decided_wait_for_a_person_and_in_shadow_for_nobody() -> None:
    live = outcome_of(FILE, decide(FILE, CALLING, NOW), CALLING, NOW)
    assert [(task.kind, task.recorded_at) for task in live.tasks] == [("call", NOW)]
    shadow = replace(CALLING, mode="shadow")
    silent = outcome_of(FILE, decide(FILE, shadow, NOW), shadow, NOW)
    assert (silent.decisions, silent.tasks) == (live.decisions, ())


def test_a_task_of_which_nothing_is_left_to_do_is_closed_in_any_mode() -> None:
    call = step_task("call", "second", 2, "2026-06-02")
    file = account(invoice("F-2"), tasks=(call,))
    for mode in ("live", "shadow"):
        (closed,) = outcome_of(file, (), rules(mode=mode), NOW).tasks
        assert (closed.task_id, closed.closed_at) == (call.task_id, NOW)


def test_it_says_when_to_look_again_and_whether_the_day_is_decided() -> None:
    by = rules()
    decided = decide(FILE, by, NOW)
    made = outcome_of(FILE, decided, by, NOW)
    assert made.review_at == next_review_at(FILE, decided, by, NOW)
    assert made.of_the_day
    assert not outcome_of(FILE, decided, by, at("2026-06-09 23:00")).of_the_day


def test_old_messages_about_what_is_settled_leave_the_file() -> None:
    old = message(items=("F-0/1",))
    late = at("2026-12-01 10:00")
    assert outcome_of(account(messages=(old,)), (), rules(), late).past == (old,)
