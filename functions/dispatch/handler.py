"""A tick of the schedule: run the first few tenants, and have all others run."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from relance.flows.intake import Left, take_in
from relance.flows.nudges import read_tick
from relance.flows.run.dispatch import dispatch
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 30_000


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `ticks`; each message carries the scheduled time of its tick (R11)."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def work(ticks: Sequence[datetime]) -> Left[datetime]:
        for scheduled_at in ticks:
            dispatch(scheduled_at, out_of_time)
        return Left()

    return take_in(event, "ticks", read_tick, work)
