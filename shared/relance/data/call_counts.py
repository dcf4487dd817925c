"""The call tasks of a tenant's day, counted in the transaction that makes them (D8).

<tenant>   calls    the day, how many by owner; `version` is an optimistic lock
"""

from relance.data.codec import encode
from relance.data.tenants import CALLS, TenantRow
from relance.data.transaction import Write, put
from relance.domain.creditor.call_counts import CallCounts


def counted(tenant_id: str, seen: CallCounts, after: CallCounts) -> Write:
    """Keeps the counts; refused with the name of `lock` where others counted since `seen`."""
    row = TenantRow(tenant_id, CALLS, doc=encode(after), version=seen.version + 1)
    unchanged = TenantRow.version == seen.version
    condition = unchanged if seen.version else TenantRow.pk.does_not_exist()
    return put(row, lock(tenant_id), condition)


def lock(tenant_id: str) -> str:
    """How a refusal names the counts of a tenant."""
    return f"{tenant_id} calls"
