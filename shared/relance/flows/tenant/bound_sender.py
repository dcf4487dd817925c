"""Whether an address is a tenant's own, whatever it had set before (R49)."""

from relance.data import sender_rows
from relance.domain.creditor.sender_identity import holder_of, names_over


def is_bound(tenant_id: str, address: str) -> bool:
    """Whether the nearest binding of the address, of it or a domain over it, is the tenant's."""
    name = address.lower()
    return holder_of(name, sender_rows.holders(names_over(name))) == tenant_id
