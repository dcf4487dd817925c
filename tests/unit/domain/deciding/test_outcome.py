"""R10, R12, R29: what one evaluation leaves behind, before any row knows of it."""

from dataclasses import replace

from relance.domain.decide import decide
from relance.domain.deciding.outcome import begins_backlog, outcome_of, written_to
from relance.domain.deciding.review import next_review_at
from tests.builders import (
    PLAIN,
    account,
    at,
    contact,
    customer,
    invoice,
    message,
    owed,
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


IMPORTED = account(invoice(recorded_at=at("2026-06-08 08:00")))


def test_a_debt_that_came_without_history_begins_a_backlog_where_mail_goes_and_no_cap_holds() -> (
    None
):
    """R37: during a fresh start its own cap counts it; in shadow nothing goes."""
    statement = decide(IMPORTED, rules(), NOW)
    assert begins_backlog(statement, rules())
    assert not begins_backlog(statement, rules(mode="shadow"))
    assert not begins_backlog(statement, rules(capped=True))
    assert not begins_backlog(decide(FILE, rules(), NOW), rules())


def test_under_the_cap_of_a_fresh_start_who_stayed_silent_gives_his_place_back() -> None:
    """R37: a place is taken by who is written to, and an answer to him takes none."""
    capped = rules(capped=True)
    receipt = owed(at_="2026-06-09 08:00")
    answered = account(invoice(due_on="2026-07-02"), owed=(receipt,))
    silent = account(invoice(due_on="2026-07-02"))
    for file, written in ((IMPORTED, True), (answered, False), (silent, False)):
        decisions = decide(file, capped, NOW)
        assert written_to(decisions) is written
        assert outcome_of(file, decisions, capped, NOW).of_the_day is written
        assert outcome_of(file, decisions, rules(), NOW).of_the_day
