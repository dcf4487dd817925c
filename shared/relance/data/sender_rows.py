"""Rows of the table `tenants`: what each tenant asked to send as, and whose each identity is (R49).

<tenant>           sender#<name>   token, when it was asked for, since when it is bound
#identity#<name>   binding         `holder`: the one tenant whose it is
"""

from collections.abc import Iterable, Sequence

from pynamodb.exceptions import PutError

from relance.data.codec import decode, encode
from relance.data.stored import GONE_WRONG, reading
from relance.data.tenants import TenantRow
from relance.data.transaction import (
    CONDITION_FAILED,
    Required,
    Write,
    check,
    code_of,
    commit,
    delete,
    put,
)
from relance.domain.creditor.sender_identity import SenderIdentity, names_over
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Refused, SenderTaken

_BINDING = "binding"


def _of_identity(name: str) -> str:
    return f"#identity#{name}"


def ask(identity: SenderIdentity) -> SenderIdentity:
    """The identity as asked for; one that was asked for before keeps its token."""
    row = _asked(identity)
    try:
        row.save(condition=TenantRow.pk.does_not_exist())
    except PutError as error:
        if code_of(error) != CONDITION_FAILED:
            raise
        return load(identity.tenant_id, identity.name) or identity
    return identity


def load(tenant_id: str, name: str) -> SenderIdentity | None:
    """What the tenant asked for under that name; raises Unreadable."""
    try:
        row = TenantRow.get(tenant_id, f"sender#{name}", consistent_read=True)
    except TenantRow.DoesNotExist:
        return None
    with reading(tenant_id, "#settings", row.sk):
        return decode(SenderIdentity, row.doc)


def of_tenant(tenant_id: str) -> list[SenderIdentity]:
    """All that the tenant asked for, by name; raises Unreadable."""
    begins = TenantRow.sk.startswith("sender#")
    found = []
    for row in TenantRow.query(tenant_id, begins, consistent_read=True):
        with reading(tenant_id, "#settings", row.sk):
            found.append(decode(SenderIdentity, row.doc))
    return found


def bind(identity: SenderIdentity, also: Sequence[Write] = ()) -> None:
    """Makes the identity the tenant's, in one transaction: of two who prove it one has it.

    Refused with SenderTaken where it, or a name above it, is another's; `also` is written with it.
    """
    tenant_id, name = identity.tenant_id, identity.name
    row = TenantRow(_of_identity(name), _BINDING, holder=tenant_id)
    above = [one for one in names_over(name) if one != name]
    commit(
        [
            put(row, _ours(tenant_id, name)),
            put(_asked(identity)),
            *(check(TenantRow(_of_identity(a), _BINDING), _ours(tenant_id, a)) for a in above),
            *also,
        ]
    )


def drop(tenant_id: str, name: str) -> None:
    """Forgets what was asked for, and that it was the tenant's; another's binding stays."""
    row = TenantRow(_of_identity(name), _BINDING)
    asked = TenantRow(tenant_id, f"sender#{name}")
    try:
        commit([delete(row, _ours(tenant_id, name)), delete(asked)])
    except Refused:
        commit([delete(asked)])


def _ours(tenant_id: str, name: str) -> Required:
    free = TenantRow.holder.does_not_exist() | (TenantRow.holder == tenant_id)
    return Required(free, SenderTaken(name))


def _asked(identity: SenderIdentity) -> TenantRow:
    return TenantRow(identity.tenant_id, f"sender#{identity.name}", doc=encode(identity))


def holders(names: Iterable[str]) -> dict[str, str]:
    """Whose each of the names is, strongly consistent; those that are nobody's are left out."""
    keys = binding_keys(names)
    return holders_in(TenantRow.batch_get(keys, consistent_read=True) if keys else ())


def binding_keys(names: Iterable[str]) -> list[tuple[str, str]]:
    """The keys of the rows that say whose the names are."""
    return [(_of_identity(name), _BINDING) for name in sorted(set(names))]


_UNKNOWN = "#"  # whose it is cannot be read: nobody's name, so that nobody may send as it (R46)


def holders_in(rows: Iterable[TenantRow]) -> dict[str, str]:
    """Whose the names are, by the rows that say it."""
    found: dict[str, str] = {}
    for row in rows:
        name = row.pk.removeprefix("#identity#")
        try:
            if row.holder:
                found[name] = row.holder
        except GONE_WRONG:
            found[name] = _UNKNOWN
    return found


def as_decided(tenant: Tenant, names: Iterable[str]) -> tuple[bool, dict[str, str]]:
    """Whether nobody wrote the settings since they were read, and whose the names are: one read."""
    keys = binding_keys(names)
    rows = TenantRow.batch_get([(tenant.tenant_id, "settings"), *keys], consistent_read=True)
    found = {row.pk: row for row in rows}
    settings = found.pop(tenant.tenant_id, None)
    same = settings is not None and int(settings.version or 0) == tenant.version
    return same, holders_in(found.values())
