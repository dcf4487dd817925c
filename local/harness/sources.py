"""Moves messages from queues to functions as Lambda's event source mappings do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from local.harness import near_sqs
from local.harness.near_sqs import Message
from local.harness.template import REGION, Template, physical

type Deliver = Callable[[str, dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One queue and the function that consumes it."""

    function: str
    queue: str
    batch_size: int
    partial: bool


class Sources:
    """The event source mappings of the template."""

    def __init__(self, template: Template) -> None:
        self._sources = [
            Source(
                function,
                declared["Queue"].rpartition(":")[2],
                int(declared.get("BatchSize", 10)),
                "ReportBatchItemFailures" in declared.get("FunctionResponseTypes", ()),
            )
            for function, declared in template.events("SQS")
        ]
        consumed = {source.queue for source in self._sources}
        names = (physical(logical) for logical in template.of_type("AWS::SQS::Queue"))
        self._dead = [name for name in names if name not in consumed]

    def of(self, *functions: str) -> list[Source]:
        """The sources of these functions, or of all."""
        return [one for one in self._sources if not functions or one.function in functions]

    def receive(self, source: Source) -> list[Message]:
        """Up to one batch, in flight from now on."""
        return near_sqs.receive(source.queue, source.batch_size)

    def settle(self, source: Source, messages: Sequence[Message], failed: set[str]) -> None:
        """Deletes what was done; what failed is visible again at once."""
        done = {str(message["MessageId"]) for message in messages} - failed
        near_sqs.settle(source.queue, done, failed)

    def put(self, queue: str, body: str) -> None:
        """One more message."""
        near_sqs.put(queue, body)

    def waiting(self) -> dict[str, int]:
        """Messages of each consumed queue that holds any, in flight or not."""
        counts = {one.queue: len(near_sqs.held(one.queue)) for one in self._sources}
        return {queue: count for queue, count in counts.items() if count}

    def dead_letters(self) -> dict[str, list[str]]:
        """The bodies in each dead-letter queue that holds any; they stay there."""
        bodies = {name: [one.body for one in near_sqs.held(name)] for name in self._dead}
        return {name: found for name, found in bodies.items() if found}

    def purge(self) -> None:
        """Empties every queue that is consumed."""
        for source in self._sources:
            near_sqs.held(source.queue).clear()


def event_of(source: Source, messages: Sequence[Message]) -> dict[str, Any]:
    """The event with which Lambda delivers a batch."""
    return {
        "Records": [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": message.get("Attributes", {}),
                "messageAttributes": {},
                "md5OfBody": message["MD5OfBody"],
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{source.queue}",
                "awsRegion": REGION,
            }
            for message in messages
        ]
    }


def failures_in(source: Source, messages: Sequence[Message], answer: Any) -> set[str]:
    """The ids that a function reports as failed; an answer that Lambda cannot read is all."""
    everything = {str(message["MessageId"]) for message in messages}
    if not source.partial or not answer:
        return set()
    reported = {str(one.get("itemIdentifier") or "") for one in answer.get("batchItemFailures", ())}
    return reported if reported <= everything else everything
