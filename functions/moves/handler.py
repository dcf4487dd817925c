"""Reviews that a change of rules asked for, moved page by page."""

from collections.abc import Sequence
from typing import Any

from relance import config
from relance.flows.intake import Left, take_in
from relance.flows.moving import walk_all
from relance.flows.nudges import OfTenant
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 25_000  # a page more, and the rest handed back


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `moves`; what there was no time for goes back to the queue."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def walk(asked: Sequence[OfTenant]) -> Left[OfTenant]:
        return walk_all(asked, out_of_time)

    return take_in(event, "moves", OfTenant.read, walk, config.moves_queue_url)
