"""Questions to a person, each asked once for the same cause, and how far they got."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from relance.domain.account.account import Account
from relance.domain.account.message import ON_ITS_WAY
from relance.domain.account.occasion import ORDINARY, Occasion
from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import NEVER, Calendar
from relance.domain.decision import Figures, Task
from relance.domain.ledger.due_changes import DueChange, great_moves
from relance.domain.ledger.item_id import ItemId
from relance.domain.ledger.payments import Unmatched
from relance.domain.policies.policy import Step
from relance.domain.task_kinds import TaskKind, TaskOutcome

# What a person does in place of a message: left undone, the ladder goes on without it (D8).
CARRIED_OUT = frozenset({TaskKind.CALL, TaskKind.LETTER, TaskKind.REGISTERED, TaskKind.PORTAL})


@dataclass(frozen=True, slots=True)
class Question:
    """What a person is asked, once for its cause."""

    kind: str
    cause: str
    reason: str
    asked_on: date
    due_on: date | None = None  # None: the day on which it is asked
    currency: str | None = None
    item_ids: tuple[ItemId, ...] = ()
    figures: Figures = field(default_factory=Figures)
    urgent: bool = False
    owner: str | None = None
    step: str | None = None  # the kind of the policy's step that it carries out or approves
    level: int | None = None
    leader: str | None = None
    occasion: Occasion = ORDINARY
    profile: str | None = None  # of the payer when the step was taken (practice 7)
    single: bool = False  # one open task of its kind and reason about an item is enough
    said_at: datetime | None = None  # by whom it is asked: a task closed since has seen it


def task_id(kind: str, cause: str) -> str:
    """The id of the task that this cause makes; the same whenever it asks again."""
    return hashlib.sha256(f"{kind}\x1f{cause}".encode()).hexdigest()[:20]


def of_step(leader: ItemId, step: Step, occasion: Occasion) -> str:
    """The cause of what a step makes a person do: the step for this leader on this occasion."""
    return f"{leader}/{step.kind}/{step.level}/{occasion}"


def asked(account: Account, kind: str, cause: str) -> OpenTask | None:
    """The task already made for this cause, open or closed."""
    task = account.tasks_by_id.get(task_id(kind, cause))
    return task if task and task.outcome != TaskOutcome.MOOT else None


def covered(account: Account, new: Iterable[Task], question: Question) -> bool:
    """Whether a person has a task of that kind and reason about all of its items.

    So does one that was closed since the debtor said what it is asked for. What he says after a
    reminder that went since then, or after money that came, is another thing: it is asked anew.
    """
    wanted = frozenset(question.item_ids)
    spoken_at = max(_spoken_at(account, question), _paid_at(account, question))
    tasks: tuple[OpenTask | Task, ...] = (*account.tasks, *new)
    return any(
        (task.kind, task.reason) == (question.kind, question.reason)
        and wanted.issubset(task.item_ids)
        and (not isinstance(task, OpenTask) or _sees(task, question.said_at, spoken_at))
        for task in tasks
    )


def _spoken_at(account: Account, question: Question) -> datetime:
    """When we last wrote of these items before the debtor said it."""
    wanted = frozenset(question.item_ids)
    reminders = (
        message.reserved_at
        for message in account.messages
        if message.contact and message.counts and wanted.intersection(message.item_ids)
    )
    return max((at for at in reminders if _before(at, question)), default=NEVER)


def _paid_at(account: Account, question: Question) -> datetime:
    """The day on which money came before the debtor said again that he has paid."""
    if question.kind != TaskKind.SEARCH_PAYMENT or account.paid_on is None:
        return NEVER
    at = datetime.combine(account.paid_on, time.min, UTC)
    return at if _before(at, question) else NEVER


def _before(at: datetime, question: Question) -> bool:
    return question.said_at is not None and at < question.said_at


def _sees(task: OpenTask, said_at: datetime | None, spoken_at: datetime) -> bool:
    if task.closed_at is None:
        return task.recorded_at >= spoken_at
    return said_at is not None and task.outcome != TaskOutcome.MOOT and task.closed_at >= said_at


def open_about(account: Account, kind: str, item_ids: tuple[ItemId, ...], reason: str = "") -> bool:
    """Whether a person has an open task of that kind, and reason, about all of these items."""
    wanted = frozenset(item_ids)
    return any(
        (task.kind, task.reason or "") == (kind, reason)
        and task.closed_at is None
        and wanted.issubset(task.item_ids)
        for task in account.tasks
    )


def moot(
    account: Account, now: datetime, unplaced: Iterable[Unmatched] | None = None
) -> tuple[OpenTask, ...]:
    """The open tasks of which nothing is left to do, as closed by themselves.

    Those about a debt of which nothing is open any more; approvals whose step has gone, or that
    were asked for again; steps of an item that is due later since, and moves that are explained
    (R34); those about a mail whose fate is known by now (R47); those about money of nobody known,
    once it is somebody's: `unplaced` is what still is nobody's, None where that is not looked at.
    """
    open_ids = {item.item_id for item in account.items}
    asking = {task_id(TaskKind.MATCH_UNKNOWN_MONEY, money.payment_id) for money in unplaced or ()}
    over: list[OpenTask] = []
    for task in account.tasks:
        if task.closed_at:
            continue
        of_nobody = unplaced is not None and task.kind == TaskKind.MATCH_UNKNOWN_MONEY
        placed = of_nobody and task.task_id not in asking
        gone = _said_elsewhere(task, account) or _known(task, account)
        gone = gone or _due_later(task, account) or _moved(task, account)
        if placed or gone or _settled(task, open_ids):
            over.append(replace(task, closed_at=now, outcome=TaskOutcome.MOOT))
        elif task.kind == TaskKind.APPROVAL and _has_gone(task, account):
            over.append(replace(task, closed_at=now, outcome=TaskOutcome.WENT))
        elif task.kind == TaskKind.APPROVAL and _asked_again(task, account):
            over.append(replace(task, closed_at=now, outcome=TaskOutcome.SUPERSEDED))
    return tuple(over)


_ON_REFUNDS = frozenset({TaskKind.REFUNDED, TaskKind.REFUND_OVERDUE})


def _said_elsewhere(task: OpenTask, account: Account) -> bool:
    """Whether the same question about a refund was answered where it had been asked before."""
    return task.kind in _ON_REFUNDS and any(
        other.kind in _ON_REFUNDS
        and other.item_ids == task.item_ids
        and other.closed_at is not None
        and other.closed_at > task.recorded_at
        for other in account.tasks
    )


def _due_later(task: OpenTask, account: Account) -> bool:
    """Whether it is about a retention whose day moved after it was asked: it is asked again."""
    return task.kind == TaskKind.RELEASE_RETENTION and any(
        task.asked_on is not None and task.asked_on < item.due_on
        for item in account.items
        if item.item_id in task.item_ids
    )


def _known(task: OpenTask, account: Account) -> bool:
    """Whether the mail that the task is about has had its event, or is not on file any more."""
    match task.kind:
        case TaskKind.OUTCOME_UNKNOWN:
            awaited = (m for m in account.messages if m.unsettled)
        case TaskKind.UNCONFIRMED:
            awaited = (m for m in account.messages if m.state in ON_ITS_WAY)
        case _:
            return False
    return task.task_id not in {task_id(task.kind, message.message_id) for message in awaited}


def move_cause(item_id: ItemId, move: DueChange) -> str:
    """The cause of the question why a due date moved: that move of that item (R34)."""
    return f"{item_id}/{move.recorded_at.isoformat()}"


def all_due_later(item_ids: Collection[ItemId], at: datetime, account: Account) -> bool:
    """Whether all of these items that are open are due later than was known at an instant (R34)."""
    about = [item for item in account.items if item.item_id in item_ids]
    return bool(about) and all(item.moved_since(at) for item in about)


# What is asked of items because they are late, beside the steps of a ladder.
_OF_LATE_ITEMS = frozenset({TaskKind.COMMITMENT, TaskKind.ORDER_HOLD})


def _moved(task: OpenTask, account: Account) -> bool:
    """Whether the due date is later since a step was given to a person, or its move explained."""
    if task.kind == TaskKind.DUE_DATE_MOVED:
        unsaid = (
            task_id(task.kind, move_cause(item.item_id, move))
            for item in account.items
            for move in great_moves(item.due_changes)
            if move.reason is None
        )
        return task.task_id not in unsaid
    if task.kind in _OF_LATE_ITEMS:
        return all_due_later(task.item_ids, task.recorded_at, account)
    led = (item for item in account.items if item.item_id == task.leader)
    return task.step is not None and any(item.moved_since(task.recorded_at) for item in led)


def _has_gone(approval: OpenTask, account: Account) -> bool:
    """Whether what the approval is about was said since it was asked for."""
    return any(
        contact.leader == approval.leader
        and contact.level >= (approval.level or 0)
        and contact.at > approval.recorded_at
        for contact in account.chased
    )


def _asked_again(approval: OpenTask, account: Account) -> bool:
    """Whether a later task asks about the same step, because the message is another (R44)."""
    of_this = approval.step, approval.level, approval.occasion
    return any(
        task.kind == TaskKind.APPROVAL
        and (task.step, task.level, task.occasion) == of_this
        and task.recorded_at > approval.recorded_at
        for task in account.tasks_for(approval.leader or "")
    )


def _settled(task: OpenTask, open_ids: Collection[str]) -> bool:
    kind = TaskKind.of(task.kind)
    if kind is None or not kind.about_debt or not task.item_ids:
        return False
    return not any(item_id in open_ids for item_id in task.item_ids)


def closed(account: Account, kind: str, cause: str) -> bool:
    """Whether a person was asked and has answered."""
    task = asked(account, kind, cause)
    return task is not None and task.closed_at is not None


def ask(account: Account, question: Question) -> tuple[Task, ...]:
    """The task, unless the same cause has already asked."""
    if asked(account, question.kind, question.cause):
        return ()
    task = Task(
        task_id(question.kind, question.cause),
        question.kind,
        question.currency,
        question.reason,
        question.due_on or question.asked_on,
        question.item_ids,
        question.figures,
        question.urgent,
        question.asked_on,
        question.owner,
        question.step,
        question.level,
        question.leader,
        question.occasion,
        question.profile,
    )
    return (task,)


def expires_on(task: OpenTask, open_days: Calendar, after_days: int) -> date | None:
    """The day on which a step that nobody touched is given up; None for what never is.

    `after_days` open days after it was due, or after the last attempt (practice 2).
    """
    if task.kind not in CARRIED_OUT or task.due_on is None:
        return None
    touched_on = max([task.due_on, *(attempt.on for attempt in task.attempts)])
    return open_days.add_open_days(touched_on, after_days)


def task_state(task: OpenTask, open_days: Calendar, today: date, after_days: int) -> str:
    """How far a task got: open, overdue, expired or closed; derived from its dates, never stored.

    An approval or a commitment stays overdue until a person says something: it never expires.
    """
    if task.closed_at:
        return "closed"
    given_up_on = expires_on(task, open_days, after_days)
    if given_up_on and today >= given_up_on:
        return "expired"
    return "overdue" if task.due_on and today > task.due_on else "open"
