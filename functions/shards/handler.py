"""A shard of the review index at a tick: a nudge for each tenant that has something to do."""

from collections.abc import Sequence
from typing import Any

from relance.flows.intake import Left, take_in
from relance.flows.nudges import Shard
from relance.flows.run.tick_time import work_each
from relance.flows.run.turns import nudge_turns
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 20_000


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `shards`; what there was no time for is still due at the next tick."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def work(shards: Sequence[Shard]) -> Left[Shard]:
        return work_each(shards, nudge_turns, out_of_time)

    return take_in(event, "shards", Shard.read, work)
