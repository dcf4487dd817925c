"""A person has tried, or done, what a task asked for (D8, B13)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.data import tenants
from relance.data.journal import note_write
from relance.domain.account.account import Account
from relance.domain.account.on_file import CallAttempt, OpenTask
from relance.domain.answers.replies import asked_about, read
from relance.domain.answers.retentions import (
    NO_LETTER,
    Letter,
    Said,
    check_letter,
    opposing_letter,
    with_opposition,
)
from relance.domain.booking.moving import who_decided
from relance.domain.calendar import local_date
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.due_changes import DueChange, DueReason, DueSaid
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import task_id as id_of
from relance.domain.tasks.outcomes import attempted, settled
from relance.flows.invoicing.invoices import Explained, with_move_explained
from relance.flows.recording import Change, fact_id, record

_ON_DISPUTES = frozenset({TaskKind.DISPUTE_WAITS, TaskKind.DISPUTE_OVERDUE})


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """What came of a task, as a person says it: with whose key, on which day, in which words."""

    outcome: str
    author: str
    on: date
    at: datetime
    note: str | None = None
    letter: Letter = NO_LETTER  # of an opposition to the release of a retention (R41)
    decided_by: str | None = None  # why a due date moved (R34)


def close_task(tenant_id: str, account_id: str, task_id: str, answer: StaffAnswer) -> OpenTask:
    """The task with what came of it; the same outcome twice is said once.

    What it was asked for is done with it, in one transaction: a reply is read, a moved due date
    explained, a dispute opened of what is opposed. Raises NotFound; Invalid for an outcome that
    its kind does not have; Conflict where another outcome stands, or another call has to answer.
    """

    def close(task: OpenTask) -> OpenTask:
        check_letter(answer.letter, answer.outcome, task, answer.on)
        after = settled(task, answer.outcome, answer.note, answer.at)
        who_decided(task, answer.decided_by)
        return after

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
        explained = _explained(account, after, answer)
        if after == before:
            _same_letter(account, before, answer)
            return None
        _require_answer(account, after)
        file, move, reopened = account, None, frozenset[str]()
        if explained:
            file, move, reopened = explained.after, explained.move, explained.reopened
        fact, note = _fact(account, after, answer, move), answer.note
        also = (note_write(tenant_id, account_id, fact.fact_id, note),) if note else ()
        answered = _answered(_with_task(file, after), after, answer)
        return Change(answered, fact, reopened, also)

    return find_task(record(tenant_id, account_id, change), task_id)


def _with_task(account: Account, task: OpenTask) -> Account:
    tasks = tuple(task if t.task_id == task.task_id else t for t in account.tasks)
    return replace(account, tasks=tasks)


def _answered(account: Account, task: OpenTask, answer: StaffAnswer) -> Account:
    """The account in which what the task asked for is done."""
    reply = asked_about(account, task)
    if reply and task.outcome == TaskOutcome.READ:
        return read(account, reply, answer.at)
    return _opposed(account, task, answer)


def _explained(account: Account, task: OpenTask, answer: StaffAnswer) -> Explained | None:
    """The account once it is said why a due date moved; None for a task that asks nothing of it."""
    if task.kind != TaskKind.DUE_DATE_MOVED or answer.decided_by is None:
        return None
    said = DueSaid(DueReason(answer.outcome), answer.decided_by)
    (item_id,) = task.item_ids
    return with_move_explained(account, item_id.invoice_id, task, said, answer.on, answer.at)


def _require_answer(account: Account, task: OpenTask) -> None:
    """Raises Conflict where closing the task would leave without an answer what it is about."""
    for dispute in account.disputes:
        cause = dispute.dispute_id
        mine = task.task_id == id_of(task.kind, cause) and task.kind in _ON_DISPUTES
        if mine and dispute.outcome is None:
            call = f"POST /v1/customers/{account.account_id}/disputes/{cause}/resolve"
            raise Conflict(f"the dispute waits for its answer: {call}", "outcome")


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


def _fact(account: Account, task: OpenTask, answer: StaffAnswer, move: DueChange | None) -> Fact:
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
    if move:
        figures["due_moved_from"] = move.from_on.isoformat()
        figures["due_moved_to"] = move.to_on.isoformat()
        figures["decided_by"] = answer.decided_by
    kind = FactKind.TASK_CLOSED if task.closed_at else FactKind.TASK_ATTEMPTED
    return Fact(fact_id(account), kind, answer.at, answer.on, about, answer.author, figures)


def find_task(account: Account, task_id: str) -> OpenTask:
    """The task of that id; raises NotFound."""
    task = next((t for t in account.tasks if t.task_id == task_id), None)
    if task is None:
        raise NotFound("task", task_id)
    return task
