"""The call tasks of a tenant's day, counted in the transaction that makes them (D8).

<tenant>   calls    the day, how many by owner; `version` is an optimistic lock
"""

from relance.data.codec import encode
from relance.data.tenants import CALLS, TenantRow
from relance.data.transaction import Required, Write, put
from relance.domain.creditor.call_counts import CallCounts
from relance.domain.errors import CallsCounted


def counted(tenant_id: str, seen: CallCounts, after: CallCounts) -> Write:
    """Keeps the counts; refused with CallsCounted where others counted since `seen`."""
    row = TenantRow(tenant_id, CALLS, doc=encode(after), version=seen.version + 1)
    unchanged = TenantRow.version == seen.version
    condition = unchanged if seen.version else TenantRow.pk.does_not_exist()
    return put(row, Required(condition, CallsCounted(tenant_id)))
