"""Who sent a webhook: HMAC over the raw body, as Stripe and Standard Webhooks sign it.

Both schemes are a few lines; the providers' libraries are in the tests, not on the cold path
(facts 2.1, 2.5, 2.6).
"""

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from relance.domain.errors import Invalid

TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"
_STANDARD_KEY_BYTES = range(24, 65)
_STRIPE_SECRET_CHARACTERS = 16

type Verify = Callable[[Mapping[str, str], bytes, Sequence[str], datetime], None]


def verify_stripe(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime
) -> None:
    """Raises Invalid unless `Stripe-Signature` holds one of ours: t=<unix>,v1=<hex>[,v1=<hex>]."""
    name = "stripe-signature"
    pairs = [pair.partition("=")[::2] for pair in _header(headers, name).split(",")]
    sent_at = next((value for key, value in pairs if key.strip() == "t"), "")
    _require_fresh(name, sent_at, now)
    # The secret is used as text, with its prefix: unlike Standard Webhooks.
    keys = (secret.encode() for secret in secrets if secret)
    given = [value.strip() for key, value in pairs if key.strip() == "v1"]
    expected = (_digest(key, sent_at, body).hex() for key in keys)
    _require_match(name, given, expected)


def verify_standard(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime
) -> None:
    """Raises Invalid unless `webhook-signature` holds one of ours: v1,<base64>, space-separated."""
    name = "webhook-signature"
    message_id, sent_at = _header(headers, "webhook-id"), _header(headers, "webhook-timestamp")
    _require_fresh("webhook-timestamp", sent_at, now)
    versions = [part.partition(",")[::2] for part in _header(headers, name).split(" ")]
    given = [value for version, value in versions if version == "v1"]
    keys = (key for secret in secrets if (key := standard_key(secret)))
    expected = (b64encode(_digest(key, message_id, sent_at, body)).decode() for key in keys)
    _require_match(name, given, expected)


def standard_key(secret: str) -> bytes | None:
    """The key that a Standard Webhooks secret stands for; None when it is none."""
    try:
        key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) in _STANDARD_KEY_BYTES else None


def usable(provider: str, secret: str) -> bool:
    """Whether a secret is one that this provider issues; an empty one would verify anything."""
    if provider == "standard":
        return standard_key(secret) is not None
    return len(secret) >= _STRIPE_SECRET_CHARACTERS and secret.isascii() and secret.isprintable()


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name)
    if not value:
        raise Invalid(name, "this header is missing")
    return value


def _require_fresh(name: str, sent_at: str, now: datetime) -> None:
    """Refuses what is older, or further ahead, than the tolerance: a replay or a wrong clock."""
    if not (sent_at.isascii() and sent_at.isdecimal() and len(sent_at) <= 12):
        raise Invalid(name, "the time of signing is missing or is no number of seconds")
    if abs(now.timestamp() - int(sent_at)) > TOLERANCE_SECONDS:
        raise Invalid(name, "signed too long ago, or by a clock that is wrong")


def _digest(key: bytes, *parts: str | bytes) -> bytes:
    signed = b".".join(part.encode() if isinstance(part, str) else part for part in parts)
    return hmac.new(key, signed, hashlib.sha256).digest()


def _require_match(name: str, given: Sequence[str], expected: Iterable[str]) -> None:
    """In constant time for each pair; as bytes, since text beyond ASCII cannot be compared."""
    for mine in expected:
        for theirs in given:
            if hmac.compare_digest(mine.encode(), theirs.encode()):
                return
    raise Invalid(name, "no signature is ours")
