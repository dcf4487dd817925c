"""The queues where moto keeps them: no request is written and read for each look into one.

What they answer is moto's own (`functional/system/test_short_way.py`).
"""

import json
from collections.abc import Mapping
from typing import Any

from moto.sqs.models import SQSBackend, sqs_backends

from local.harness.template import ACCOUNT, REGION

type Message = Mapping[str, Any]

_MOST_IN_A_BATCH = 10
# Of a batch that is told here; moto looks itself at what could be too large.
_SMALL_BYTES = 100_000
_ENTRY = {"Id", "MessageBody"}


def backend() -> SQSBackend:
    """The queues of the deployment, as moto has them."""
    return sqs_backends[ACCOUNT][REGION]


def held(queue: str) -> list[Any]:
    """The messages that a queue holds, in flight or not."""
    found: list[Any] = getattr(backend().queues[queue], "_messages")  # noqa: B009
    return found


def put(queue: str, body: str) -> None:
    """One more message."""
    backend().send_message(queue, body)


def receive(queue: str, most: int) -> list[Message]:
    """Up to so many messages, in flight from now on; Lambda gathers more than SQS hands out."""
    if not held(queue):
        return []
    seconds = int(getattr(backend().queues[queue], "visibility_timeout"))  # noqa: B009
    found = backend().receive_message(queue, most, 0, seconds, ["All"])
    return [_as_received(each) for each in found]


def settle(queue: str, done: set[str], failed: set[str]) -> None:
    """Deletes what was done; what failed is visible again at once. Both by the message's id."""
    for message in [*held(queue)]:  # a purge may have taken some
        if message.id in done:
            backend().delete_message(queue, message.receipt_handle)
        elif message.id in failed:
            backend().change_message_visibility(queue, message.receipt_handle, 0)


def is_plain(operation: str, asked: Mapping[str, Any]) -> bool:
    """Whether it is a sending with which nothing can be wrong: that is answered here."""
    match operation, asked:
        case "SendMessage", {"QueueUrl": str() as url, "MessageBody": str() as body, **other}:
            return not other and _is_there(url) and _is_small(body)
        case "SendMessageBatch", {"QueueUrl": str() as url, "Entries": [*entries], **other}:
            plain = [(one["Id"], one["MessageBody"]) for one in entries if one.keys() == _ENTRY]
            names, bodies = {name for name, _ in plain}, "".join(body for _, body in plain)
            is_batch = 0 < len(entries) == len(names) <= _MOST_IN_A_BATCH
            return is_batch and not other and _is_there(url) and _is_small(bodies)
    return False


def _is_there(url: str) -> bool:
    return url.rpartition("/")[2] in backend().queues


def answer(operation: str, asked: Mapping[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content with which SQS says what became of a plain sending."""
    queue = asked["QueueUrl"].rpartition("/")[2]
    if operation == "SendMessage":
        told = _told(backend().send_message(queue, asked["MessageBody"]))
    else:
        sent = ((one["Id"], one["MessageBody"]) for one in asked["Entries"])
        told = {
            "Successful": [
                {"Id": name, **_told(backend().send_message(queue, body))} for name, body in sent
            ],
            "Failed": [],
        }
    return 200, {"content-type": "application/x-amz-json-1.0"}, json.dumps(told).encode()


def _told(message: Any) -> dict[str, Any]:
    return {"MessageId": message.id, "MD5OfMessageBody": message.body_md5}


def _is_small(bodies: str) -> bool:
    return 0 < len(bodies) < _SMALL_BYTES


def _as_received(message: Any) -> Message:
    return {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt_handle,
        "Body": message.body,
        "MD5OfBody": message.body_md5,
        "Attributes": {
            "SenderId": message.sender_id,
            "SentTimestamp": str(message.sent_timestamp),
            "ApproximateReceiveCount": str(message.approximate_receive_count),
            "ApproximateFirstReceiveTimestamp": str(message.approximate_first_receive_timestamp),
        },
    }
