"""What a message announced for a day: carried out, withdrawn, or reported (B13)."""

from collections.abc import Iterator
from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.undoings import passed_meanwhile
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Task
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import Question, ask, asked


def commitments(account: Account, rules: Rules, today: date) -> Iterator[Task]:
    """A task for each announced measure whose deadline has passed without payment."""
    for message in _announced(account, rules):
        assert message.deadline_on is not None
        if today <= message.deadline_on:
            continue
        question = Question(
            TaskKind.COMMITMENT,
            message.message_id,
            message.consequence or "",
            today,
            rules.open_days.next_open(message.deadline_on + ONE_DAY),
            currency=message.key.currency,
            item_ids=_still_open(account, message, rules),
            owner=account.customer.account_owner,
            step=message.key.kind,
            level=message.key.level,
        )
        yield from ask(account, question)


def commitments_on(account: Account, rules: Rules, today: date) -> Iterator[date]:
    """The days on which an announced measure has to be carried out or withdrawn."""
    for message in _announced(account, rules):
        assert message.deadline_on is not None
        yield max(message.deadline_on, today) + ONE_DAY


def _announced(account: Account, rules: Rules) -> Iterator[Message]:
    """The counted messages that announced something about what is still open, not yet asked.

    What only the decision at the ladder's end can carry out is that task's matter.
    """
    for message in account.messages:
        if not message.consequence or message.deadline_on is None or not message.counts:
            continue
        if _decided_next(message, rules) or asked(account, TaskKind.COMMITMENT, message.message_id):
            continue
        if _still_open(account, message, rules):
            yield message


def _still_open(account: Account, message: Message, rules: Rules) -> tuple[ItemId, ...]:
    """What is open of what it was announced for, unless it was taken back (R34, R40)."""
    concerned = set(message.item_ids).difference(message.other_ids)
    return tuple(
        item.item_id
        for item in account.items
        if item.item_id in concerned
        and not passed_meanwhile(message, item, rules)
        and not item.moved_since(message.reserved_at)
    )


def _decided_next(message: Message, rules: Rules) -> bool:
    """Whether the step after the message is the decision, which carries out or withdraws."""
    kinds = [step.kind for step in rules.policy.ladder]
    if message.key.kind not in kinds:
        return False
    after = kinds[kinds.index(message.key.kind) + 1 :]
    return after[:1] == [TaskKind.DECISION]
