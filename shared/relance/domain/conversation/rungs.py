"""The rungs that an item has climbed: which steps are done, and which were delivered (R3, R8)."""

from relance.domain.account.account import Account
from relance.domain.account.contacted import Chased
from relance.domain.account.message import Message
from relance.domain.conversation.step_days import nominal_on
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item, PartReason
from relance.domain.policies.policy import Step
from relance.domain.tasks.asking import closed


def awaited(account: Account) -> tuple[Message, ...]:
    """The contacts about something still open of which nobody knows whether they left (R16)."""
    open_ids = {item.item_id for item in account.items}
    return tuple(
        message
        for message in account.messages
        if message.contact
        and message.unsettled
        and open_ids.intersection(message.item_ids)
        and not closed(account, "outcome_unknown", message.message_id)
    )


def did_step(contact: Chased, step: Step, item: Item, rules: Rules) -> bool:
    """Whether a contact did this step for this item (R3).

    The leader's own contact does every step up to its level, also those that an outage skipped.
    What was said before the ladder began anew is of another conversation (R7).
    """
    level = _level_for(item, contact, rules)
    if item.item_id not in contact.item_ids or level < step.level:
        return False
    if level == contact.level == step.level and _is_another(contact, step, rules):
        return False
    if item.invoice.ladder_from_on and contact.on < item.invoice.ladder_from_on:
        return False
    return _day_had_come(contact, step, item, rules)


def _day_had_come(contact: Chased, step: Step, item: Item, rules: Rules) -> bool:
    """Whether the step's day, by the due date in force, had come on the day of the contact (R34).

    While the due date stays, announced together is announced, and the leader's step is its own.
    """
    if not item.moved_since(contact.worded_at) and (
        step.courtesy or contact.leader == item.item_id
    ):
        return True
    return nominal_on(step, item, rules) <= contact.on


def _is_another(contact: Chased, step: Step, rules: Rules) -> bool:
    """Whether the contact carried out another step of the same level.

    A mail in place of a call has a kind that is no step of that level: it stands for the call.
    """
    kinds = {other.kind for other in rules.policy.steps if other.level == step.level}
    return contact.kind != step.kind and contact.kind in kinds


def _level_for(item: Item, contact: Chased, rules: Rules) -> int:
    """The level of a contact for one of its items.

    What is listed for information only has no part in the consequence: it is told of the debt,
    and keeps the level that the message presupposes still before it.
    """
    if item.item_id not in contact.other_ids:
        return contact.level
    kinds = {step.kind: step for step in rules.policy.steps}
    needed = kinds[contact.kind].needs if contact.kind in kinds else None
    return kinds[needed].level - 1 if needed in kinds else contact.level


def done(step: Step, item: Item, account: Account, rules: Rules) -> bool:
    """Whether a step needs no message any more: it went, or went before Relance (R29).

    What ends a ladder is never done by a message: a debt that climbed higher under another policy
    would rest for ever otherwise (R5).
    """
    if not step.courtesy and imported(step, item, rules):
        return True
    if step.kind == "decision":
        return False
    return any(did_step(c, step, item, rules) for c in account.chased_about(item.item_id))


def delivered(kind: str, item: Item, account: Account, rules: Rules) -> bool:
    """Whether a step of this kind reached the debtor for the item, here or before Relance (R5)."""
    step = rules.policy.step(kind)
    return imported(step, item, rules) or any(
        contact.delivered and did_step(contact, step, item, rules)
        for contact in account.chased_about(item.item_id)
    )


def imported(step: Step, item: Item, rules: Rules) -> bool:
    """Whether a step went before Relance, by a due date that has not moved since (R29, R34)."""
    invoice = item.invoice
    if invoice.last_level is None or step.level > invoice.last_level or invoice.ladder_from_on:
        return False
    if item.part.reason is PartReason.RETENTION:
        return False  # what was sent before was about the rest of the invoice (R41)
    if not item.moved_since(invoice.recorded_at):
        return True
    spoken_on = invoice.last_contacted_on
    return spoken_on is not None and nominal_on(step, item, rules) <= spoken_on
