"""Webhook endpoints as they lay in SSM before they were rows; read once, to be moved (R22).

`<WEBHOOK_PARAMETERS>/<name>` is a SecureString:
{"tenant_id": "...", "provider": "stripe", "secrets": ["whsec_..."]}.
"""

import json
from typing import Any

from botocore.exceptions import ClientError

from relance import config
from relance.adapters.clients import client
from relance.domain.creditor.endpoint import Endpoint
from relance.telemetry import logger

PAGE = 10  # the most that SSM gives at a time


def old_endpoints(after: str | None) -> tuple[dict[str, Endpoint], str | None]:
    """A page of endpoints by name, and what the next page is asked with; None: it was the last."""
    asked: dict[str, Any] = {"Path": config.webhook_parameters(), "WithDecryption": True}
    if after:
        asked["NextToken"] = after
    try:
        answer = client("ssm").get_parameters_by_path(MaxResults=PAGE, **asked)
    except ClientError as error:
        if after and error.response["Error"]["Code"] == "InvalidNextToken":
            return old_endpoints(None)  # it was asked for too long ago: from the start
        raise
    read = ((_name(one), _endpoint(one["Value"])) for one in answer["Parameters"])
    return {name: found for name, found in read if found}, answer.get("NextToken")


def _name(parameter: dict[str, Any]) -> str:
    return str(parameter["Name"]).rpartition("/")[2]


def _endpoint(text: str) -> Endpoint | None:
    """What a parameter holds; one that cannot be read keeps none of the others (R46)."""
    try:
        kept = json.loads(text)
        return Endpoint(kept["tenant_id"], kept["provider"], tuple(kept["secrets"]))
    except (ValueError, LookupError, TypeError):
        logger.error("webhook endpoint cannot be read")
        return None
