"""A page of a large tenant at a tick: a nudge for each of its accounts."""

from collections.abc import Sequence
from typing import Any

from relance.flows.intake import Left, take_in
from relance.flows.nudges import Page
from relance.flows.run.pages import enqueue_page
from relance.flows.run.tick_time import work_each
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 20_000


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `pages`; what there was no time for is still due at the next tick."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def work(pages: Sequence[Page]) -> Left[Page]:
        return work_each(pages, enqueue_page, out_of_time)

    return take_in(event, "pages", Page.read, work)
