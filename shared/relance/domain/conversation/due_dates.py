"""What a moved due date means for the talk about an item (R34).

What was done follows from the date in force (see `rungs`); here is what only a person can say, and
what of our announcements is taken back.
"""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.account.contacted import worded_at
from relance.domain.account.message import Message
from relance.domain.account.on_file import OpenTask
from relance.domain.conversation.rungs import did_step, imported
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.due_changes import DueChange, great_moves, later_moves
from relance.domain.ledger.invoices import Item
from relance.domain.tasks.asking import all_due_later

# The level of *second*: what says nothing above it may have its date moved without a word.
_SECOND = 2


def unexplained(item: Item, account: Account, rules: Rules) -> DueChange | None:
    """The last move, where nobody said why and it is not the first extension before *second*."""
    moves = great_moves(item.due_changes)
    if not moves or moves[-1].reason:
        return None
    last, first = moves[-1], len(moves) == 1
    earlier = last.to_on < last.from_on
    if first and (earlier or not _second_went(item, last, account, rules)):
        return None
    return last


def _second_went(item: Item, move: DueChange, account: Account, rules: Rules) -> bool:
    """Whether *second*, or anything above it, was done for the item before its date moved."""
    part = replace(item.part, due_on=move.from_on)
    before = replace(item, invoice=replace(item.invoice, due_changes=()), part=part)
    steps = [step for step in rules.policy.ladder if step.level >= _SECOND]
    about = [c for c in account.chased_about(item.item_id) if c.worded_at <= move.recorded_at]
    return any(
        imported(step, before, rules) or any(did_step(c, step, before, rules) for c in about)
        for step in steps
    )


def withdrawn(message: Message, account: Account) -> bool:
    """Whether the due date of all that a message demands, and is open, is later since."""
    demanded = set(message.item_ids) - set(message.other_ids)
    return all_due_later(demanded, message.reserved_at, account)


def letter_withdrawn(task: OpenTask, account: Account) -> bool:
    """Whether the due date of all that a letter was about, and is open, is later since."""
    written_at = worded_at(task, task.closed_at or task.recorded_at)
    return all_due_later(task.item_ids, written_at, account)


def to_withdraw(account: Account, currency: str) -> tuple[Item, ...]:
    """The items of which the next message says that what was announced for them is void."""
    return tuple(
        item
        for item in account.items
        if item.currency == currency and later_moves(item.due_changes) and _untold(item, account)
    )


def _untold(item: Item, account: Account) -> bool:
    """Whether what was announced before its date moved is still to be taken back."""
    moved_at = later_moves(item.due_changes)[-1].recorded_at
    went = [m for m in account.messages if m.reminder and m.counts]
    told = any(m.reserved_at > moved_at and m.key.currency == item.currency for m in went)
    return not told and any(_announces(m, item) and item.moved_since(m.reserved_at) for m in went)


def _announces(message: Message, item: Item) -> bool:
    """Whether a message names a day, or what follows, for an item that it demands."""
    demanded = item.item_id in message.item_ids and item.item_id not in message.other_ids
    return demanded and bool(message.deadline_on or message.consequence)
