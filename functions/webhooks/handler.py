"""Webhooks of payment providers: POST /v1/webhooks/{provider}/{endpoint_id} (R22)."""

import base64
import binascii
import json
from http import HTTPStatus
from typing import Any

from relance.adapters import clock
from relance.domain.errors import Invalid, NoAnswer, NotFound, Unavailable
from relance.flows.money.webhooks import receive
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answers 202 for money kept, 200 for what is none, 400 or 404 with nothing left behind.

    A 503 where it could not be kept in time; anything else that fails is a 5xx too, after which
    every provider delivers again.
    """
    where = event["pathParameters"]
    headers = {name.lower(): value for name, value in event.get("headers", {}).items()}
    try:
        kept = receive(
            where["provider"], where["endpoint_id"], headers, _raw_body(event), clock.now()
        )
    except NotFound:
        return _problem(HTTPStatus.NOT_FOUND, "no such endpoint")
    except Invalid as invalid:
        logger.warning("webhook refused", field=invalid.field, detail=invalid.detail)
        return _problem(HTTPStatus.BAD_REQUEST, f"{invalid.field}: {invalid.detail}")
    except (NoAnswer, Unavailable) as unavailable:
        logger.warning("webhook not kept", error=type(unavailable).__name__)
        return _problem(HTTPStatus.SERVICE_UNAVAILABLE, "deliver it again")
    return {"statusCode": HTTPStatus.ACCEPTED if kept else HTTPStatus.OK, "body": ""}


def _raw_body(event: dict[str, Any]) -> bytes:
    """The body as it was signed; HTTP APIs pass some content types in base64."""
    body: str = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise Invalid("body", "is not base64") from None


def _problem(status: HTTPStatus, detail: str) -> dict[str, Any]:
    """Problem details (RFC 9457)."""
    body = {"title": status.phrase, "status": status.value, "detail": detail}
    return {
        "statusCode": status.value,
        "headers": {"Content-Type": "application/problem+json"},
        "body": json.dumps(body),
    }
