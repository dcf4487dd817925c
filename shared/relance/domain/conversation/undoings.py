"""What an error of ours that was undone means for the talk with the debtor (R40).

No step firmer than what he last got goes for two bank days; a day that was named and passed while
we said that less was owed is named anew; if we had thanked him, the next message takes it back.
"""

from collections.abc import Iterable
from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.account.occasion import Occasion
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.rungs import did_step
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item, Undone
from relance.domain.policies.policy import Step


def free_on(item: Item, rules: Rules) -> date | None:
    """The first day on which a firmer step about the item may go; None without an undoing."""
    if not item.invoice.undone:
        return None
    on = local_date(item.invoice.undone[-1].undone_at, rules.zone)
    return rules.bank_days.add_open_days(on, rules.limits.undone_bank_days) + ONE_DAY


def firmest(item: Item, account: Account, rules: Rules) -> int:
    """The level up to which the debtor knows of the item: what he got, and a first reminder."""
    ladder = rules.policy.ladder
    got = [
        step.level
        for step in ladder
        for contact in account.chased_about(item.item_id)
        if contact.delivered and did_step(contact, step, item, rules)
    ]
    anew, before = item.invoice.ladder_from_on, item.invoice.last_level
    imported = [before] if before is not None and anew is None else []
    return max([ladder[0].level, *got, *imported])


def taken_back(items: Iterable[Item], account: Account) -> tuple[Item, ...]:
    """The items whose payment we thanked for in error, and have not said so yet."""
    return tuple(item for item in items if _untold(item, account) is not None)


def _untold(item: Item, account: Account) -> Undone | None:
    thanked = [one for one in item.invoice.undone if one.thanked_on]
    if not thanked:
        return None
    about = account.chased_about(item.item_id)
    return thanked[-1] if all(c.at <= thanked[-1].undone_at for c in about) else None


def passed_meanwhile(message: Message, item: Item, rules: Rules) -> bool:
    """Whether a day that the message names passed while an error of ours stood on the item."""
    named_on = message.deadline_on
    return named_on is not None and any(
        message.reserved_at < one.undone_at
        and local_date(one.done_at, rules.zone) <= named_on <= local_date(one.undone_at, rules.zone)
        for one in item.invoice.undone
    )


def to_name_anew(item: Item, account: Account, rules: Rules) -> tuple[Step, Occasion] | None:
    """The step that is said again, since its day passed while our error stood; once."""
    last = max(
        (m for m in account.messages if m.reminder and m.counts and item.item_id in m.item_ids),
        key=lambda message: message.reserved_at,
        default=None,
    )
    if last is None or not passed_meanwhile(last, item, rules):
        return None
    if item.moved_since(last.reserved_at):
        return None  # the day was withdrawn (R34)
    if any(contact.at > last.reserved_at for contact in account.chased_about(item.item_id)):
        return None  # a person spoke with him since
    steps = (step for step in rules.policy.ladder if step.written)
    step = next((s for s in steps if (s.kind, s.level) == (last.key.kind, last.key.level)), None)
    return (step, Occasion.of_undoing(len(item.invoice.undone))) if step else None
