"""Sending events of SES: delivered, delayed, bounced, complained."""

from collections.abc import Sequence
from typing import Any

from relance import config
from relance.adapters.mail_events import MailEvent, parse
from relance.flows.intake import Left, take_in
from relance.flows.mail.delivery import record_events
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 15_000  # one message's events more, or the rest handed back


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `events`; what is not an event about a message of ours is acknowledged (R18)."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def record(events: Sequence[MailEvent]) -> Left[MailEvent]:
        return record_events(events, out_of_time)

    return take_in(event, "events", parse, record, config.events_queue_url)
