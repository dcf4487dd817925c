"""D8, B13: what may come of a task, in which order, and when a call has failed."""

from dataclasses import replace
from datetime import datetime

import pytest

from relance.domain.account.on_file import CallAttempt, OpenTask
from relance.domain.creditor.rules import Limits
from relance.domain.errors import Conflict, Invalid
from relance.domain.tasks.outcomes import attempted, settled
from tests.builders import at, at_ten, day

CALL = OpenTask("t", "call", at_ten("2026-06-11"), due_on=day("2026-06-11"))
NOW = at("2026-06-12 15:00")


def task(kind: str) -> OpenTask:
    return replace(CALL, kind=kind)


def ended(kind: str, *outcomes: str) -> OpenTask:
    """A task after these outcomes, one after the other."""
    found = task(kind)
    for outcome in outcomes:
        found = settled(found, outcome, "Pierre asks for time.", NOW)
    return found


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        ("approval", "reached"),
        ("commitment", "done"),
        ("registered", "voicemail"),
        ("letter", "received"),
        ("call", "sent"),
    ],
)
def test_an_outcome_of_another_kind_of_task_is_refused(kind: str, outcome: str) -> None:
    with pytest.raises(Invalid) as refused:
        settled(task(kind), outcome, None, NOW)

    assert refused.value.field == "outcome"


def test_tasks_without_outcomes_of_their_own_end_with_any_code_once() -> None:
    assert ended("decision", "handed_over").outcome == "handed_over"
    with pytest.raises(Conflict):
        ended("decision", "handed_over", "written_off")


def test_the_same_outcome_twice_is_said_once() -> None:
    once = ended("commitment", "carried_out")

    assert settled(once, "carried_out", None, at("2026-06-20 09:00")) == once


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [
        ("approval", ("stopped", "approved")),
        ("approval", ("postponed", "approved")),
        ("approval", ("postponed", "stopped", "approved")),
        ("registered", ("sent", "received")),
        ("registered", ("sent", "refused")),
        ("registered", ("sent", "unclaimed")),
    ],
)
def test_an_outcome_may_follow_where_life_goes_on(kind: str, outcomes: tuple[str, ...]) -> None:
    assert ended(kind, *outcomes).outcome == outcomes[-1]


@pytest.mark.parametrize(
    ("kind", "outcomes"),
    [
        ("approval", ("approved", "stopped")),
        ("approval", ("stopped", "postponed")),
        ("commitment", ("carried_out", "withdrawn")),
        ("registered", ("received", "refused")),
        ("registered", ("could_not", "sent")),
        ("call", ("voicemail", "reached")),
        ("letter", ("sent", "could_not")),
    ],
)
def test_a_second_different_outcome_is_a_contradiction(
    kind: str, outcomes: tuple[str, ...]
) -> None:
    with pytest.raises(Conflict):
        ended(kind, *outcomes)


def test_a_step_is_postponed_with_a_reason_and_once() -> None:
    with pytest.raises(Invalid) as refused:
        settled(task("approval"), "postponed", None, NOW)
    assert refused.value.field == "note"

    later = ended("approval", "postponed")
    with pytest.raises(Conflict):
        ended("approval", "postponed", "stopped", "postponed")
    assert settled(later, "postponed", None, NOW) == later


def test_a_task_that_was_closed_before_outcomes_were_kept_stays_as_it_is() -> None:
    old = replace(CALL, closed_at=at("2026-06-11 15:00"))

    assert settled(old, "reached", None, NOW) == old


def tried(*attempts: tuple[str, str]) -> OpenTask:
    """The call after attempts at these instants."""
    found = CALL
    for when, outcome in attempts:
        found = attempted(found, attempt(when, outcome), Limits(), at(when))
    return found


def attempt(when: str, outcome: str = "not_reached") -> CallAttempt:
    made_at: datetime = at(when)
    return CallAttempt(made_at.date(), made_at, outcome)


@pytest.mark.parametrize("outcome", ["reached", "voicemail"])
def test_a_call_that_somebody_heard_is_over(outcome: str) -> None:
    done = tried(("2026-06-11 11:00", "not_reached"), ("2026-06-11 15:00", outcome))

    assert (done.outcome, done.closed_at) == (outcome, at("2026-06-11 15:00"))


def test_nobody_is_reached_after_three_attempts_on_two_days() -> None:
    mornings = [("2026-06-11 09:00", "not_reached"), ("2026-06-11 11:00", "not_reached")]

    assert tried(*mornings).closed_at is None
    assert tried(*mornings, ("2026-06-11 15:00", "not_reached")).closed_at is None
    assert tried(*mornings, ("2026-06-12 09:00", "not_reached")).outcome == "not_reached"


def test_an_attempt_told_twice_counts_once() -> None:
    once = tried(("2026-06-11 11:00", "not_reached"))

    assert attempted(once, attempt("2026-06-11 11:00"), Limits(), NOW) == once


def test_the_last_attempt_told_again_is_answered_as_the_first_time() -> None:
    done = tried(("2026-06-11 11:00", "reached"))

    assert attempted(done, attempt("2026-06-11 11:00", "reached"), Limits(), NOW) == done


def test_a_call_that_is_over_is_not_tried_again() -> None:
    with pytest.raises(Conflict):
        tried(("2026-06-11 11:00", "reached"), ("2026-06-11 15:00", "voicemail"))


def test_a_letter_is_not_called() -> None:
    with pytest.raises(Conflict):
        attempted(task("letter"), attempt("2026-06-11 11:00"), Limits(), NOW)


@pytest.mark.parametrize("code", ["done", None])
def test_a_moved_due_date_that_was_closed_without_a_word_still_takes_its_answer(
    code: str | None,
) -> None:
    old = replace(task("due_date_moved"), closed_at=NOW, outcome=code)
    assert settled(old, "extension", None, NOW).outcome == "extension"


@pytest.mark.parametrize("known", ["moot", "correction"])
def test_a_move_that_was_explained_is_explained_otherwise_by_the_invoice(known: str) -> None:
    over = replace(task("due_date_moved"), closed_at=NOW, outcome=known)
    with pytest.raises(Conflict, match="due_change"):
        settled(over, "extension", None, NOW)


def test_that_a_debit_did_not_come_may_be_found_after_any_other_word() -> None:
    """The item would be silent for ever otherwise: nothing else says that it is a debt."""
    assert ended("check_collection", "done", "unpaid").outcome == "unpaid"
    with pytest.raises(Conflict):
        ended("check_collection", "unpaid", "done")
    over = replace(task("check_collection"), closed_at=NOW, outcome="moot")
    with pytest.raises(Conflict):
        settled(over, "unpaid", None, NOW)
