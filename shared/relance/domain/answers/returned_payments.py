"""What follows from a payment that came back, by the reason the bank gives (practice 1).

No funds: the debtor is chased at once, in words of its own, and asked before the debit is presented
again. An account that is closed: new details are asked for, never in a form. A debit that the
debtor had sent back, or without mandate, is a dispute, and not a forgetful payer.
"""

from collections.abc import Container, Iterator
from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute, DisputeReason, OpenTask
from relance.domain.answers.disputes import with_disputes
from relance.domain.booking.levelling import Told
from relance.domain.booking.placing import Books
from relance.domain.booking.traces import with_return
from relance.domain.ledger.invoices import BILLS, Item
from relance.domain.ledger.payments import Payment
from relance.domain.ledger.return_reasons import ACCOUNT_CLOSED, DEBIT_REFUSED, NO_FUNDS
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import task_id

BANK, REFUSED = "bank", DisputeReason.DEBIT_REFUSED


def after_return(
    before: Account, after: Account, payment: Payment, reason: str, on: date, now: datetime
) -> Account:
    """The account with what a return asks of a person, or disputes, about what is open again."""
    items = _open_again(before, after)
    if not items:
        return after
    cause = cause_of(payment)
    if reason in DEBIT_REFUSED:
        after = with_disputes(after, _disputes(items, cause, on, now))
    ids = tuple(item.item_id for item in items)
    tasks = tuple(
        OpenTask(task_id(kind, cause), kind, now, payment.currency, ids, asked_on=on, due_on=on)
        for kind in _asked(items, payment, reason)
    )
    new = {task.task_id: task for task in tasks}
    for known in after.tasks:
        if (same := new.get(known.task_id)) and not known.closed_at:
            both = (*known.item_ids, *(i for i in same.item_ids if i not in known.item_ids))
            new[known.task_id] = replace(known, item_ids=both)
    others = (task for task in after.tasks if task.task_id not in new)
    return replace(after, tasks=(*others, *new.values()))


# What a return may ask of a person.
CAUSED = (
    TaskKind.DISPUTE,
    TaskKind.ASK_NEW_DETAILS,
    TaskKind.ASK_BEFORE_PRESENTING,
    TaskKind.UNPAID_BILL,
)


def cause_of(payment: Payment) -> str:
    """What a return is told apart by: the payment, and how much of it is gone in all."""
    total_minor = payment.plan.total_minor if payment.plan else payment.reversed_minor
    return f"{payment.payment_id}/{total_minor}"


def dispute_id(cause: str, invoice_id: str) -> str:
    """The id of the dispute that a return opened about an invoice."""
    return task_id("dispute", f"{cause}/{invoice_id}")


def _open_again(before: Account, after: Account) -> tuple[Item, ...]:
    open_before = {item.item_id: item.open_minor for item in before.items}
    return tuple(i for i in after.items if i.open_minor > open_before.get(i.item_id, 0))


def _asked(items: tuple[Item, ...], payment: Payment, reason: str) -> Iterator[TaskKind]:
    if reason in DEBIT_REFUSED:
        yield TaskKind.DISPUTE
    if reason in ACCOUNT_CLOSED:
        yield TaskKind.ASK_NEW_DETAILS
    if reason in NO_FUNDS and payment.means == "direct_debit":
        yield TaskKind.ASK_BEFORE_PRESENTING
    if any(item.invoice.payment_method in BILLS for item in items):
        yield TaskKind.UNPAID_BILL


def _disputes(items: tuple[Item, ...], cause: str, on: date, now: datetime) -> Iterator[Dispute]:
    for invoice in {item.invoice.invoice_id: item.invoice for item in items}.values():
        identity = dispute_id(cause, invoice.invoice_id)
        yield Dispute(identity, invoice.invoice_id, invoice.currency, REFUSED, on, now, BANK)


def noted(before: Books, after: Books, told: Told, now: datetime) -> Books:
    """The books with a return remembered and asked about, or no longer, in each account."""
    accounts = dict(after.accounts)
    came_back = after.payment.reversed_minor > before.payment.reversed_minor
    undone = after.payment.reversed_minor < before.payment.reversed_minor
    for key, file in after.accounts.items():
        if file != before.accounts[key] and came_back:
            reason = told.reason.lower()
            asked = after_return(before.accounts[key], file, after.payment, reason, told.on, now)
            accounts[key] = with_return(asked, after.payment.payment_id, told.on, told.reason)
        elif file != before.accounts[key] and undone:
            accounts[key] = _forgotten(file, before.payment, after.payment, now)
    return replace(after, accounts=accounts)


def _forgotten(file: Account, before: Payment, after: Payment, now: datetime) -> Account:
    """The account in which nobody is asked, or disputes, because of what did not come back.

    What is still gone of an invoice stays disputed and asked about.
    """
    cause, history = cause_of(before), file.history
    if not after.reversed_minor:
        kept = (one for one in history.returned if one.payment_id != after.payment_id)
        history = replace(history, returned=tuple(kept))
    gone = _gone(file, after.payment_id)
    whole = {invoice.invoice_id for invoice in file.invoices} - _gone(file)
    disputes = tuple(d for d in file.disputes if d.invoice_id in gone or not _by(d, cause, whole))
    disputed = {d.invoice_id for d in disputes if d.outcome is None}
    over = {task_id(kind, cause) for kind in CAUSED}
    tasks = []
    for task in file.tasks:
        about = {item_id.invoice_id for item_id in task.item_ids}
        caused = task.task_id in over or (task.kind in CAUSED and about <= whole - disputed)
        if caused and not task.closed_at and not about & gone:
            task = replace(task, closed_at=now, outcome=TaskOutcome.MOOT)
        tasks.append(task)
    return replace(file, history=history, tasks=tuple(tasks), disputes=disputes)


def _gone(file: Account, payment_id: str | None = None) -> set[str]:
    """The invoices from which money of a payment, or of any, is gone by a return."""
    return {
        invoice.invoice_id
        for invoice in file.invoices
        for entry in invoice.allocations
        if entry.reversed_minor and payment_id in (None, entry.payment_id)
    }


def _by(dispute: Dispute, cause: str, whole: Container[str]) -> bool:
    """Whether a return opened the dispute: this one, or one of an invoice that lacks nothing now.

    Of several returns the one that is won first may not be the one that opened it.
    """
    if dispute.dispute_id == dispute_id(cause, dispute.invoice_id):
        return True
    return (dispute.author, dispute.reason) == (BANK, REFUSED) and dispute.invoice_id in whole
