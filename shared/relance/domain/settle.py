"""Messages whose fate is unknown: settled by the events that came, never by guessing (R16)."""

from datetime import datetime, timedelta

from relance.domain.account import Account
from relance.domain.calendar import local_date
from relance.domain.decision import Decision, Hold, Send
from relance.domain.message import Message, MessageState
from relance.domain.rules import Rules
from relance.domain.tasks import ask, asked

MOST_ATTEMPTS = 2


def settle(account: Account, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """For each message reserved but never recorded: wait, once more, or ask a person."""
    decisions: list[Decision] = []
    for message in account.messages:
        if message.state in (MessageState.RESERVED, MessageState.UNKNOWN):
            decisions += _settle_one(message, account, rules, now)
        elif message.state in (MessageState.SENT, MessageState.DELAYED):
            decisions += _unconfirmed(message, account, rules, now)
    return tuple(decisions)


def _settle_one(
    message: Message, account: Account, rules: Rules, now: datetime
) -> tuple[Decision, ...]:
    settles_at = message.reserved_at + timedelta(hours=rules.limits.unknown_settle_hours)
    if now < settles_at:
        return (Hold(message.key.currency, "outcome_awaited", until_at=settles_at),)
    event_at = rules.mail_event_at
    events_flow = event_at is not None and event_at > message.reserved_at
    if events_flow and message.attempt < MOST_ATTEMPTS and rules.mode == "live":
        return (_once_more(message),)
    before = asked(account, "outcome_unknown", message.message_id)
    if before and before.closed_at:
        return ()
    today = local_date(now, rules.zone)
    hold = Hold(message.key.currency, "outcome_unknown", item_ids=message.item_ids)
    return hold, *ask(
        account,
        "outcome_unknown",
        message.message_id,
        "the_mail_may_or_may_not_have_left",
        today,
        currency=message.key.currency,
        item_ids=message.item_ids,
        urgent=True,
    )


def _once_more(message: Message) -> Send:
    """Attempt 2: later messages had events and this one had none, so it never left."""
    return Send(
        message.key,
        message.contact_id,
        message.item_ids,
        "no_event_while_later_ones_came",
        attempt=message.attempt + 1,
    )


def _unconfirmed(
    message: Message, account: Account, rules: Rules, now: datetime
) -> tuple[Decision, ...]:
    """No final event: ordinary steps go on; one that others depend on makes a task (R8)."""
    since_at = message.sent_at or message.reserved_at
    check_at = since_at + timedelta(hours=rules.limits.unconfirmed_hours)
    if now < check_at:
        return (Hold(message.key.currency, "delivery_awaited", until_at=check_at),)
    needed = {step.needs for step in rules.policy.steps}
    if message.key.kind not in needed:
        return ()
    return ask(
        account,
        "unconfirmed",
        message.message_id,
        "no_delivery_was_reported",
        local_date(now, rules.zone),
        currency=message.key.currency,
        item_ids=message.item_ids,
    )
