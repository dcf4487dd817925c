"""Webhook endpoints: found by ids that only we can make, with their secrets (R22)."""

import hashlib
import time
from base64 import b32encode
from functools import lru_cache

from relance.adapters import endpoint_ids, parameters
from relance.data import endpoint_rows
from relance.data.endpoint_rows import OldEndpoints
from relance.domain.creditor.endpoint import Endpoint
from relance.domain.errors import Unavailable

CACHED_SECONDS = 300
REREAD_SECONDS = 30
MOST_CACHED = 1024
_MOVING_SECONDS = 4.0  # of one request, which has ten


def name_of(tenant_id: str, provider: str) -> str:
    """What the endpoint of a provider is called, always the same."""
    digest = hashlib.sha256(f"webhook\x1f{tenant_id}\x1f{provider}".encode()).digest()
    return b32encode(digest).decode().lower()[:26]


def known_name(endpoint_id: str) -> str | None:
    """The name that an id of ours holds; nothing is asked of AWS about a stranger's.

    Ids from before there was a proof are those of one list, which is read every five minutes.
    """
    name = endpoint_ids.name_in(endpoint_id)
    if name is None and endpoint_ids.is_old(endpoint_id):
        period = int(time.monotonic() // CACHED_SECONDS)
        return endpoint_id if endpoint_id in _old_names(period) else None
    return name


def endpoint(name: str) -> Endpoint | None:
    """The endpoint, at most five minutes old; that one is gone is believed for half a minute."""
    period = int(time.monotonic() // CACHED_SECONDS)
    return _kept(name, period) or fresh_endpoint(name)


def fresh_endpoint(name: str) -> Endpoint | None:
    """The endpoint, at most half a minute old: for a signature that `endpoint` does not explain.

    A provider may sign with a secret that was added since; a stranger cannot cause a call a
    request.
    """
    return _reread(name, int(time.monotonic() // REREAD_SECONDS))


@lru_cache(maxsize=MOST_CACHED)
def _kept(name: str, period: int) -> Endpoint | None:
    return fresh_endpoint(name)


@lru_cache(maxsize=MOST_CACHED)
def _reread(name: str, period: int) -> Endpoint | None:
    return endpoint_rows.load(name)


@lru_cache(maxsize=1)
def _old_names(period: int) -> frozenset[str]:
    """The names of endpoints from before, all of which are rows; the first to ask moves them.

    Raises Unavailable while there are more than one request can move: providers deliver again.
    """
    old = endpoint_rows.old_endpoints()
    until = time.monotonic() + _MOVING_SECONDS
    while not old.done:
        old = _moved_on(old)
        if not old.done and time.monotonic() > until:
            raise Unavailable("webhook endpoints are being moved")
    return old.names


def _moved_on(old: OldEndpoints) -> OldEndpoints:
    """One page more; kept, so that whoever asks next goes on behind it."""
    found, after = parameters.old_endpoints(old.after)
    for name, one in found.items():
        endpoint_rows.move(name, one)
    moved = OldEndpoints(old.names | found.keys(), after, done=after is None)
    endpoint_rows.record_old(moved)
    return moved
