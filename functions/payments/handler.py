"""Money that was announced: record each event that waits, once."""

import json
from typing import Any

from relance.adapters import clock
from relance.flows.money.provider_events import Nudge, record_all
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `payments`; answers which messages must come back."""
    nudges = {r["messageId"]: Nudge(**json.loads(r["body"])) for r in event["Records"]}
    failed = record_all([*nudges.values()], clock.now())
    return {
        "batchItemFailures": [
            {"itemIdentifier": identity} for identity, nudge in nudges.items() if nudge in failed
        ]
    }
