"""A batch of a queue, each record for itself: one that nobody can read harms no other (R46)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relance.adapters import clock, queues
from relance.flows import setting_aside
from relance.telemetry import count, logger

# What a body that is none of ours makes of reading it.
_NONE_OF_OURS = (AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Left[T]:
    """What of a batch was not done: in vain, or never begun with since the time was over."""

    failed: Sequence[T] = ()
    untried: Sequence[T] = ()


def take_in[T](
    event: dict[str, Any],
    queue: str,
    read: Callable[[str], T | None],
    work: Callable[[list[T]], Left[T]],
    queue_url: Callable[[], str] | None = None,
) -> dict[str, Any]:
    """Answers which records must come again: of those read, what `work` could not do.

    A record that `read` knows to be about nothing of ours (None) is done; one that it cannot read
    is set aside once, and never comes again. What was not tried goes back to `queue_url` anew.
    """
    records: dict[T, list[str]] = {}  # what is said twice is one thing
    failed: list[str] = []
    bodies = {record["messageId"]: record.get("body") for record in event["Records"]}
    for record in event["Records"]:
        try:
            value = read(record["body"])
        except _NONE_OF_OURS:
            if not _set_aside(queue, str(record.get("body"))):
                failed.append(record["messageId"])
            continue
        if value is not None:
            records.setdefault(value, []).append(record["messageId"])
    left = work([*records]) if records else Left()
    for value in left.failed:
        failed += records[value]
    if left.untried:
        waiting = [records[value] for value in left.untried]
        failed += _not_handed_back(queue, waiting, bodies, queue_url)
    return {"batchItemFailures": [{"itemIdentifier": identity} for identity in failed]}


def _not_handed_back(
    queue: str,
    waiting: Sequence[Sequence[str]],
    bodies: Mapping[str, str],
    queue_url: Callable[[], str] | None,
) -> list[str]:
    """Those that must come again all the same: SQS did not take them anew.

    The others are messages of their own then: as such none is ever given up for having waited, and
    the one that it came from is done with. Both, where this process dies, are one nudge (R13).
    """
    logger.warning("out of time", queue=queue, untried=len(waiting))
    count("BatchesCutShort")
    once_each = {names[0]: bodies[names[0]] for names in waiting}
    taken = queues.send_back(queue_url(), once_each) if queue_url else set()
    return [name for names in waiting if names[0] not in taken for name in names]


def _set_aside(queue: str, body: str) -> bool:
    try:
        setting_aside.malformed(queue, body, clock.now())
    except Exception:  # it comes again
        logger.exception("not set aside", queue=queue)
        return False
    return True
