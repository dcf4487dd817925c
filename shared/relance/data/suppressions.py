"""The tenant's own suppression list: addresses, as digests, that mail no longer goes to (D6)."""

from datetime import datetime

from relance.data.account_rows import AccountRow, stamp, suppression
from relance.data.transaction import Required, Write, check, put
from relance.domain.errors import AddressStopped


def stop(tenant_id: str, digest: str, why: str, at: datetime) -> Write:
    """Puts an address on the list; doing it again changes nothing that matters."""
    row: AccountRow = suppression(tenant_id, digest)
    row.doc = {"why": why, "at": stamp(at)}
    return put(row)


def not_stopped(tenant_id: str, digest: str) -> Write:
    """Refuses the transaction with AddressStopped when mail to the address stopped."""
    free = Required(AccountRow.pk.does_not_exist(), AddressStopped(digest))
    return check(suppression(tenant_id, digest), free)
