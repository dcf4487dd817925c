"""A tick of the schedule: nudge evaluate for every account whose review time has come."""

import json
from datetime import datetime
from typing import Any

from relance.flows.run.dispatch import dispatch
from relance.telemetry import logger
from relance.time_limits import within_time

LEFT_MILLISECONDS = 30_000


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `ticks`; each message carries the scheduled time of its tick (R11)."""

    def out_of_time() -> bool:
        return bool(context.get_remaining_time_in_millis() < LEFT_MILLISECONDS)

    for record in event["Records"]:
        scheduled_at = json.loads(record["body"])["scheduled_at"]
        dispatch(datetime.fromisoformat(scheduled_at.replace("Z", "+00:00")), out_of_time)
    return {"batchItemFailures": []}
