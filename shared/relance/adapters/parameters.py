"""Webhook endpoints in SSM: whose they are, and the secrets that sign for them (R22).

`<WEBHOOK_PARAMETERS>/<endpoint_id>` is a SecureString:
{"tenant_id": "...", "provider": "stripe", "secrets": ["whsec_..."]}.
"""

import json
import time
from dataclasses import dataclass, field
from functools import lru_cache

from botocore.exceptions import ClientError

from relance import config
from relance.adapters.clients import client

CACHED_SECONDS = 300
REREAD_SECONDS = 30
MOST_CACHED = 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One provider of one tenant; the secrets never appear in a log or a trace."""

    tenant_id: str
    provider: str
    secrets: tuple[str, ...] = field(repr=False)


def endpoint(endpoint_id: str) -> Endpoint | None:
    """The endpoint, at most five minutes old; that one is unknown is believed for half a minute."""
    period = int(time.monotonic() // CACHED_SECONDS)
    return _kept(endpoint_id, period) or fresh_endpoint(endpoint_id)


def fresh_endpoint(endpoint_id: str) -> Endpoint | None:
    """The endpoint, at most half a minute old: for a signature that `endpoint` does not explain.

    A provider may sign with a secret that was added since; a stranger cannot cause a call a
    request.
    """
    return _reread(endpoint_id, int(time.monotonic() // REREAD_SECONDS))


@lru_cache(maxsize=MOST_CACHED)
def _kept(endpoint_id: str, period: int) -> Endpoint | None:
    return fresh_endpoint(endpoint_id)


@lru_cache(maxsize=MOST_CACHED)
def _reread(endpoint_id: str, period: int) -> Endpoint | None:
    try:
        answer = client("ssm").get_parameter(Name=_name(endpoint_id), WithDecryption=True)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return None
        raise
    kept = json.loads(answer["Parameter"]["Value"])
    return Endpoint(kept["tenant_id"], kept["provider"], tuple(kept["secrets"]))


def put_endpoint(endpoint_id: str, tenant_id: str, provider: str, secrets: tuple[str, ...]) -> None:
    """Keeps the endpoint, replacing its secrets; known everywhere within five minutes."""
    value = {"tenant_id": tenant_id, "provider": provider, "secrets": [*secrets]}
    client("ssm").put_parameter(
        Name=_name(endpoint_id),
        Value=json.dumps(value),
        Type="SecureString",
        Overwrite=True,
    )


def _name(endpoint_id: str) -> str:
    return f"{config.webhook_parameters()}/{endpoint_id}"
