"""Why an item is not chased now: one small function per reason, asked in one order (B11, R7)."""

from collections.abc import Callable
from datetime import date

from relance.domain.account.account import Account
from relance.domain.answers.disputes import awaits_credit
from relance.domain.answers.holding import (
    claim_free_on,
    claims_on,
    claims_that_held,
    promise_free_on,
    unseen_diversion,
)
from relance.domain.answers.refunds import refund_of
from relance.domain.answers.replies import unread
from relance.domain.answers.retentions import answer_of
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.due_dates import unexplained
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import BILLS, COLLECTED, Item, PartReason, PaymentMethod
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import asked
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict

# What the rule says is why the item leaves the conversation, and when it may be back, if known.
type PauseRule = Callable[[Item, Account, Rules, date], Verdict]


def held(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """A hold on the customer or on this invoice; one without an end waits for a person."""
    mine = account.about.holds(item.invoice.invoice_id)
    inputs: Inputs = {"holds": tuple(hold.reason for hold in mine)}
    for hold in mine:
        if hold.until_on is None:
            return Verdict(hold.reason, inputs=inputs)
        if today <= hold.until_on:
            return Verdict(hold.reason, hold.until_on + ONE_DAY, inputs=inputs)
    return Verdict(inputs=inputs)


def disputed(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """A dispute never ends by itself; once upheld, it is our credit that is late (R7)."""
    about = account.about.disputes(item.invoice.invoice_id)
    mine = [dispute for dispute in about if dispute.covers(item.item_id)]
    last = max(mine, key=lambda dispute: dispute.recorded_at, default=None)
    inputs: Inputs = {
        "dispute": last.reason if last else None,
        "opened_on": last.opened_on if last else None,
        "outcome": last.outcome if last else None,
    }
    if any(dispute.outcome is None for dispute in mine):
        return Verdict(Reason.DISPUTE, inputs=inputs)
    awaited = any(awaits_credit(dispute) for dispute in mine)
    return Verdict(Reason.CREDIT_NOTE_AWAITED if awaited else None, inputs=inputs)


def factored(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """Somebody else may collect it: a mail of ours would be a breach (practice 1)."""
    invoice, method = item.invoice, item.invoice.payment_method
    inputs: Inputs = {"method": method.value, "assigned_to": invoice.assigned_to}
    if invoice.assigned_to or method is PaymentMethod.FACTOR:
        return Verdict(Reason.FACTORED, inputs=inputs)
    if method is PaymentMethod.PORTAL:
        return Verdict(Reason.PORTAL, inputs=inputs)
    return Verdict(Reason.NETTING if method is PaymentMethod.NETTING else None, inputs=inputs)


def retained(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """A retention is released, not chased, until a person has its release claimed (R41)."""
    part = item.part.reason
    if part is not PartReason.RETENTION:
        return Verdict(inputs={"part": part.value})
    answer = answer_of(item, account)
    inputs: Inputs = {"part": part.value, "outcome": answer.outcome if answer else None}
    if answer is None or answer.outcome != TaskOutcome.CLAIM_IT:
        return Verdict(Reason.RETENTION, inputs=inputs)
    if today <= item.due_on:
        return Verdict(Reason.RETENTION, item.due_on + ONE_DAY, inputs=inputs)
    return Verdict(inputs=inputs)


def collected(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """A direct debit or a bill runs through the banks; when it should be over, a person looks.

    Before its due date a bill may be spoken of: whoever accepted it is thanked (practice 1).
    """
    method = item.invoice.payment_method
    inputs: Inputs = {"method": method.value, "due_on": item.due_on}
    if method not in COLLECTED or _not_collected(item, account):
        return Verdict(inputs=inputs)
    if method in BILLS and today < item.due_on:
        return Verdict(inputs=inputs)
    b2b = method is PaymentMethod.DIRECT_DEBIT_B2B
    days = rules.limits.debit_b2b_days if b2b else rules.limits.debit_days
    until_on = rules.bank_days_of(item.currency).add_open_days(item.due_on, days) + ONE_DAY
    if today < until_on:
        return Verdict(Reason.COLLECTION_UNDER_WAY, until_on, inputs=inputs)
    return Verdict(Reason.COLLECTION_UNCONFIRMED, inputs=inputs)


def _not_collected(item: Item, account: Account) -> bool:
    """Whether it came back, or a person found that nothing came: then it is a debt as any other."""
    task = asked(account, TaskKind.CHECK_COLLECTION, item.item_id)
    unpaid = task is not None and task.outcome == "unpaid"
    return unpaid or any(entry.reversed_minor for entry in item.invoice.allocations)


def claimed(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """A claim holds, twice in a cycle at most; money sent to a stranger holds until seen."""
    claims = claims_on(item, account)
    inputs: Inputs = {
        "claims": len(claims),
        "said_on": claims[-1].said_on if claims else None,
        "free_on": claim_free_on(claims[-1], account, rules) if claims else None,
    }
    if unseen_diversion(claims, account):
        return Verdict(Reason.PAYMENT_DIVERTED, inputs=inputs)
    for claim in claims_that_held(item, account, rules):
        free_on = claim_free_on(claim, account, rules)
        if today < free_on:
            return Verdict(Reason.CLAIMED, free_on, inputs=inputs)
    return Verdict(inputs=inputs)


def promised(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """A promise to pay holds until its date and the bank's days are over (C4)."""
    promises = account.about.promises(item.item_id)
    last = max(promises, key=lambda promise: promise.promised_on, default=None)
    inputs: Inputs = {
        "promised_on": last.promised_on if last else None,
        "free_on": promise_free_on(last, rules) if last else None,
    }
    for promise in promises:
        if today < promise_free_on(promise, rules):
            return Verdict(Reason.PROMISED, promise_free_on(promise, rules), inputs=inputs)
    return Verdict(inputs=inputs)


def replied(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """A person wrote: nothing of the account is chased until somebody has read it (C6)."""
    received = [reply.received_on for reply in unread(account)]
    inputs: Inputs = {"received_on": max(received, default=None), "unread": len(received)}
    return Verdict(Reason.REPLY_UNREAD if received else None, inputs=inputs)


def refunded(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """We gave the money back: a person says whether a credit note follows; none is late (R40)."""
    refund = refund_of(item.invoice, account)
    inputs: Inputs = {
        "refunded_on": local_date(refund.refunded_at, rules.zone) if refund else None,
        "outcome": refund.answer.outcome if refund and refund.answer else None,
    }
    out = refund is not None and not refund.owed_again
    return Verdict(Reason.REFUNDED if out else None, inputs=inputs)


def due_date_moved(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """Its date moved again, or after *second*, and nobody said why: a person does (R34)."""
    move = unexplained(item, account, rules)
    inputs: Inputs = {
        "from_on": move.from_on if move else None,
        "to_on": move.to_on if move else None,
    }
    return Verdict(Reason.DUE_DATE_MOVED if move else None, inputs=inputs)


def decided(item: Item, account: Account, rules: Rules, today: date) -> Verdict:
    """The ladder has ended and a person has decided: from then on it is a person's (R5)."""
    task = asked(account, "decision", item.item_id)
    inputs: Inputs = {
        "asked_on": task.asked_on if task else None,
        "outcome": task.outcome if task else None,
    }
    return Verdict(Reason.DECIDED if task and task.closed_at else None, inputs=inputs)


# The first that answers gives the reason; those that no payment can end come first.
PAUSES: tuple[PauseRule, ...] = (
    factored,
    disputed,
    retained,
    held,
    collected,
    refunded,
    due_date_moved,
    decided,
    replied,
    claimed,
    promised,
)


def pause_of(item: Item, account: Account, rules: Rules, today: date) -> Finding | None:
    """Why this item is not chased on that day, and from when it may be; None if it may."""
    for rule in PAUSES:
        said = rule(item, account, rules, today)
        if said.reason is not None:
            return Finding(rule.__name__, Family.PAUSE, item.item_id, said)
    return None


def pauses_of(item: Item, account: Account, rules: Rules, today: date) -> Trace:
    """What every rule says of the item, also after the first that fired."""
    return tuple(
        Finding(rule.__name__, Family.PAUSE, item.item_id, rule(item, account, rules, today))
        for rule in PAUSES
    )
