"""Reviews of accounts: decide, nudge the sender, store the decision."""

from typing import Any

from relance.flows.intake import take_in
from relance.flows.nudges import Review
from relance.flows.run.evaluate import evaluate_all
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `reviews`; answers which messages must come back."""
    return take_in(event, "reviews", Review.read, evaluate_all)
