"""Rows of the table `api_keys`: webhook endpoints and their secrets, encrypted at rest (R22).

endpoint#<name>   whose it is, of which provider, the secrets that it signs with
endpoint#old      the names that were given out before ids had a proof, and how far they are moved
"""

from dataclasses import dataclass

from pynamodb.attributes import BooleanAttribute, ListAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError

from relance import config
from relance.data.connections import TimedRow
from relance.data.transaction import CONDITION_FAILED, code_of
from relance.domain.creditor.endpoint import Endpoint

_OLD = "endpoint#old"


class EndpointRow(TimedRow):
    """One endpoint, or what is known of the old ones."""

    class Meta:
        table_name = config.api_keys_table()

    key_id = UnicodeAttribute(hash_key=True)
    tenant_id = UnicodeAttribute(null=True)
    provider = UnicodeAttribute(null=True)
    secrets: ListAttribute[str] = ListAttribute(null=True)
    names: ListAttribute[str] = ListAttribute(null=True)
    after = UnicodeAttribute(null=True)
    done = BooleanAttribute(null=True)


@dataclass(frozen=True, slots=True)
class OldEndpoints:
    """The names without a proof that hold; `done` when all of them are rows."""

    names: frozenset[str] = frozenset()
    after: str | None = None
    done: bool = False


def _row(name: str, endpoint: Endpoint) -> EndpointRow:
    return EndpointRow(
        f"endpoint#{name}",
        tenant_id=endpoint.tenant_id,
        provider=endpoint.provider,
        secrets=[*endpoint.secrets],
    )


def load(name: str) -> Endpoint | None:
    """The endpoint of that name, as it is kept now."""
    try:
        row = EndpointRow.get(f"endpoint#{name}", consistent_read=True)
    except EndpointRow.DoesNotExist:
        return None
    return Endpoint(row.tenant_id, row.provider, tuple(row.secrets))


def keep(name: str, endpoint: Endpoint) -> None:
    """Keeps the endpoint, replacing its secrets."""
    _row(name, endpoint).save()


def move(name: str, endpoint: Endpoint) -> None:
    """Keeps an endpoint that was elsewhere, unless its secrets were set here since."""
    try:
        _row(name, endpoint).save(condition=EndpointRow.key_id.does_not_exist())
    except PutError as error:
        if code_of(error) != CONDITION_FAILED:
            raise


def old_endpoints() -> OldEndpoints:
    """What is known of the endpoints from before."""
    try:
        row = EndpointRow.get(_OLD, consistent_read=True)
    except EndpointRow.DoesNotExist:
        return OldEndpoints()
    return OldEndpoints(frozenset(row.names or ()), row.after, bool(row.done))


def record_old(old: OldEndpoints) -> None:
    """Keeps how far they are moved."""
    EndpointRow(_OLD, names=sorted(old.names), after=old.after, done=old.done).save()
