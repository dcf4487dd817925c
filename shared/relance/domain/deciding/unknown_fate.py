"""Messages whose fate is unknown: settled by the events that came, never by guessing (R16)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.message import GATHERED, ON_ITS_WAY, SOFT, Message
from relance.domain.answers.acknowledgements import in_hours
from relance.domain.conversation.position import position
from relance.domain.conversation.situation import Place
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.deciding.chase import chase
from relance.domain.decision import Decision, Send, Task
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask

MOST_ATTEMPTS = 2


def with_lost_given_up(account: Account, rules: Rules, now: datetime) -> Account:
    """The account in which what came back and was not delivered in time counts no more (R43)."""
    if not any(message.state in SOFT for message in account.messages):
        return account
    messages = (
        replace(message, given_up=True) if _lost(message, rules, now) else message
        for message in account.messages
    )
    return replace(account, messages=tuple(messages))


def _lost(message: Message, rules: Rules, now: datetime) -> bool:
    return message.state in SOFT and now >= confirmed_by(message, rules)


def settle(account: Account, rules: Rules, now: datetime) -> Iterator[Decision]:
    """For each message without an outcome that is due: send it once more, or ask a person."""
    open_ids = {item.item_id for item in account.items}
    for message in account.messages:
        if message.reminder and not open_ids.intersection(message.item_ids):
            continue
        if _waits_for_hours(message, rules, now):
            continue
        if message.unsettled and now >= settles_at(message, rules):
            yield from _once_more(message, account, rules, now) or _ask(
                message, account, rules, now
            )
        elif message.state in ON_ITS_WAY and now >= confirmed_by(message, rules):
            yield from _unconfirmed(message, account, rules, now)


def _waits_for_hours(message: Message, rules: Rules, now: datetime) -> bool:
    """An answer to money leaves within hours only, also when it is made again (B12)."""
    again = message.key.kind in GATHERED and message.attempt < MOST_ATTEMPTS
    return again and not in_hours(rules, now)


def settles_at(message: Message, rules: Rules) -> datetime:
    """When a message that may or may not have left is looked at again."""
    return message.reserved_at + timedelta(hours=rules.limits.unknown_settle_hours)


def confirmed_by(message: Message, rules: Rules) -> datetime:
    """When SES has given up on a message that was sent."""
    since_at = message.sent_at or message.reserved_at
    return since_at + timedelta(hours=rules.limits.unconfirmed_hours)


def _once_more(message: Message, account: Account, rules: Rules, now: datetime) -> tuple[Send, ...]:
    """Attempt 2: later messages had events and this one had none, so it never left.

    It goes only where the same message would go now, had it never been reserved: what was paid,
    promised or held meanwhile, a closed day and the sending hours count as for any other.
    """
    event_at = rules.mail_event_at
    never_left = event_at is not None and event_at > message.reserved_at
    if not never_left or message.attempt >= MOST_ATTEMPTS or rules.mode != Mode.LIVE:
        return ()
    if not message.reminder:
        reached = {contact.contact_id for contact in reachable(account)}
        return (_answer_again(message),) if message.contact_id in reached else ()
    others = tuple(other for other in account.messages if other is not message)
    before = replace(account, messages=others)
    where = position(before, message.key.currency, rules, rules.today(now))
    match chase(Place(before, rules, now, where))[0]:
        case Send(key=key) as send if key == message.key:
            return (replace(send, attempt=message.attempt + 1),)
        case _:
            return ()


def _answer_again(message: Message) -> Send:
    """An answer owed to the debtor, whose cause is the leader of its key (R6)."""
    return Send(
        message.key,
        message.contact_id,
        message.item_ids,
        Reason.NO_EVENT_WHILE_LATER_ONES_CAME,
        attempt=message.attempt + 1,
        cause_id=message.key.leader,
    )


def _ask(message: Message, account: Account, rules: Rules, now: datetime) -> tuple[Task, ...]:
    question = Question(
        TaskKind.OUTCOME_UNKNOWN,
        message.message_id,
        TaskReason.THE_MAIL_MAY_OR_MAY_NOT_HAVE_LEFT,
        rules.today(now),
        currency=message.key.currency,
        item_ids=message.item_ids,
        urgent=True,
    )
    return ask(account, question)


def _unconfirmed(
    message: Message, account: Account, rules: Rules, now: datetime
) -> tuple[Task, ...]:
    """No final event: ordinary steps go on; one that others depend on makes a task (R8)."""
    if message.key.kind not in {step.needs for step in rules.policy.steps}:
        return ()
    question = Question(
        TaskKind.UNCONFIRMED,
        message.message_id,
        TaskReason.NO_DELIVERY_WAS_REPORTED,
        rules.today(now),
        currency=message.key.currency,
        item_ids=message.item_ids,
    )
    return ask(account, question)
