"""Nudges over SQS, ten a request (R13: a queue delays, it never decides)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from relance.adapters.clients import client
from relance.domain.errors import Unavailable
from relance.telemetry import logger

MOST_AT_ONCE = 10
MOST_BYTES = 200_000  # of one request; SQS takes 256 KiB everywhere, and one message may be as long


def send(queue_url: str, bodies: Iterable[dict[str, Any]]) -> int:
    """The number of requests made; raises Unavailable if SQS refused any of the bodies."""
    requests = 0
    for chunk in batched(bodies, MOST_AT_ONCE, strict=False):
        _send_batch(queue_url, chunk)
        requests += 1
    return requests


def send_as_it_was(queue_url: str, body: str) -> None:
    """Puts back a message that had been taken from the queue, to the letter."""
    client("sqs").send_message(QueueUrl=queue_url, MessageBody=body)


def send_back(queue_url: str, bodies: Mapping[str, str]) -> set[str]:
    """The names of those that are in the queue anew, to the letter; never raises.

    Who is not among them was not taken, or nobody knows: it may come twice, and is never lost.
    """
    taken: set[str] = set()
    for names in _fitting(bodies):
        entries = [{"Id": name, "MessageBody": bodies[name]} for name in names]
        try:
            answer = client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
        except Exception:
            logger.warning("not sent back", messages=len(names), exc_info=True)
        else:
            taken |= {one["Id"] for one in answer.get("Successful", ())}
    return taken


def _fitting(bodies: Mapping[str, str]) -> Iterator[list[str]]:
    """The names, in as many parts as SQS takes in one request each."""
    part: list[str] = []
    size = 0
    for name, body in bodies.items():
        length = len(body.encode())
        if part and (len(part) == MOST_AT_ONCE or size + length > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(name)
        size += length
    if part:
        yield part


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
