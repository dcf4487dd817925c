"""Messages by hand: they go whatever the ladder says; a person hears of those that do not (R8)."""

from collections.abc import Iterator
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.account.on_file import Acknowledgement
from relance.domain.calendar import ONE_HOUR, next_tick
from relance.domain.conversation.manual import WAITS_FOR, reader, too_old, unsent, written_key
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.decision import Decision, Hold, Send, Task
from relance.domain.ledger.item_id import ItemId
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask


def manual_messages(account: Account, rules: Rules, now: datetime) -> Iterator[Decision]:
    """One Send for each that waits, oldest first; a question about each that failed."""
    for fact in unsent(account):
        yield from _of_unsent(fact, account, rules, now)
    for message in account.messages:
        if message.manual and not message.counts:
            yield from _did_not_arrive(message, account, rules.today(now))


def _of_unsent(
    fact: Acknowledgement, account: Account, rules: Rules, now: datetime
) -> Iterator[Decision]:
    key, contact = written_key(fact, account), reader(fact, account)
    if too_old(fact, now) or contact is None:
        cause, reason = key.message_id, TaskReason.THE_MESSAGE_COULD_NOT_GO
        yield from _ask(account, cause, reason, rules.today(now), fact.currency, fact.item_ids)
    elif rules.mode == Mode.PAUSED:
        until_at = min(next_tick(now + ONE_HOUR), fact.recorded_at + WAITS_FOR)
        yield Hold(fact.currency, rules.why_paused, until_at=until_at, item_ids=fact.item_ids)
    else:
        to, why = contact.contact_id, Reason.WRITTEN_BY_HAND
        yield Send(key, to, fact.item_ids, why, cause_id=fact.fact_id)


def _did_not_arrive(message: Message, account: Account, today: date) -> tuple[Task, ...]:
    reason, currency = TaskReason.THE_MESSAGE_DID_NOT_ARRIVE, message.key.currency
    return _ask(account, message.message_id, reason, today, currency, message.item_ids)


def _ask(
    account: Account,
    cause: str,
    reason: TaskReason,
    today: date,
    currency: str,
    item_ids: tuple[ItemId, ...],
) -> tuple[Task, ...]:
    kind = TaskKind.MESSAGE_FAILED
    return ask(account, Question(kind, cause, reason, today, currency=currency, item_ids=item_ids))
