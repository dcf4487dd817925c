"""How an amended document changes an account: what was paid too much stays the customer's (R31)."""

from dataclasses import replace
from datetime import date

from relance.domain.account.account import Account
from relance.domain.booking.booking import book_invoice, find, with_receipt
from relance.domain.ledger.invoices import Allocation, DocumentType, Invoice, Receipt


def amend_invoice(account: Account, invoice: Invoice) -> Account:
    """The account with the invoice as it reads now.

    Money beyond a lowered total leaves the invoice, latest first, and becomes unallocated. It was
    not returned: the allocation shrinks, so that nobody is told that a payment came back.
    """
    after = book_invoice(account, invoice)
    booked = find(after, invoice.invoice_id)
    assert booked is not None
    kept, freed = _fitting(booked)
    if not freed or booked.document_type is DocumentType.CREDIT_NOTE:
        return after
    others = tuple(i for i in after.invoices if i.invoice_id != invoice.invoice_id)
    receipts = after.receipts
    for entry in freed:
        more = Receipt(
            entry.payment_id, booked.currency, entry.amount_minor, entry.value_on, entry.recorded_at
        )
        receipts = with_receipt(receipts, more)
    return replace(after, invoices=(*others, replace(booked, allocations=kept)), receipts=receipts)


def begun_anew(before: Invoice, wanted: Invoice, today: date) -> Invoice:
    """The invoice with where its ladder begins: anew when a factor gave it back (practice 1)."""
    if before.assigned_to and not wanted.assigned_to:
        return replace(wanted, ladder_from_on=today, taken_back_on=today)
    start_on, back_on = before.ladder_from_on, before.taken_back_on
    return replace(wanted, ladder_from_on=start_on, taken_back_on=back_on)


def _fitting(invoice: Invoice) -> tuple[tuple[Allocation, ...], tuple[Allocation, ...]]:
    """The allocations that the total still holds, and what of them it does not."""
    excess = max(invoice.paid_minor - invoice.total_minor, 0)
    kept: list[Allocation] = []
    freed: list[Allocation] = []
    for entry in reversed(invoice.allocations):
        taken = min(excess, entry.net_minor)
        excess -= taken
        if taken:
            freed.append(replace(entry, amount_minor=taken, reversed_minor=0, refunded_minor=0))
            entry = replace(entry, amount_minor=entry.amount_minor - taken)
        if entry.amount_minor:
            kept.append(entry)
    return tuple(reversed(kept)), tuple(reversed(freed))
