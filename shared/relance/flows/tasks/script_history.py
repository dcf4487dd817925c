"""What was said before about the invoices of a task, on both sides, for the one who does it."""

from collections.abc import Iterator
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.message import Message, MessageState
from relance.domain.account.on_file import OpenTask
from relance.domain.ledger.invoices import Item
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskKind
from relance.render.script import Happened

_MOST_LINES = 8


def happened(account: Account, task: OpenTask) -> tuple[Happened, ...]:
    """The last messages, calls and answers about the same invoices, oldest first."""
    about = set(task.item_ids) or {item.item_id for item in account.items}
    lines = (*_said(account, task, about), *_answered(account, about))
    return tuple(sorted(lines, key=lambda one: one.on))[-_MOST_LINES:]


def _said(account: Account, task: OpenTask, about: set[ItemId]) -> Iterator[Happened]:
    for message in account.messages:
        if message.reminder and message.counts and about & set(message.item_ids):
            seen = message.state is MessageState.DELIVERED
            yield Happened(message.on, "mail" if seen else "mail_unconfirmed")
    others = (one for one in account.tasks if one.task_id != task.task_id)
    for call in (task, *others):
        if call.kind == TaskKind.CALL and about & set(call.item_ids):
            yield from (Happened(one.on, f"call_{one.outcome}") for one in call.attempts)


def _answered(account: Account, about: set[ItemId]) -> Iterator[Happened]:
    for claim in account.claims:
        if about & set(claim.item_ids):
            yield Happened(claim.said_on, "claim", until_on=claim.paid_on)
    for promise in account.promises:
        if about & set(promise.item_ids):
            yield Happened(promise.said_on, "promise", promise.amount_minor, promise.promised_on)


def announced(account: Account, task: OpenTask) -> Message | None:
    """The last message that named a day: of the task's step, or about the same invoices."""
    about = set(task.item_ids)
    told = [
        message
        for message in account.messages
        if message.counts and message.deadline_on and about & set(message.item_ids)
        if task.step in (None, message.key.kind)
    ]
    return max(told, key=lambda message: message.reserved_at, default=None)


def promised(account: Account, task: OpenTask) -> dict[str, Any]:
    """The last promise about the same invoices."""
    about = [one for one in account.promises if set(one.item_ids) & set(task.item_ids)]
    last = max(about, key=lambda promise: promise.recorded_at, default=None)
    if last is None:
        return {}
    return {"promise_on": last.promised_on, "promise_minor": last.amount_minor}


def returned(items: tuple[Item, ...]) -> dict[str, Any]:
    """The last payment that the bank took back."""
    entries = [entry for item in items for entry in item.invoice.allocations]
    taken_back = [entry for entry in entries if entry.reversed_minor]
    last = max(taken_back, key=lambda entry: entry.recorded_at, default=None)
    if last is None:
        return {}
    return {"payment_on": last.value_on, "payment_minor": last.reversed_minor}
