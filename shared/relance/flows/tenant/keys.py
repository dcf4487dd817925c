"""An API key is made, shown once, and revoked (R25)."""

import secrets
from base64 import b32encode
from datetime import datetime

from relance.data import api_keys
from relance.data.api_keys import ApiKey
from relance.domain.creditor.api_key import digest_of, key_text

ID_BYTES, SECRET_BYTES = 8, 32


def create_key(
    tenant_id: str, scopes: tuple[str, ...], name: str | None, now: datetime
) -> tuple[ApiKey, str]:
    """The key as kept, and its text, which nobody can show again."""
    key_id, secret = _random(ID_BYTES), _random(SECRET_BYTES)
    key = ApiKey(key_id, tenant_id, digest_of(secret), scopes, now, name)
    api_keys.create(key)
    return key, key_text(key_id, secret)


def revoke_key(tenant_id: str, key_id: str, now: datetime) -> None:
    """Ends a key of this tenant at once; raises NotFound for any other."""
    api_keys.revoke(tenant_id, key_id, now)


def _random(size: int) -> str:
    return b32encode(secrets.token_bytes(size)).decode().lower().rstrip("=")
