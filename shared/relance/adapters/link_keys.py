"""The keys that sign the links, from Secrets Manager (R26): {"k1": "...", "k2": "..."}.

The highest name in natural order signs (k10 after k9), all of them verify: to rotate, add a key.
"""

import json
import re
import time
from functools import lru_cache

from relance import config
from relance.adapters.clients import client

CACHED_SECONDS = 300
REREAD_SECONDS = 30


def keys() -> tuple[str, ...]:
    """The keys, the one that signs last; at most five minutes old."""
    return _kept(int(time.monotonic() // CACHED_SECONDS))


def fresh_keys() -> tuple[str, ...]:
    """The keys, at most half a minute old: for a signature that `keys` does not explain.

    A sender may sign with a key that was added since; a stranger cannot cause a call a request.
    """
    return _reread(int(time.monotonic() // REREAD_SECONDS))


@lru_cache(maxsize=1)
def _kept(period: int) -> tuple[str, ...]:
    return _read()


@lru_cache(maxsize=1)
def _reread(period: int) -> tuple[str, ...]:
    return _read()


def _read() -> tuple[str, ...]:
    return named_keys(config.link_keys_secret())


def named_keys(secret_id: str) -> tuple[str, ...]:
    """The keys of a secret, the one that signs last."""
    answer = client("secretsmanager").get_secret_value(SecretId=secret_id)
    named: dict[str, str] = json.loads(answer["SecretString"])
    return tuple(named[name] for name in sorted(named, key=_natural))


def _natural(name: str) -> list[tuple[int, str]]:
    pieces = re.findall(r"\d+|\D+", name)
    return [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces]
