"""In which account an invoice is filed (R20): one strongly consistent read by its id alone."""

from relance.data.account_rows import AccountRow, pointer
from relance.data.transaction import Write, check


def account_of(tenant_id: str, invoice_id: str) -> str | None:
    """The id of the account that holds the invoice, open or closed; None where it is unknown."""
    key = pointer(tenant_id, invoice_id)
    try:
        row = AccountRow.get(key.pk, key.sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    account_id: str = row.doc["account_id"]
    return account_id


def unfiled(tenant_id: str, invoice_id: str) -> Write:
    """Requires that the invoice is still unknown; a commit is refused with `unfiled` otherwise."""
    return check(pointer(tenant_id, invoice_id), "unfiled", AccountRow.pk.does_not_exist())
