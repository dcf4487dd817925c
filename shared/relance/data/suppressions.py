"""The tenant's own suppression list: addresses, as digests, that mail no longer goes to (D6).

A stop is two rows. `suppression` is what each transaction that writes to an address without noting
it requires not to be, and the only one that versions of before know, also those that still run
while a new one is deployed. `contacts` has the version on which the reservation of a contact
depends anyway: a stop moves it, so that one condition tells both. Who reads an address takes it
for stopped where either row says so.
"""

from datetime import datetime

from relance.data.account_rows import AccountRow, address, stamp, suppression
from relance.data.transaction import Required, Write, check, put, update
from relance.domain.errors import AddressStopped


def stop(tenant_id: str, digest: str, why: str, at: datetime) -> list[Write]:
    """Puts an address on the list; doing it again changes nothing that matters.

    A reservation that read the address before is refused with AddressContacted.
    """
    listed: AccountRow = suppression(tenant_id, digest)
    listed.doc = {"why": why, "at": stamp(at)}
    stopped = update(
        AccountRow(address(tenant_id, digest), "contacts"),
        AccountRow.doc.set(AccountRow.doc | []),  # what was sent to it stays
        AccountRow.state.set(why),
        AccountRow.version.add(1),
    )
    return [put(listed), stopped]


def not_stopped(tenant_id: str, digest: str) -> Write:
    """Refuses the transaction with AddressStopped when mail to the address stopped."""
    free = Required(AccountRow.pk.does_not_exist(), AddressStopped(digest))
    return check(suppression(tenant_id, digest), free)
