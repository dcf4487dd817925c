"""Mails of debtors, as SES received them: a person's answer pauses, a machine's does not."""

from typing import Any

from relance.adapters.inbound_events import parse
from relance.flows.intake import take_in
from relance.flows.replies.inbound import take_in_all
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `replies`; what is not a mail is acknowledged."""
    return take_in(event, "replies", parse, take_in_all)
