"""Rows of the table `api_keys`: webhook endpoints and their secrets, encrypted at rest (R22).

endpoint#<name>   whose it is, of which provider, the secrets that it signs with
endpoint#old      the names that were given out before ids had a proof, and how far they are moved
"""

from dataclasses import dataclass

from pynamodb.exceptions import PutError

from relance.data.api_keys import ApiKeyRow
from relance.data.transaction import CONDITION_FAILED, code_of
from relance.domain.creditor.endpoint import Endpoint

_OLD = "endpoint#old"


@dataclass(frozen=True, slots=True)
class OldEndpoints:
    """The names without a proof that hold; `done` when all of them are rows."""

    names: frozenset[str] = frozenset()
    after: str | None = None
    done: bool = False


def _row(name: str, endpoint: Endpoint) -> ApiKeyRow:
    return ApiKeyRow(
        f"endpoint#{name}",
        tenant_id=endpoint.tenant_id,
        provider=endpoint.provider,
        secrets=[*endpoint.secrets],
    )


def load(name: str) -> Endpoint | None:
    """The endpoint of that name, as it is kept now."""
    try:
        row = ApiKeyRow.get(f"endpoint#{name}", consistent_read=True)
    except ApiKeyRow.DoesNotExist:
        return None
    return Endpoint(row.tenant_id, row.provider, tuple(row.secrets))


def keep(name: str, endpoint: Endpoint) -> None:
    """Keeps the endpoint, replacing its secrets."""
    _row(name, endpoint).save()


def move(name: str, endpoint: Endpoint) -> None:
    """Keeps an endpoint that was elsewhere, unless its secrets were set here since."""
    try:
        _row(name, endpoint).save(condition=ApiKeyRow.key_id.does_not_exist())
    except PutError as error:
        if code_of(error) != CONDITION_FAILED:
            raise


def old_endpoints() -> OldEndpoints:
    """What is known of the endpoints from before."""
    try:
        row = ApiKeyRow.get(_OLD, consistent_read=True)
    except ApiKeyRow.DoesNotExist:
        return OldEndpoints()
    return OldEndpoints(frozenset(row.names or ()), row.after, bool(row.done))


def record_old(old: OldEndpoints) -> None:
    """Keeps how far they are moved."""
    ApiKeyRow(_OLD, names=sorted(old.names), after=old.after, done=old.done).save()
