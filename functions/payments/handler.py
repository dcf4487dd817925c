"""Money that was announced: record each event that waits, once."""

from collections.abc import Sequence
from typing import Any

from relance import config
from relance.adapters import clock
from relance.flows.intake import Left, take_in
from relance.flows.money.provider_events import Nudge, record_all
from relance.telemetry import logger
from relance.time_limits import too_little_left, within_time

LEFT_MILLISECONDS = 15_000  # one event more, or the rest handed back


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `payments`; answers which messages must come back."""
    out_of_time = too_little_left(context, LEFT_MILLISECONDS)

    def record(nudges: Sequence[Nudge]) -> Left[Nudge]:
        return record_all(nudges, clock.now(), out_of_time)

    return take_in(event, "payments", Nudge.read, record, config.payments_queue_url)
