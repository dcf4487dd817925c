"""Nudges over SQS, ten a request (R13: a queue delays, it never decides)."""

import json
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from relance.adapters.clients import client
from relance.domain.errors import Unavailable
from relance.telemetry import logger


def send(queue_url: str, bodies: Iterable[dict[str, Any]]) -> int:
    """The number of requests made; raises Unavailable if SQS refused any of the bodies."""
    requests = 0
    for chunk in batched(bodies, 10, strict=False):
        _send_batch(queue_url, chunk)
        requests += 1
    return requests


def send_as_it_was(queue_url: str, body: str) -> None:
    """Puts back a message that had been taken from the queue, to the letter."""
    client("sqs").send_message(QueueUrl=queue_url, MessageBody=body)


def nudge(queue_url: str, tenant_id: str, body: dict[str, Any]) -> None:
    """Has what is stored already looked at now; a tick finds it where SQS does not take this.

    Never raises: whoever waits for an answer is not told of a delay.
    """
    try:
        send(queue_url, [body])
    except Exception:
        logger.warning("not nudged", tenant=tenant_id, exc_info=True)


def _send_batch(queue_url: str, bodies: Sequence[dict[str, Any]]) -> None:
    entries = [
        {"Id": str(index), "MessageBody": json.dumps(body, separators=(",", ":"))}
        for index, body in enumerate(bodies)
    ]
    answer = client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
    if failed := answer.get("Failed"):
        raise Unavailable(f"{len(failed)} of {len(entries)} messages were not accepted")
