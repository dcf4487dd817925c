"""Mails of debtors, as SES received them: a person's answer pauses, a machine's does not."""

from typing import Any

from relance.adapters.inbound_events import parse
from relance.flows.replies.inbound import take_in_all
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `replies`; what is not a mail is acknowledged."""
    parsed = {r["messageId"]: parse(r["body"]) for r in event["Records"]}
    known = {identity: mail for identity, mail in parsed.items() if mail is not None}
    failed = take_in_all([*known.values()]) if known else []
    return {
        "batchItemFailures": [
            {"itemIdentifier": identity} for identity, mail in known.items() if mail in failed
        ]
    }
