"""Messages to send: each at most once, if it is still wanted."""

import json
from typing import Any

from relance.flows.mail.send import send_all
from relance.flows.nudges import Order
from relance.telemetry import logger
from relance.time_limits import within_time

LEFT_MILLISECONDS = 32_000  # what is read, one SES call with its timeout, the record after it


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `messages`; answers which messages must come back."""

    def out_of_time() -> bool:
        return bool(context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)

    orders = {r["messageId"]: Order.of(json.loads(r["body"])) for r in event["Records"]}
    left = send_all([*orders.values()], out_of_time)
    return {
        "batchItemFailures": [
            {"itemIdentifier": identity} for identity, order in orders.items() if order in left
        ]
    }
