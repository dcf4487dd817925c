"""Reviews of accounts: decide, nudge the sender, store the decision."""

from collections.abc import Sequence
from typing import Any

from relance import config
from relance.flows.intake import Left, take_in
from relance.flows.nudges import Review
from relance.flows.run.evaluate import evaluate_all
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 30_000  # what was decided is stored, and the rest handed back


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `reviews`; answers which messages must come back."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def evaluate(reviews: Sequence[Review]) -> Left[Review]:
        return evaluate_all(reviews, out_of_time)

    return take_in(event, "reviews", Review.read, evaluate, config.reviews_queue_url)
