"""Money that was announced: record each event that waits, once."""

from collections.abc import Sequence
from typing import Any

from relance.adapters import clock
from relance.flows.intake import take_in
from relance.flows.money.provider_events import Nudge, record_all
from relance.telemetry import logger
from relance.time_limits import within_time


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Consumes `payments`; answers which messages must come back."""

    def record(nudges: Sequence[Nudge]) -> list[Nudge]:
        return record_all(nudges, clock.now())

    return take_in(event, "payments", Nudge.read, record)
