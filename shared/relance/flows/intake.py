"""A batch of a queue, each record for itself: one that nobody can read harms no other (R46)."""

from collections.abc import Callable, Sequence
from typing import Any

from relance.adapters import clock
from relance.flows import setting_aside
from relance.telemetry import logger

# What a body that is none of ours makes of reading it.
_NONE_OF_OURS = (AttributeError, LookupError, RecursionError, TypeError, ValueError)


def take_in[T](
    event: dict[str, Any],
    queue: str,
    read: Callable[[str], T | None],
    work: Callable[[list[T]], Sequence[T]],
) -> dict[str, Any]:
    """Answers which records must come again: of those read, what `work` could not do.

    A record that `read` knows to be about nothing of ours (None) is done; one that it cannot read
    is set aside once, and never comes again.
    """
    values: dict[str, T] = {}
    failed: list[str] = []
    for record in event["Records"]:
        try:
            value = read(record["body"])
        except _NONE_OF_OURS:
            if not _set_aside(queue, str(record.get("body"))):
                failed.append(record["messageId"])
            continue
        if value is not None:
            values[record["messageId"]] = value
    left = work([*values.values()]) if values else []
    failed += [identity for identity, value in values.items() if value in left]
    return {"batchItemFailures": [{"itemIdentifier": identity} for identity in failed]}


def _set_aside(queue: str, body: str) -> bool:
    try:
        setting_aside.malformed(queue, body, clock.now())
    except Exception:  # it comes again
        logger.exception("not set aside", queue=queue)
        return False
    return True
