"""Why an item is not chased now: one small function per reason, asked in one order (B11, R7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from relance.domain.account.account import Account
from relance.domain.answers.disputes import awaits_credit
from relance.domain.answers.holding import (
    claim_free_on,
    claims_on,
    promise_free_on,
    unseen_diversion,
)
from relance.domain.answers.replies import unread
from relance.domain.calendar import ONE_DAY
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import BILLS, COLLECTED, Item, PartReason, PaymentMethod
from relance.domain.tasks.asking import asked, closed


@dataclass(frozen=True, slots=True)
class Pause:
    """An item leaves the conversation; `until_on` is the first day it may be back, if known."""

    reason: str
    until_on: date | None = None


type PauseRule = Callable[[Item, Account, Rules, date], Pause | None]


def held(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """A hold on the customer or on this invoice; one without an end waits for a person."""
    for hold in account.about.holds(item.invoice.invoice_id):
        if hold.until_on is None:
            return Pause(hold.reason)
        if today <= hold.until_on:
            return Pause(hold.reason, hold.until_on + ONE_DAY)
    return None


def disputed(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """A dispute never ends by itself; once upheld, it is our credit that is late (R7)."""
    mine = account.about.disputes(item.invoice.invoice_id)
    if any(dispute.outcome is None for dispute in mine):
        return Pause("dispute")
    return Pause("credit_note_awaited") if any(awaits_credit(d) for d in mine) else None


def factored(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """Somebody else may collect it: a mail of ours would be a breach (practice 1)."""
    method = item.invoice.payment_method
    if item.invoice.assigned_to or method is PaymentMethod.FACTOR:
        return Pause("factored")
    if method in (PaymentMethod.PORTAL, PaymentMethod.NETTING):
        return Pause(method.value)
    return None


def retained(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """A retention is released, not chased; it is never late by itself (practice 1)."""
    return Pause("retention") if item.part.reason is PartReason.RETENTION else None


def collected(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """A direct debit or a bill runs through the banks; when it should be over, a person looks.

    Before its due date a bill may be spoken of: whoever accepted it is thanked (practice 1).
    """
    method = item.invoice.payment_method
    if method not in COLLECTED or _not_collected(item, account):
        return None
    if method in BILLS and today < item.due_on:
        return None
    b2b = method is PaymentMethod.DIRECT_DEBIT_B2B
    days = rules.limits.debit_b2b_days if b2b else rules.limits.debit_days
    until_on = rules.bank_days.add_open_days(item.due_on, days) + ONE_DAY
    if today < until_on:
        return Pause("collection_under_way", until_on)
    return Pause("collection_unconfirmed")


def _not_collected(item: Item, account: Account) -> bool:
    """Whether it came back, or a person found that nothing came: then it is a debt as any other."""
    task = asked(account, "check_collection", item.item_id)
    unpaid = task is not None and task.outcome == "unpaid"
    return unpaid or any(entry.reversed_minor for entry in item.invoice.allocations)


def claimed(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """A claim holds, twice per item at most; money sent to a stranger holds until seen."""
    claims = claims_on(item, account)
    if unseen_diversion(claims, account):
        return Pause("payment_diverted")
    for claim in claims[: rules.limits.claims_that_hold]:
        if today < claim_free_on(claim, rules):
            return Pause("claimed", claim_free_on(claim, rules))
    return None


def promised(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """A promise to pay holds until its date and the bank's days are over (C4)."""
    for promise in account.about.promises(item.item_id):
        if today < promise_free_on(promise, rules):
            return Pause("promised", promise_free_on(promise, rules))
    return None


def replied(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """A person wrote: nothing of the account is chased until somebody has read it (C6)."""
    return Pause("reply_unread") if unread(account) else None


def decided(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """The ladder has ended and a person has decided: from then on it is a person's (R5)."""
    return Pause("decided") if closed(account, "decision", item.item_id) else None


# The first that answers gives the reason; those that no payment can end come first.
PAUSES: tuple[PauseRule, ...] = (
    factored,
    retained,
    disputed,
    held,
    collected,
    decided,
    replied,
    claimed,
    promised,
)


def pause_of(item: Item, account: Account, rules: Rules, today: date) -> Pause | None:
    """Why this item is not chased on that day, or None."""
    for rule in PAUSES:
        if pause := rule(item, account, rules, today):
            return pause
    return None
