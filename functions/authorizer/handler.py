"""Whose API key is this? Anything but a clear answer lets nobody in (R25)."""

import logging
from typing import Any

from relance.data import api_keys
from relance.domain.creditor.api_key import matches, parse_key
from relance.time_limits import within_time

REFUSED: dict[str, Any] = {"isAuthorized": False}


@within_time
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """The simple response of an HTTP API authorizer, payload 2.0."""
    try:
        return _answer(event["headers"]["authorization"])
    except Exception as error:
        # The name alone: a message could hold the key.
        logging.getLogger().error("authorizer failed: %s", type(error).__name__)
        return REFUSED


def _answer(header: str) -> dict[str, Any]:
    scheme, _, text = header.strip().partition(" ")
    parsed = parse_key(text.strip()) if scheme.lower() == "bearer" else None
    if parsed is None:
        return REFUSED
    key_id, secret = parsed
    key = api_keys.load(key_id)
    if key is None or key.revoked_at or not matches(secret, key.secret_sha256):
        return REFUSED
    said = {"tenant_id": key.tenant_id, "scopes": " ".join(key.scopes), "key_id": key.key_id}
    return {"isAuthorized": True, "context": said}
