"""Held orders are to go as soon as the money is there, not at the nightly run (practice 2).

A lorry that is held since the batch runs tomorrow costs more than the invoice. What is left may be
less than the proposal's minimum: a hold over so little would be out of proportion.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask, OrderHold
from relance.domain.creditor.rules import Limits
from relance.domain.ledger.invoices import PartReason
from relance.domain.money import minor
from relance.domain.task_kinds import TaskKind, TaskOutcome, TaskReason
from relance.domain.tasks.asking import task_id


def release_due(before: Account, after: Account, limits: Limits, today: date) -> bool:
    """Whether what happened leaves nothing for which orders may still be held.

    That is less than would justify the proposal, once more than that was owed; else nothing.
    """
    if after.order_hold is None or _justified(after, limits, today):
        return False
    if before.order_hold is None:
        return _nothing(after, limits, today)
    owed, left = _overdue(before, today), _overdue(after, today)
    if not any(left.get(currency, 0) < amount for currency, amount in owed.items()):
        return False
    return _justified(before, limits, today) or _nothing(after, limits, today)


def _justified(account: Account, limits: Limits, today: date) -> bool:
    return any(
        amount_minor >= minor(limits.order_hold_units, currency)
        for currency, amount_minor in _overdue(account, today).items()
    )


def _nothing(account: Account, limits: Limits, today: date) -> bool:
    return all(
        amount_minor <= limits.small_minor(currency)
        for currency, amount_minor in _overdue(account, today).items()
    )


def _overdue(account: Account, today: date) -> dict[str, int]:
    """What is overdue by currency, less free credit; disputed or not, so that only money counts."""
    totals: dict[str, int] = defaultdict(int)
    for item in account.items:
        if item.overdue(today) and item.part.reason is not PartReason.RETENTION:
            totals[item.currency] += item.open_minor
    return {one: max(total - account.credit_minor(one), 0) for one, total in totals.items()}


def with_release(account: Account, today: date, now: datetime) -> Account | None:
    """The account with the urgent task to let orders go; None where it was asked before."""
    hold = account.order_hold
    assert hold is not None
    identity = _release_id(hold)
    known = account.tasks_by_id.get(identity)
    if known and known.outcome != TaskOutcome.MOOT:
        return None
    task = OpenTask(
        identity,
        TaskKind.RELEASE_ORDER_HOLD,
        now,
        asked_on=today,
        due_on=today,
        owner=account.customer.account_owner,
        reason=TaskReason.THE_MONEY_IS_THERE,
        urgent=True,
    )
    return _with_task(account, task)


def without_release(account: Account, limits: Limits, today: date, now: datetime) -> Account:
    """The account in which nobody lets orders go for money that went back."""
    hold = account.order_hold
    task = account.tasks_by_id.get(_release_id(hold)) if hold else None
    if task is None or task.closed_at or not _justified(account, limits, today):
        return account
    return _with_task(account, replace(task, closed_at=now, outcome=TaskOutcome.MOOT))


def _release_id(hold: OrderHold) -> str:
    return task_id(TaskKind.RELEASE_ORDER_HOLD, f"{hold.since_on}/{hold.recorded_at.isoformat()}")


def _with_task(account: Account, task: OpenTask) -> Account:
    others = tuple(known for known in account.tasks if known.task_id != task.task_id)
    return replace(account, tasks=(*others, task))
