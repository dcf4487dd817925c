"""A credit note that is no more: its invoice owes again what the note had settled (R40)."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.booking.booking import find
from relance.domain.booking.credit_notes import exchanged
from relance.domain.ledger.invoices import DocumentType, Invoice


def must_withdraw(before: Invoice, wanted: Invoice) -> bool:
    """Whether a credit note that comes again gives less than was spent of it, or elsewhere."""
    if before.document_type is not DocumentType.CREDIT_NOTE:
        return False
    another = (wanted.document_type, wanted.corrects) != (before.document_type, before.corrects)
    return another or wanted.total_minor < before.paid_minor


def without_credit(account: Account, note: Invoice) -> Account:
    """The account in which nothing is spent of the note, and what it answered waits again.

    A dispute that was upheld waits for its credit; where the ladder had begun anew, it begins
    where it did before.
    """
    for invoice in account.invoices:
        kept = tuple(entry for entry in invoice.allocations if not entry.by_note(note.invoice_id))
        if kept != invoice.allocations:
            account = exchanged(account, replace(invoice, allocations=kept))
    for dispute in account.disputes:
        if dispute.credited_by == note.invoice_id:
            awaited = replace(dispute, credited_on=None, credited_by=None, ladder_before_on=None)
            others = tuple(awaited if d is dispute else d for d in account.disputes)
            account = replace(account, disputes=others)
            if invoice_of := find(account, dispute.invoice_id):
                begun = replace(invoice_of, ladder_from_on=dispute.ladder_before_on)
                account = exchanged(account, begun)
    here = find(account, note.invoice_id)
    return exchanged(account, replace(here, allocations=())) if here else account
