"""Sending events of SES: delivered, delayed, bounced, complained."""

from typing import Any

from relance.adapters.mail_events import parse
from relance.flows.intake import take_in
from relance.flows.mail.delivery import record_events
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `events`; what is not an event about a message of ours is acknowledged (R18)."""
    return take_in(event, "events", parse, record_events)
