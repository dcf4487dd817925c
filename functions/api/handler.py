"""HTTP requests with an API key become flow calls; nothing is decided here (G1)."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from routes.resolver import answer

from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context(clear_state=True)
@within_time
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one request."""
    return answer(event, context)
