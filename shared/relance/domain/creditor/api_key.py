"""API keys as text: `rl_<id>_<secret>`; only the secret's digest is ever kept (R25)."""

import hashlib
import hmac
import re

SCOPES = ("ledger", "admin")
_FORM = re.compile(r"rl_([a-z2-7]{13})_([a-z2-7]{52})")


def key_text(key_id: str, secret: str) -> str:
    """The key as its holder sees it, once."""
    return f"rl_{key_id}_{secret}"


def parse_key(text: str) -> tuple[str, str] | None:
    """The id and the secret of a key, or None for any other text."""
    found = _FORM.fullmatch(text)
    return (found[1], found[2]) if found else None


def digest_of(secret: str) -> str:
    """What is stored in place of the secret: it has 256 random bits, so SHA-256 suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, digest: str) -> bool:
    """Whether this is the secret of that digest, in a time that tells nothing about it."""
    return hmac.compare_digest(digest_of(secret), digest)
