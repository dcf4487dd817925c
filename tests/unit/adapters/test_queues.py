"""Messages that go back to their queue: in requests that SQS takes, each answered for by itself."""

from typing import Any

import pytest

from relance.adapters import queues

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
MOST_ENTRIES, MOST_BYTES = 10, 262_144


class Sqs:
    """Takes what SQS takes, but for the bodies that begin with x."""

    def __init__(self) -> None:
        self.requests: list[list[str]] = []

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:
        """The answer, or what SQS says no to as a whole."""
        assert QueueUrl == "queue"
        assert len({one["Id"] for one in Entries}) == len(Entries) <= MOST_ENTRIES
        if sum(len(one["MessageBody"].encode()) for one in Entries) > MOST_BYTES:
            raise RuntimeError("BatchRequestTooLong")
        self.requests.append([one["Id"] for one in Entries])
        refused = [one for one in Entries if one["MessageBody"].startswith("x")]
        taken = [one for one in Entries if one not in refused]
        return {"Successful": [{"Id": one["Id"]} for one in taken]} | (
            {"Failed": [{"Id": one["Id"]} for one in refused]} if refused else {}
        )


@pytest.fixture(name="sqs")
def _sqs(monkeypatch: pytest.MonkeyPatch) -> Sqs:
    sqs = Sqs()
    monkeypatch.setattr(queues, "client", lambda name: sqs)
    return sqs


def test_a_batch_goes_back_in_one_request(sqs: Sqs) -> None:
    bodies = {f"m{number}": f"body {number}" for number in range(10)}
    assert queues.send_back("queue", bodies) == set(bodies)
    assert len(sqs.requests) == 1


def test_more_than_ten_and_more_bytes_than_sqs_takes_go_in_several(sqs: Sqs) -> None:
    many = {f"m{number}": "body" for number in range(25)}
    assert queues.send_back("queue", many) == set(many)
    assert [len(one) for one in sqs.requests] == [10, 10, 5]

    sqs.requests.clear()
    long = {f"m{number}": "é" * 60_000 for number in range(10)}  # 120,000 bytes each
    assert queues.send_back("queue", long) == set(long)
    assert max(map(len, sqs.requests)) == 1


def test_one_message_as_long_as_may_be_goes_alone(sqs: Sqs) -> None:
    bodies = {"short": "body", "long": "b" * MOST_BYTES, "last": "body"}
    assert queues.send_back("queue", bodies) == set(bodies)
    assert sqs.requests == [["short"], ["long"], ["last"]]


def test_what_is_refused_or_too_long_is_not_said_to_be_back(sqs: Sqs) -> None:
    bodies = {"good": "body", "refused": "x", "endless": "b" * (MOST_BYTES + 1)}
    assert queues.send_back("queue", bodies) == {"good"}


def test_nothing_to_give_back_is_no_request(sqs: Sqs) -> None:
    assert queues.send_back("queue", {}) == set()
    assert sqs.requests == []
