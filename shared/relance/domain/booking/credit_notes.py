"""Credit notes and the invoices that they settle (R31)."""

from dataclasses import replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.ledger.invoices import Allocation, DocumentType, Invoice, open_minor


def apply_credit_notes(account: Account, now: datetime) -> Account:
    """The account with credit notes spent on the invoices that they fully settle together.

    A note and its invoice are closed together; before, the note lowers what is demanded.
    """
    for invoice in account.invoices:
        notes = [note for note in account.invoices if _corrects(note, invoice)]
        if 0 < open_minor(invoice) <= sum(open_minor(note) for note in notes):
            account = _spent(account, invoice, notes, now)
    return account


def _corrects(note: Invoice, invoice: Invoice) -> bool:
    return (
        note.document_type is DocumentType.CREDIT_NOTE
        and note.corrects == invoice.invoice_id
        and note.currency == invoice.currency
        and not (note.cancelled_on or invoice.cancelled_on)
    )


def _spent(account: Account, invoice: Invoice, notes: list[Invoice], now: datetime) -> Account:
    for note in notes:
        amount_minor = min(open_minor(invoice), open_minor(note))
        if amount_minor:
            given = Allocation.by_credit(note.invoice_id, amount_minor, note.issued_on, now)
            used = Allocation(f"invoice:{invoice.invoice_id}", amount_minor, note.issued_on, now)
            invoice = with_entry(invoice, given)
            account = exchanged(account, with_entry(note, used))
    return exchanged(account, invoice)


def with_entry(invoice: Invoice, entry: Allocation) -> Invoice:
    """The invoice with one more allocation."""
    return replace(invoice, allocations=(*invoice.allocations, entry))


def exchanged(account: Account, invoice: Invoice) -> Account:
    """The account with this state of the invoice in its place."""
    return replace(
        account,
        invoices=tuple(
            invoice if i.invoice_id == invoice.invoice_id else i for i in account.invoices
        ),
    )
