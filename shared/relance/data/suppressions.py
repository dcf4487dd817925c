"""The tenant's own suppression list: addresses, as digests, that mail no longer goes to (D6)."""

from datetime import datetime

from relance.data.account_rows import AccountRow, stamp, suppression
from relance.data.transaction import Write, check, put


def stop(tenant_id: str, digest: str, why: str, at: datetime) -> Write:
    """Puts an address on the list; doing it again changes nothing that matters."""
    row: AccountRow = suppression(tenant_id, digest)
    row.doc = {"why": why, "at": stamp(at)}
    return put(row, "suppression")


def not_stopped(tenant_id: str, digest: str, name: str) -> Write:
    """Refuses the transaction, by that name, when mail to the address stopped."""
    return check(suppression(tenant_id, digest), name, AccountRow.pk.does_not_exist())
