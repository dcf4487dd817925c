"""A tenant at a tick: breaker, cap and promise, and a nudge for each account that may go."""

from collections.abc import Sequence
from typing import Any

from relance.flows.intake import Left, take_in
from relance.flows.nudges import Turn
from relance.flows.run.tenant_run import run_tenant
from relance.flows.run.tick_time import work_each
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 20_000


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `runs`; what there was no time for is still due at the next tick."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def work(turns: Sequence[Turn]) -> Left[Turn]:
        return work_each(turns, run_tenant, out_of_time)

    return take_in(event, "runs", Turn.read, work)
