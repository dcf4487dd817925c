"""A person has tried, or done, what a task asked for (D8, B13)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.data import tenants
from relance.data.journal import note_write
from relance.domain.account.account import Account
from relance.domain.account.on_file import CallAttempt, OpenTask
from relance.domain.answers.retentions import (
    NO_LETTER,
    Letter,
    Said,
    check_letter,
    opposing_letter,
    with_opposition,
)
from relance.domain.calendar import local_date
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.fact import Fact, FactKind
from relance.domain.task_kinds import TaskOutcome
from relance.domain.tasks.outcomes import attempted, settled
from relance.flows.recording import Change, fact_id, record


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """What came of a task, as a person says it: with whose key, on which day, in which words."""

    outcome: str
    author: str
    on: date
    at: datetime
    note: str | None = None
    letter: Letter = NO_LETTER  # of an opposition to the release of a retention (R41)


def close_task(tenant_id: str, account_id: str, task_id: str, answer: StaffAnswer) -> OpenTask:
    """The task with what came of it; the same outcome twice is said once.

    Raises NotFound; Invalid for an outcome that its kind does not have; Conflict where another
    outcome stands.
    """

    def close(task: OpenTask) -> OpenTask:
        check_letter(answer.letter, answer.outcome, task, answer.on)
        return settled(task, answer.outcome, answer.note, answer.at)

    return _record(tenant_id, account_id, task_id, close, answer)


def note_attempt(
    tenant_id: str, account_id: str, task_id: str, made_at: datetime, answer: StaffAnswer
) -> OpenTask:
    """The call with the attempt made at that instant; the same attempt told twice is one.

    It closes when somebody heard, or was tried for often enough. Raises NotFound, Conflict.
    """
    tenant = tenants.load(tenant_id)
    if made_at > answer.at:
        raise Invalid("made_at", "the attempt has not been made yet")
    attempt = CallAttempt(local_date(made_at, tenant.zone), made_at, answer.outcome)

    def make(task: OpenTask) -> OpenTask:
        return attempted(task, attempt, tenant.limits, answer.at)

    return _record(tenant_id, account_id, task_id, make, replace(answer, on=attempt.on))


def _record(
    tenant_id: str,
    account_id: str,
    task_id: str,
    step: Callable[[OpenTask], OpenTask],
    answer: StaffAnswer,
) -> OpenTask:
    def change(account: Account) -> Change | None:
        before = find_task(account, task_id)
        after = step(before)
        if after == before:
            _same_letter(account, before, answer)
            return None
        fact, note = _fact(account, after, answer), answer.note
        tasks = tuple(after if t.task_id == task_id else t for t in account.tasks)
        also = (note_write(tenant_id, account_id, fact.fact_id, note),) if note else ()
        answered = _opposed(replace(account, tasks=tasks), after, answer)
        return Change(answered, fact, also=also)

    return find_task(record(tenant_id, account_id, change), task_id)


def _opposed(account: Account, task: OpenTask, answer: StaffAnswer) -> Account:
    """The account with the dispute, where a retention is opposed (R41)."""
    if answer.letter == NO_LETTER:
        return account
    parts = (task.task_id, TaskOutcome.OPPOSED, fact_id(account))
    identity = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
    said = Said(identity, answer.author, answer.on, answer.at)
    return with_opposition(account, task, answer.letter, said)


def _same_letter(account: Account, task: OpenTask, answer: StaffAnswer) -> None:
    """Raises Conflict where the opposition is told again with another letter."""
    known = opposing_letter(account, task)
    if answer.letter != NO_LETTER and known and known != answer.letter:
        raise Conflict("the retention was opposed by another letter", "letter_reference")


def _fact(account: Account, task: OpenTask, answer: StaffAnswer) -> Fact:
    about = tuple(sorted({item_id.invoice_id for item_id in task.item_ids}))
    outcome = task.outcome if task.closed_at else task.attempts[-1].outcome
    figures: dict[str, str | int | None] = {
        "task_id": task.task_id,
        "task": task.kind,
        "outcome": outcome,
    }
    if answer.letter.on:
        figures["letter_on"] = answer.letter.on.isoformat()
        figures["letter_reference"] = answer.letter.reference
    kind = FactKind.TASK_CLOSED if task.closed_at else FactKind.TASK_ATTEMPTED
    return Fact(fact_id(account), kind, answer.at, answer.on, about, answer.author, figures)


def find_task(account: Account, task_id: str) -> OpenTask:
    """The task of that id; raises NotFound."""
    task = next((t for t in account.tasks if t.task_id == task_id), None)
    if task is None:
        raise NotFound("task", task_id)
    return task
