"""Closed invoices: kept apart, so that deciding never reads them (R21)."""

from relance.data.account_rows import AccountRow, archive
from relance.data.codec import decode
from relance.domain.ledger import Invoice


def closed_invoice(tenant_id: str, account_id: str, invoice_id: str) -> Invoice | None:
    """A closed invoice of the account, or None; strongly consistent."""
    try:
        row = AccountRow.get(
            archive(tenant_id, account_id), f"invoice#{invoice_id}", consistent_read=True
        )
    except AccountRow.DoesNotExist:
        return None
    return decode(Invoice, row.doc)
