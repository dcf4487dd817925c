"""The table `api_keys`: SHA-256 of each key's secret, and whose it is (R25).

<key id>          a key
endpoint#<name>   a webhook endpoint (data/endpoint_rows)
"""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, ListAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError

from relance import config
from relance.data.connections import TimedRow
from relance.data.transaction import CONDITION_FAILED, code_of
from relance.domain.errors import NotFound


class ApiKeyRow(TimedRow):
    """One key, of which the secret itself is never stored; or a webhook endpoint."""

    class Meta:
        table_name = config.api_keys_table()

    key_id = UnicodeAttribute(hash_key=True)
    tenant_id = UnicodeAttribute(null=True)
    secret_sha256 = UnicodeAttribute(null=True)
    scopes: ListAttribute[str] = ListAttribute(null=True)
    name = UnicodeAttribute(null=True)
    created_at = UnicodeAttribute(null=True)
    revoked_at = UnicodeAttribute(null=True)
    provider = UnicodeAttribute(null=True)
    secrets: ListAttribute[str] = ListAttribute(null=True)
    names: ListAttribute[str] = ListAttribute(null=True)
    after = UnicodeAttribute(null=True)
    done = BooleanAttribute(null=True)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as stored: the digest of its secret, its tenant and its scopes."""

    key_id: str
    tenant_id: str
    secret_sha256: str
    scopes: tuple[str, ...]
    created_at: datetime
    name: str | None = None
    revoked_at: datetime | None = None


def load(key_id: str) -> ApiKey | None:
    """The key of that id, revoked or not; one strongly consistent read."""
    try:
        row = ApiKeyRow.get(key_id, consistent_read=True)
    except ApiKeyRow.DoesNotExist:
        return None
    revoked_at = datetime.fromisoformat(row.revoked_at) if row.revoked_at else None
    return ApiKey(
        row.key_id,
        row.tenant_id,
        row.secret_sha256,
        tuple(row.scopes),
        datetime.fromisoformat(row.created_at),
        row.name,
        revoked_at,
    )


def create(key: ApiKey) -> None:
    """Stores a new key; an id that exists already is refused by DynamoDB."""
    row = ApiKeyRow(
        key.key_id,
        tenant_id=key.tenant_id,
        secret_sha256=key.secret_sha256,
        scopes=[*key.scopes],
        name=key.name,
        created_at=key.created_at.isoformat(),
    )
    row.save(condition=ApiKeyRow.key_id.does_not_exist())


def revoke(tenant_id: str, key_id: str, at: datetime) -> None:
    """Ends a key of this tenant at once; raises NotFound for any other."""
    try:
        ApiKeyRow(key_id).update(
            actions=[ApiKeyRow.revoked_at.set(at.isoformat())],
            condition=ApiKeyRow.tenant_id == tenant_id,
        )
    except UpdateError as error:
        if code_of(error) != CONDITION_FAILED:
            raise
        raise NotFound("api_key", key_id) from error
