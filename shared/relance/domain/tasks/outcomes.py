"""What came of a task: attempts, outcomes, and in which order outcomes may follow (D8, B13)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from relance.domain.account.on_file import CallAttempt, OpenTask
from relance.domain.creditor.rules import Limits
from relance.domain.errors import Conflict, Invalid
from relance.domain.task_kinds import TaskKind, TaskOutcome

# How one try of a call may go.
_TRIED = frozenset({TaskOutcome.REACHED, TaskOutcome.VOICEMAIL, TaskOutcome.NOT_REACHED})
# What comes back of a registered letter.
_RETURNED = frozenset({TaskOutcome.RECEIVED, TaskOutcome.REFUSED, TaskOutcome.UNCLAIMED})
# Whether a credit note follows a refund; who said one thing may find the other (R40).
_AFTER_A_REFUND: Mapping[str | None, frozenset[str]] = {
    None: frozenset({TaskOutcome.CREDIT_NOTE_FOLLOWS, TaskOutcome.NO_CREDIT_NOTE}),
    TaskOutcome.CREDIT_NOTE_FOLLOWS: frozenset({TaskOutcome.NO_CREDIT_NOTE}),
    TaskOutcome.NO_CREDIT_NOTE: frozenset({TaskOutcome.CREDIT_NOTE_FOLLOWS}),
}
# What becomes of a retention whose day has come; who said one thing may find another (R41).
_OF_A_RETENTION = frozenset({TaskOutcome.CLAIM_IT, TaskOutcome.DONE, TaskOutcome.OPPOSED})
# Why a due date moved (R34). Whoever says otherwise later says it of the invoice.
_OF_A_MOVE = frozenset({TaskOutcome.CORRECTION, TaskOutcome.EXTENSION})
_OTHERWISE: Mapping[str, str] = {
    TaskKind.DUE_DATE_MOVED: "; to say otherwise, send the invoice with due_change"
}
# Each is read by the same call as the reply itself (C6).
_ON_A_REPLY: Mapping[str | None, frozenset[str]] = {None: frozenset({TaskOutcome.READ})}
# By kind of task: after which outcome (None: none yet) which others may be said. Other kinds end
# with any code, once.
_MAY_FOLLOW: Mapping[str, Mapping[str | None, frozenset[str]]] = {
    TaskKind.APPROVAL: {
        None: frozenset({TaskOutcome.APPROVED, TaskOutcome.STOPPED, TaskOutcome.POSTPONED}),
        TaskOutcome.POSTPONED: frozenset({TaskOutcome.APPROVED, TaskOutcome.STOPPED}),
        TaskOutcome.STOPPED: frozenset({TaskOutcome.APPROVED}),
    },
    TaskKind.COMMITMENT: {None: frozenset({TaskOutcome.CARRIED_OUT, TaskOutcome.WITHDRAWN})},
    TaskKind.REFUNDED: _AFTER_A_REFUND,
    TaskKind.REFUND_OVERDUE: _AFTER_A_REFUND,
    TaskKind.RELEASE_RETENTION: {
        None: _OF_A_RETENTION,
        **{said: _OF_A_RETENTION - {said} for said in _OF_A_RETENTION},
    },
    TaskKind.DUE_DATE_MOVED: {None: _OF_A_MOVE},
    TaskKind.REPLY_UNREAD: _ON_A_REPLY,
    TaskKind.REPLY_OVERDUE: _ON_A_REPLY,
    TaskKind.REPLY_SUSPECT: _ON_A_REPLY,
    TaskKind.CALL: {None: _TRIED | {TaskOutcome.COULD_NOT}},
    TaskKind.LETTER: {None: frozenset({TaskOutcome.SENT, TaskOutcome.COULD_NOT})},
    TaskKind.REGISTERED: {
        None: _RETURNED | {TaskOutcome.SENT, TaskOutcome.COULD_NOT},
        TaskOutcome.SENT: _RETURNED,
    },
}


def settled(task: OpenTask, outcome: str, reason: str | None, now: datetime) -> OpenTask:
    """The task with its outcome; the very same one where it is said again.

    Raises Invalid for an outcome that this kind of task does not have, or a postponement without
    a reason; Conflict where another outcome stands that this one cannot follow.
    """
    sequence = _MAY_FOLLOW.get(task.kind)
    if sequence and outcome not in frozenset().union(*sequence.values()):
        known = ", ".join(sorted(sequence[None]))
        raise Invalid("outcome", f"a task of this kind ends with one of: {known}")
    if task.closed_at and _said_before(task, outcome):
        return task
    if task.closed_at and outcome not in _may_follow(task, sequence or {}):
        otherwise = _OTHERWISE.get(task.kind, "")
        raise Conflict(f"the task ended with another outcome: {task.outcome}{otherwise}", "outcome")
    if outcome == TaskOutcome.POSTPONED and not reason:
        raise Invalid("note", "say why the step is postponed")
    return replace(task, outcome=outcome, closed_at=now)


def _said_before(task: OpenTask, outcome: str) -> bool:
    """Whether it ended like that; an old row that does not say how ended as anybody says."""
    silent = task.outcome is None and not _ended_freely(task)
    return silent or task.outcome == outcome


def _may_follow(task: OpenTask, sequence: Mapping[str | None, frozenset[str]]) -> frozenset[str]:
    """What may be said after what was said; that a debit did not come may be found at any time."""
    if task.kind == TaskKind.CHECK_COLLECTION and task.outcome != TaskOutcome.MOOT:
        return frozenset({TaskOutcome.UNPAID})
    return sequence.get(None if _ended_freely(task) else task.outcome, frozenset())


def _ended_freely(task: OpenTask) -> bool:
    """Whether it ended by a code that said nothing, as it once could: it still takes its answer."""
    match task.kind:
        case TaskKind.RELEASE_RETENTION:
            return task.outcome is not None and task.outcome not in {*TaskOutcome}
        case TaskKind.DUE_DATE_MOVED:
            return task.outcome not in {*_OF_A_MOVE, TaskOutcome.MOOT}
        case _:
            return False


def attempted(task: OpenTask, attempt: CallAttempt, limits: Limits, now: datetime) -> OpenTask:
    """The call with one more attempt; closed once somebody heard, or nobody could be reached.

    The same attempt told again changes nothing. Raises Conflict for what is no call, and for one
    that has ended.
    """
    if attempt in task.attempts:
        return task
    if task.kind != TaskKind.CALL:
        raise Conflict("attempts are made on calls", "kind")
    if task.closed_at:
        raise Conflict(f"the task has ended: {task.outcome}")
    tried = replace(task, attempts=(*task.attempts, attempt))
    if attempt.outcome == TaskOutcome.NOT_REACHED and not _enough(tried, limits):
        return tried
    return replace(tried, outcome=attempt.outcome, closed_at=now)


def _enough(task: OpenTask, limits: Limits) -> bool:
    """Whether it was tried often enough, on enough days, to say "not reached" (practice 2)."""
    days = {attempt.on for attempt in task.attempts}
    return len(task.attempts) >= limits.call_attempts and len(days) >= limits.call_attempt_days
