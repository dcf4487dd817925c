"""How a fact changes an account: pure functions from file to file (R21, R22, R31).

Every function returns the account as it is after the fact. Amounts are minor units. What an
invoice received is applied to it; the rest of the money is kept as a receipt of the account.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.ledger import Allocation, DocumentType, Invoice, Receipt, open_minor


def book_invoice(account: Account, invoice: Invoice) -> Account:
    """The account with the invoice, replacing an earlier version and keeping its money."""
    before = find(account, invoice.invoice_id)
    if before:
        invoice = replace(invoice, allocations=before.allocations, recorded_at=before.recorded_at)
    others = tuple(i for i in account.invoices if i.invoice_id != invoice.invoice_id)
    return replace(account, invoices=(*others, invoice))


def find(account: Account, invoice_id: str) -> Invoice | None:
    """The open invoice of that id."""
    return next((i for i in account.invoices if i.invoice_id == invoice_id), None)


def book_money(
    account: Account,
    payment_id: str,
    currency: str,
    amounts: Mapping[str, int],
    unallocated_minor: int,
    value_on: date,
    recorded_at: datetime,
    means: str = "transfer",
) -> Account:
    """The account after a payment: `amounts` per invoice id, and what is not allocated.

    More than an invoice lacks becomes unallocated money of the account.
    """
    invoices = {invoice.invoice_id: invoice for invoice in account.invoices}
    for invoice_id, amount_minor in amounts.items():
        invoice = invoices[invoice_id]
        applied = min(amount_minor, open_minor(invoice))
        unallocated_minor += amount_minor - applied
        if applied:
            entry = Allocation(payment_id, applied, value_on, recorded_at)
            invoices[invoice_id] = replace(invoice, allocations=(*invoice.allocations, entry))
    receipts = account.receipts
    if unallocated_minor:
        receipt = Receipt(payment_id, currency, unallocated_minor, value_on, recorded_at, means)
        receipts = (*(r for r in receipts if r.payment_id != payment_id), receipt)
    return replace(account, invoices=tuple(invoices.values()), receipts=receipts)


def take_back(account: Account, payment_id: str, amount_minor: int) -> tuple[Account, int]:
    """The account after money was returned, and how much of it was not found here.

    Unallocated money goes first, then the latest allocation: the oldest debt stays paid longest.
    """
    left = amount_minor
    receipts = []
    for receipt in account.receipts:
        if receipt.payment_id == payment_id:
            taken = min(left, receipt.unallocated_minor)
            left -= taken
            receipt = replace(receipt, unallocated_minor=receipt.unallocated_minor - taken)
        if receipt.unallocated_minor:
            receipts.append(receipt)
    invoices = []
    for invoice in sorted(account.invoices, key=_oldest, reverse=True):
        invoice, left = _reverse(invoice, payment_id, left)
        invoices.append(invoice)
    return replace(account, invoices=tuple(reversed(invoices)), receipts=tuple(receipts)), left


def _oldest(invoice: Invoice) -> tuple[date, str]:
    return min(part.due_on for part in invoice.parts), invoice.invoice_id


def _reverse(invoice: Invoice, payment_id: str, left: int) -> tuple[Invoice, int]:
    allocations = []
    for entry in invoice.allocations:
        if entry.payment_id == payment_id and left:
            taken = min(left, entry.net_minor)
            left -= taken
            entry = replace(entry, reversed_minor=entry.reversed_minor + taken)
        allocations.append(entry)
    return replace(invoice, allocations=tuple(allocations)), left


def cancel_invoice(account: Account, invoice_id: str, on: date) -> Account:
    """The account without the debt; money that was on it stays with the customer."""
    invoice = find(account, invoice_id)
    assert invoice is not None
    receipts = [*account.receipts]
    for entry in invoice.allocations:
        if entry.net_minor:
            receipts.append(
                Receipt(
                    entry.payment_id,
                    invoice.currency,
                    entry.net_minor + _unallocated(receipts, entry.payment_id),
                    entry.value_on,
                    entry.recorded_at,
                )
            )
            receipts = [*_without_older(receipts)]
    gone = replace(
        invoice,
        cancelled_on=on,
        allocations=tuple(replace(e, reversed_minor=e.amount_minor) for e in invoice.allocations),
    )
    return replace(_replace(account, gone), receipts=tuple(receipts))


def _unallocated(receipts: list[Receipt], payment_id: str) -> int:
    return sum(r.unallocated_minor for r in receipts if r.payment_id == payment_id)


def _without_older(receipts: list[Receipt]) -> list[Receipt]:
    """One receipt a payment, the last one standing for all."""
    return list({receipt.payment_id: receipt for receipt in receipts}.values())


def _replace(account: Account, invoice: Invoice) -> Account:
    return replace(
        account,
        invoices=tuple(
            invoice if i.invoice_id == invoice.invoice_id else i for i in account.invoices
        ),
    )


def apply_credit_notes(account: Account, now: datetime) -> Account:
    """The account with credit notes spent on the invoices that they fully settle.

    A note and its invoice are closed together; before, the note lowers what is demanded.
    """
    for note in account.invoices:
        if note.document_type is not DocumentType.CREDIT_NOTE or not note.corrects:
            continue
        invoice = find(account, note.corrects)
        left = note.total_minor - note.paid_minor
        if invoice is None or not left or invoice.cancelled_on:
            continue
        owed = open_minor(invoice)
        if 0 < owed <= left:
            spent = Allocation(f"credit:{note.invoice_id}", owed, note.issued_on, now)
            used = Allocation(f"invoice:{invoice.invoice_id}", owed, note.issued_on, now)
            paid = replace(invoice, allocations=(*invoice.allocations, spent))
            account = _replace(_replace(account, paid), _with(note, used))
    return account


def _with(note: Invoice, entry: Allocation) -> Invoice:
    return replace(note, allocations=(*note.allocations, entry))


def is_closed(invoice: Invoice) -> bool:
    """Whether nothing can be demanded or credited any more: it leaves the hot partition (R21)."""
    return invoice.cancelled_on is not None or open_minor(invoice) == 0


def settled(account: Account, now: datetime) -> Account:
    """The account after what is settled has been closed: notes spent, answers about it dropped."""
    account = apply_credit_notes(account, now)
    open_ids = {item.item_id for item in account.items}
    open_invoices = {item.invoice.invoice_id for item in account.items}
    return replace(
        account,
        claims=tuple(c for c in account.claims if open_ids.intersection(c.item_ids)),
        promises=tuple(p for p in account.promises if open_ids.intersection(p.item_ids)),
        holds=tuple(h for h in account.holds if h.invoice_id in (None, *open_invoices)),
    )
