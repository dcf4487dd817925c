"""The policies of a tenant's own, in the table `tenants`: every version that ever held (B1).

A version is written once and never changed, so that what was decided under it can be explained.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from relance.data.codec import decode, encode
from relance.data.stored import reading
from relance.data.tenants import POLICIES, TenantRow, policies_of
from relance.data.transaction import Required, Write, commit, put
from relance.domain.creditor.policy_of import Version
from relance.domain.errors import Conflict, Refused, TenantMoved
from relance.domain.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Current:
    """The tenant's own policies as they hold now, under the version of their row."""

    version: int = 0
    policies: tuple[Policy, ...] = ()


def current(tenant_id: str) -> Current:
    """What holds now, strongly consistent."""
    try:
        row = TenantRow.get(tenant_id, POLICIES, consistent_read=True)
    except TenantRow.DoesNotExist:
        return Current()
    with reading(tenant_id, "#policies", POLICIES):
        return Current(int(row.version or 0), policies_of(row))


def save(
    tenant_id: str,
    seen: Current,
    policy: Policy,
    since_at: datetime,
    author: str,
    also: Sequence[Write] = (),
) -> None:
    """Makes this version hold; raises Conflict when somebody set a policy since `seen` was read.

    `also` is written with it, or nothing is.
    """
    others = (one for one in seen.policies if one.policy_id != policy.policy_id)
    kept = sorted([*others, policy], key=lambda one: one.policy_id)
    row = TenantRow(tenant_id, POLICIES, doc=encode(kept), version=seen.version + 1)
    version = TenantRow(tenant_id, _place(policy.policy_id, policy.version))
    version.doc = encode(Version(policy, since_at, author))
    unseen = TenantRow.version == seen.version if seen.version else TenantRow.pk.does_not_exist()
    absent, moved = TenantRow.pk.does_not_exist(), TenantMoved(tenant_id)
    try:
        commit([put(row, Required(unseen, moved)), put(version, Required(absent, moved)), *also])
    except Refused as error:
        raise Conflict("a policy was changed by somebody else", "version") from error


def versions(tenant_id: str, policy_id: str) -> Iterator[Version]:
    """The versions that the tenant set, oldest first."""
    begins = TenantRow.sk.startswith(f"policy#{policy_id}#")
    rows = TenantRow.query(tenant_id, begins, consistent_read=True)
    for row in rows:
        yield _version_in(tenant_id, row)


def version(tenant_id: str, policy_id: str, number: int) -> Version | None:
    """One version that the tenant set."""
    try:
        row = TenantRow.get(tenant_id, _place(policy_id, number), consistent_read=True)
    except TenantRow.DoesNotExist:
        return None
    return _version_in(tenant_id, row)


def _version_in(tenant_id: str, row: TenantRow) -> Version:
    with reading(tenant_id, "#policies", row.sk):
        return decode(Version, row.doc)


def _place(policy_id: str, number: int) -> str:
    return f"policy#{policy_id}#{number:06d}"
