"""New orders that wait for money: proposed to a person, said only once it is so (B13, practice 2).

Stopping everything over a small or disputed sum exposes the creditor, so that nothing is proposed
then. Only the order system holds orders, and says that it does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask, OrderHold
from relance.domain.answers.disputes import contested
from relance.domain.conversation.position import Position
from relance.domain.conversation.situation import Place
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Figures, Task
from relance.domain.ledger.invoices import Item
from relance.domain.money import minor
from relance.domain.policies.policy import Step
from relance.domain.task_kinds import TaskKind, TaskOutcome, TaskReason
from relance.domain.tasks.asking import Question, ask

MEASURE = "order_hold"
_PUBLIC_BODY = "public_body"


def proposals(
    account: Account, rules: Rules, today: date, places: Iterable[Place]
) -> Iterator[Task]:
    """The task for whoever owns the account to think of a hold: once per leader, never more."""
    if not _may_be_proposed(account, rules):
        return
    for where in sorted((place.position for place in places), key=lambda one: one.currency):
        currency, late = where.currency, _late_enough(where, rules)
        least_minor = minor(rules.limits.order_hold_units, currency)
        net_minor = sum(item.open_minor for item in late) - where.credit_minor
        if not late or net_minor < least_minor or _disputed(account, currency, today):
            continue
        question = Question(
            TaskKind.ORDER_HOLD,
            _cause(late[0]),
            TaskReason.LARGE_AND_LATE,
            today,
            currency=currency,
            item_ids=tuple(item.item_id for item in late),
            figures=Figures(where.overdue_minor, where.credit_minor, where.net_minor),
            owner=account.customer.account_owner,
        )
        yield from ask(account, question)


def proposals_on(account: Account, rules: Rules, today: date) -> Iterator[date]:
    """The later days on which what is open becomes late enough."""
    if _may_be_proposed(account, rules):
        for item in account.items:
            if (on := _late_on(item, rules)) > today:
                yield on


def _may_be_proposed(account: Account, rules: Rules) -> bool:
    """Somebody must answer for it; a public body is served whatever it owes (practice 1)."""
    free = account.order_hold is None
    return free and rules.owned and account.customer.type != _PUBLIC_BODY


def _late_on(item: Item, rules: Rules) -> date:
    return item.due_on + timedelta(days=rules.limits.order_hold_after_days)


def _late_enough(where: Position, rules: Rules) -> tuple[Item, ...]:
    return tuple(item for item in where.overdue if _late_on(item, rules) <= where.today)


def _disputed(account: Account, currency: str, today: date) -> bool:
    """Whether something of what is overdue is disputed."""
    return any(
        contested(item, account)
        for item in account.items
        if item.currency == currency and item.overdue(today)
    )


def _cause(leader: Item) -> str:
    """The leader, and how often money for it went back: then it may be asked about again."""
    returned = sum(1 for entry in leader.invoice.allocations if entry.reversed_minor)
    return f"{leader.item_id}/{returned}"


def measure_of(step: Step, account: Account) -> str | None:
    """What the step announces; no hold of orders that is on already, or to a public body."""
    kind = step.consequence.kind if step.consequence else None
    beside = account.order_hold is not None or account.customer.type == _PUBLIC_BODY
    return None if kind == MEASURE and beside else kind


def orders_held_on(account: Account) -> date | None:
    """Since when the debtor may be told that new orders are held; a public body never is."""
    hold = account.order_hold
    return hold.since_on if hold and account.customer.type != _PUBLIC_BODY else None


def with_order_hold(account: Account, wanted: OrderHold | None, now: datetime) -> Account:
    """The account once the order system has said so; what was asked about it is answered."""
    tasks = tuple(
        replace(task, closed_at=now, outcome=_answer(task))
        if not task.closed_at and _answered_by(task, wanted)
        else task
        for task in account.tasks
    )
    return replace(account, order_holds=(wanted,) if wanted else (), tasks=tasks)


def _answered_by(task: OpenTask, wanted: OrderHold | None) -> bool:
    if wanted is None:
        return task.kind == TaskKind.RELEASE_ORDER_HOLD
    announced = task.kind == TaskKind.COMMITMENT and task.reason == MEASURE
    return announced or task.kind == TaskKind.ORDER_HOLD


def _answer(task: OpenTask) -> str:
    return TaskOutcome.CARRIED_OUT if task.kind == TaskKind.COMMITMENT else TaskOutcome.DONE
