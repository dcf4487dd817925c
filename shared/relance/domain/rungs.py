"""The rungs that an item has climbed: which steps are done, and which were delivered (R3, R8)."""

from datetime import date, timedelta

from relance.domain.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.ledger import Item
from relance.domain.message import Message, MessageState
from relance.domain.policy import Anchor, Step
from relance.domain.position import ladder_start_on
from relance.domain.rules import Rules
from relance.domain.tasks import closed


def reminders(account: Account) -> tuple[Message, ...]:
    """The counted chasing messages, oldest first."""
    counted = (m for m in account.messages if m.reminder and m.counts)
    return tuple(sorted(counted, key=lambda message: message.reserved_at))


def awaited(account: Account) -> tuple[Message, ...]:
    """The reminders about something still open of which nobody knows whether they left (R16)."""
    open_ids = {item.item_id for item in account.items}
    return tuple(
        message
        for message in account.messages
        if message.reminder
        and message.unsettled
        and open_ids.intersection(message.item_ids)
        and not closed(account, "outcome_unknown", message.message_id)
    )


def nominal_on(step: Step, item: Item, rules: Rules) -> date:
    """The day on which a step of an item falls before any delay.

    Courtesy counts from the due date itself: "due today" is true on no other day (R4, R7).
    """
    start_on = item.due_on if step.courtesy else ladder_start_on(item)
    if step.anchor is Anchor.ISSUE_DATE:
        start_on = item.invoice.issued_on
    if step.anchor is Anchor.PREVIOUS_STEP:
        start_on = nominal_on(_before(step, rules), item, rules)
    nominal = _offset(step, start_on, rules)
    if step.float_bank_days:
        nominal = max(nominal, rules.bank_days.add_open_days(start_on, step.float_bank_days))
    return _on_calendar(step, nominal) if step.anchor is Anchor.CALENDAR else nominal


def _before(step: Step, rules: Rules) -> Step:
    """The step from which the days of this one are counted."""
    return rules.policy.steps[rules.policy.steps.index(step) - 1]


def _offset(step: Step, start_on: date, rules: Rules) -> date:
    if step.business_days and step.days_after_due >= 0:
        return rules.debtor_days.add_open_days(start_on, step.days_after_due)
    return start_on + timedelta(days=step.days_after_due)


def _on_calendar(step: Step, on: date) -> date:
    """The first day from there on that is the step's day of the week, or of the month."""
    while not _falls_on(step, on):
        on += ONE_DAY
    return on


def _falls_on(step: Step, on: date) -> bool:
    nth = (on.day - 1) // 7 + 1
    return step.weekday in (None, on.isoweekday()) and step.nth_of_month in (None, nth)


def lists_step(message: Message, step: Step, item: Item, rules: Rules) -> bool:
    """Whether a message did this step for this item (R3).

    The leader's own message does every step up to its level, also those that an outage skipped.
    """
    level = _level_for(item, message, rules)
    if item.item_id not in message.item_ids or level < step.level:
        return False
    if level == message.key.level == step.level and message.key.kind != step.kind:
        return False
    return message.key.leader == item.item_id or nominal_on(step, item, rules) <= message.on


def _level_for(item: Item, message: Message, rules: Rules) -> int:
    """The level of a message for one of its items.

    What is listed for information only has no part in the consequence: it is told of the debt,
    and keeps the level that the message presupposes still before it.
    """
    if item.item_id not in message.other_ids:
        return message.key.level
    kinds = {step.kind: step for step in rules.policy.steps}
    needed = kinds[message.key.kind].needs if message.key.kind in kinds else None
    return kinds[needed].level - 1 if needed in kinds else message.key.level


def done(step: Step, item: Item, account: Account, rules: Rules) -> bool:
    """Whether a step needs no message any more: it went, or went before Relance (R29)."""
    if not step.courtesy and _imported(step, item):
        return True
    return any(lists_step(message, step, item, rules) for message in reminders(account))


def delivered(kind: str, item: Item, account: Account, rules: Rules) -> bool:
    """Whether a step of this kind reached the debtor for the item, here or before Relance (R5)."""
    step = rules.policy.step(kind)
    return _imported(step, item) or any(
        message.state is MessageState.DELIVERED and lists_step(message, step, item, rules)
        for message in reminders(account)
    )


def _imported(step: Step, item: Item) -> bool:
    level = item.invoice.last_level
    return level is not None and step.level <= level
