"""Whose mail may leave: a tenant whose sender is another's, or withdrawn, is silent (R49)."""

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from relance.data import sender_rows
from relance.domain.creditor.sender_identity import may_send, names_over
from relance.domain.creditor.tenant import Tenant


@cache
def _last_names() -> dict[str, tuple[str, ...]]:
    """Over whose names each tenant last sent, in this process: what to ask for with its settings.

    A guess saves a request; what it does not name is asked for.
    """
    return {}


def guessed(tenant_ids: Iterable[str]) -> frozenset[str]:
    """The names over which these tenants may send, as far as this process has seen."""
    last = _last_names()
    return frozenset(name for tenant_id in tenant_ids for name in last.get(tenant_id, ()))


def withdrawn(
    tenants: Iterable[Tenant],
    asked: frozenset[str] = frozenset(),
    found: Mapping[str, str] = MappingProxyType({}),
) -> frozenset[str]:
    """The tenants whose address is not theirs, or theirs no more.

    `found` says whose those of the names are that were `asked` for with the settings; one request
    for all others.
    """
    names = {t.tenant_id: (t, _names(t)) for t in tenants if t.from_email}
    _last_names().update({tenant_id: over for tenant_id, (_, over) in names.items()})
    missing = {name for _, over in names.values() for name in over} - asked
    holders = {**found, **sender_rows.holders(missing)}
    return frozenset(name for name, (tenant, _) in names.items() if not may_send(tenant, holders))


def as_decided(tenant: Tenant) -> bool:
    """Whether the tenant is as it was read, its sender its own: one strongly consistent read."""
    same, holders = sender_rows.as_decided(tenant, _names(tenant))
    return same and may_send(tenant, holders)


def _names(tenant: Tenant) -> tuple[str, ...]:
    return names_over(tenant.from_email.lower()) if tenant.from_email else ()
