"""Reviews of accounts: decide, nudge the sender, store the decision."""

import json
from typing import Any

from relance.flows.nudges import Review
from relance.flows.run.evaluate import evaluate_all
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `reviews`; answers which messages must come back."""
    reviews = {r["messageId"]: Review.of(json.loads(r["body"])) for r in event["Records"]}
    failed = evaluate_all([*reviews.values()])
    return {
        "batchItemFailures": [
            {"itemIdentifier": identity} for identity, review in reviews.items() if review in failed
        ]
    }
