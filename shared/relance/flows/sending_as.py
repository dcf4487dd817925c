"""Whose mail may leave: a tenant whose sender is another's, or withdrawn, is silent (R49)."""

from collections.abc import Iterable

from relance.data import sender_rows
from relance.domain.creditor.sender_identity import may_send, names_over
from relance.domain.creditor.tenant import Tenant


def withdrawn(tenants: Iterable[Tenant]) -> frozenset[str]:
    """The tenants whose address is not theirs, or theirs no more; one request for all."""
    known = [tenant for tenant in tenants if tenant.from_email]
    holders = sender_rows.holders(name for tenant in known for name in _names(tenant))
    return frozenset(tenant.tenant_id for tenant in known if not may_send(tenant, holders))


def as_decided(tenant: Tenant) -> bool:
    """Whether the tenant is as it was read, its sender its own: one strongly consistent read."""
    same, holders = sender_rows.as_decided(tenant, _names(tenant))
    return same and may_send(tenant, holders)


def _names(tenant: Tenant) -> tuple[str, ...]:
    return names_over(tenant.from_email.lower()) if tenant.from_email else ()
