"""A tick of the schedule: nudge evaluate for every account whose review time has come."""

import json
from datetime import datetime
from typing import Any

from relance.flows.run.dispatch import dispatch
from relance.telemetry import count, logger
from relance.time_limits import within_time

LEFT_MILLISECONDS = 30_000


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `ticks`; each message carries the scheduled time of its tick (R11)."""
    cut_short = False

    def out_of_time() -> bool:
        nonlocal cut_short
        cut_short = cut_short or context.get_remaining_time_in_millis() < LEFT_MILLISECONDS
        return cut_short

    for record in event["Records"]:
        scheduled_at = json.loads(record["body"])["scheduled_at"]
        dispatch(datetime.fromisoformat(scheduled_at.replace("Z", "+00:00")), out_of_time)
        count("RunsCutShort" if cut_short else "TicksFinished")
    return {"batchItemFailures": []}
