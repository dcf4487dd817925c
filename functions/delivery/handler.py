"""Sending events of SES: delivered, delayed, bounced, complained."""

from typing import Any

from relance.adapters.mail_events import parse
from relance.flows.mail.delivery import record_events
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `events`; what is not an event about a message of ours is acknowledged (R18)."""
    parsed = {r["messageId"]: parse(r["body"]) for r in event["Records"]}
    known = {identity: mail for identity, mail in parsed.items() if mail is not None}
    failed = record_events([*known.values()]) if known else []
    if len(known) < len(parsed):
        logger.info("not ours", events=len(parsed) - len(known))
    return {
        "batchItemFailures": [
            {"itemIdentifier": identity} for identity, mail in known.items() if mail in failed
        ]
    }
