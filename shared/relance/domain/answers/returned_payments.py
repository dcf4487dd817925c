"""What follows from a payment that came back, by the reason the bank gives (practice 1).

No funds: the debtor is chased at once, in words of its own, and asked before the debit is presented
again. An account that is closed: new details are asked for, never in a form. A debit that the
debtor had sent back, or without mandate, is a dispute, and not a forgetful payer.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute, OpenTask
from relance.domain.answers.disputes import with_disputes
from relance.domain.ledger.invoices import BILLS, Item
from relance.domain.ledger.payments import Payment
from relance.domain.ledger.return_reasons import ACCOUNT_CLOSED, DEBIT_REFUSED, NO_FUNDS
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import task_id


def after_return(
    before: Account, after: Account, payment: Payment, reason: str, on: date, now: datetime
) -> Account:
    """The account with what a return asks of a person, or disputes, about what is open again."""
    items = _open_again(before, after)
    if not items:
        return after
    cause = f"{payment.payment_id}/{payment.reversed_minor}"
    if reason in DEBIT_REFUSED:
        after = with_disputes(after, _disputes(items, cause, on, now))
    ids = tuple(item.item_id for item in items)
    tasks = tuple(
        OpenTask(task_id(kind, cause), kind, now, payment.currency, ids, asked_on=on, due_on=on)
        for kind in _asked(items, payment, reason)
    )
    return replace(after, tasks=(*after.tasks, *tasks))


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
        identity = task_id("dispute", f"{cause}/{invoice.invoice_id}")
        yield Dispute(
            identity, invoice.invoice_id, invoice.currency, "debit_refused", on, now, "bank"
        )
