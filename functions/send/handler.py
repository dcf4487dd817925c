"""Messages to send: each at most once, if it is still wanted."""

from collections.abc import Sequence
from typing import Any

from relance import config
from relance.adapters.clients import mail_client
from relance.flows.intake import Left, take_in
from relance.flows.mail.send import send_all
from relance.flows.nudges import Order
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 32_000  # what is read, one SES call with its timeout, the record after it


if config.is_function():  # while it starts, and not inside the first call
    mail_client()


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `messages`; answers which messages must come back."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def send(orders: Sequence[Order]) -> Left[Order]:
        return send_all(orders, out_of_time)

    return take_in(event, "messages", Order.read, send, config.messages_queue_url)
