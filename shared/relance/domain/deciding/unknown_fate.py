"""Messages whose fate is unknown: settled by the events that came, never by guessing (R16, R47)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.message import GATHERED, ON_ITS_WAY, SOFT, Message
from relance.domain.answers.acknowledgements import in_hours
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.decision import Decision, Send, Task
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask


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
    """For each message without an outcome that is due: make an answer again, or ask a person.

    A reminder that never left is not asked about: it goes as if it had never been tried.
    """
    open_ids = {item.item_id for item in account.items}
    for message in account.messages:
        if message.reminder and not open_ids.intersection(message.item_ids):
            continue
        if _waits_for_hours(message, rules, now):
            continue
        if message.unsettled and never_left(message, rules, now):
            yield from _once_more(message, account, rules, now)
        elif message.unsettled and now >= known_by(message, rules):
            yield from _ask(message, account, rules, now)
        elif message.state in ON_ITS_WAY and now >= confirmed_by(message, rules):
            yield from _unconfirmed(message, account, rules, now)


def _waits_for_hours(message: Message, rules: Rules, now: datetime) -> bool:
    """An answer to money leaves within hours only, also when it is made again (B12)."""
    return message.key.kind in GATHERED and message.may_go_again and not in_hours(rules, now)


def never_left(message: Message, rules: Rules, now: datetime) -> bool:
    """Whether a first attempt left nothing: later mails had events by the morning after (R47).

    Of which mails events came is known to the second: those of the same second are later ones.
    """
    event_at, reserved_at = rules.mail_event_at, message.reserved_at.replace(microsecond=0)
    shown = event_at is not None and event_at >= reserved_at
    due = now >= rules.settles_at(message.reserved_at)
    return message.may_go_again and shown and due


def known_by(message: Message, rules: Rules) -> datetime:
    """Until when its event, or those of others' mails, are awaited before a person is asked."""
    asked_at = rules.asks_at if message.may_go_again else rules.settles_at
    return asked_at(message.reserved_at)


def without_unsent(account: Account, rules: Rules, now: datetime) -> Account:
    """The account as if the reminders that never left had not been tried: the ladder goes on."""
    kept = tuple(m for m in account.messages if not (m.reminder and never_left(m, rules, now)))
    return account if len(kept) == len(account.messages) else replace(account, messages=kept)


def as_attempt(decision: Decision, account: Account) -> Decision:
    """The decision as the attempt that it is: the same message may have been tried before."""
    if not isinstance(decision, Send) or decision.cause_id:
        return decision
    tried = (m.attempt for m in account.messages if m.unsettled and m.key == decision.key)
    return replace(decision, attempt=max(tried, default=0) + 1)


def confirmed_by(message: Message, rules: Rules) -> datetime:
    """When SES has given up on a message that was sent."""
    since_at = message.sent_at or message.reserved_at
    return since_at + timedelta(hours=rules.limits.unconfirmed_hours)


def _once_more(
    message: Message, account: Account, rules: Rules, now: datetime
) -> tuple[Decision, ...]:
    """Attempt 2 of an answer to the debtor; a person, where its reader cannot be written to."""
    if message.reminder or rules.mode != Mode.LIVE:
        return ()
    reached = {contact.contact_id for contact in reachable(account)}
    if message.contact_id not in reached:
        return _ask(message, account, rules, now)
    return (_answer_again(message),)


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
