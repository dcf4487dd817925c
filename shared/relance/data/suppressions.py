"""The tenant's own suppression list: addresses, as digests, that mail no longer goes to (D6)."""

from datetime import datetime

from relance.data.account_rows import AccountRow, stamp, suppression
from relance.data.transaction import Write, put


def stop(tenant_id: str, digest: str, why: str, at: datetime) -> Write:
    """Puts an address on the list; doing it again changes nothing that matters."""
    row: AccountRow = suppression(tenant_id, digest)
    row.doc = {"why": why, "at": stamp(at)}
    return put(row, "suppression")
