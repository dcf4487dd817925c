"""Ids of webhook endpoints carry a mark that only we can make: a stranger's costs nothing (R22).

`<26 characters that name the endpoint><16 characters that prove it>`; those that were given out
before there was a proof are the first 26 alone.
"""

import hashlib
import hmac
import re
import time
from base64 import b32encode
from functools import lru_cache

from relance import config
from relance.adapters.link_keys import CACHED_SECONDS, named_keys

_PROOF_CHARACTERS = 16  # 80 bits
_SIGNED = re.compile(rf"([a-z2-7]{{26}})([a-z2-7]{{{_PROOF_CHARACTERS}}})")
_OLD = re.compile(r"[a-z2-7]{26}")


def signed(name: str) -> str:
    """The id of an endpoint, as the provider is given it."""
    return f"{name}{_proof(name, _keys()[-1])}"


def name_in(endpoint_id: str) -> str | None:
    """The name of the endpoint in an id of ours; None for any other text, without a call to AWS."""
    found = _SIGNED.fullmatch(endpoint_id)
    if found is None:
        return None
    name, proof = found.groups()
    ours = any(hmac.compare_digest(proof, _proof(name, key)) for key in _keys())
    return name if ours else None


def is_old(endpoint_id: str) -> bool:
    """Whether it may be an id from before there was a proof."""
    return _OLD.fullmatch(endpoint_id) is not None


def _proof(name: str, key: str) -> str:
    digest = hmac.new(key.encode(), f"relance.endpoint\x1f{name}".encode(), hashlib.sha256)
    return b32encode(digest.digest()).decode().lower()[:_PROOF_CHARACTERS]


def _keys() -> tuple[str, ...]:
    return _kept(int(time.monotonic() // CACHED_SECONDS))


@lru_cache(maxsize=1)
def _kept(period: int) -> tuple[str, ...]:
    return named_keys(config.endpoint_keys_secret())
