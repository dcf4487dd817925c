"""Moves messages from queues to functions as Lambda's event source mappings do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from moto.sqs.models import sqs_backends

from local.harness.stack import aws
from local.harness.template import ACCOUNT, REGION, Template, physical

type Deliver = Callable[[str, dict[str, Any]], Any]
type Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """One queue and the function that consumes it."""

    function: str
    queue: str
    batch_size: int
    partial: bool

    @property
    def url(self) -> str:
        """The address of the queue."""
        return _url(self.queue)


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
        if not _holds_any(source.queue):
            return []
        got = aws("sqs").receive_message(
            QueueUrl=source.url,
            MaxNumberOfMessages=min(source.batch_size, 10),
            WaitTimeSeconds=0,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return list(got.get("Messages", ()))

    def settle(self, source: Source, messages: Sequence[Message], failed: set[str]) -> None:
        """Deletes what was done; what failed is visible again at once."""
        for message in messages:
            at = {"QueueUrl": source.url, "ReceiptHandle": message["ReceiptHandle"]}
            if message["MessageId"] in failed:
                aws("sqs").change_message_visibility(**at, VisibilityTimeout=0)
            else:
                aws("sqs").delete_message(**at)

    def waiting(self) -> dict[str, int]:
        """Messages of each consumed queue that holds any, in flight or not."""
        return _counts(source.queue for source in self._sources)

    def dead_letters(self) -> dict[str, list[str]]:
        """The bodies in each dead-letter queue that holds any; they stay there."""
        return {name: bodies for name in self._dead if (bodies := _bodies(name))}

    def purge(self) -> None:
        """Empties every queue that is consumed."""
        for source in self._sources:
            aws("sqs").purge_queue(QueueUrl=source.url)


def _holds_any(queue: str) -> bool:
    """Whether there may be something to receive: most queues are empty most of the time."""
    found = sqs_backends[ACCOUNT][REGION].queues.get(queue)
    return found is None or bool(found.messages)


@cache
def _url(queue: str) -> str:
    """The address of a queue; the same in every deployment of the tests."""
    return str(aws("sqs").get_queue_url(QueueName=queue)["QueueUrl"])


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


def _counts(names: Any) -> dict[str, int]:
    kinds = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    found = {}
    for name in names:
        url = aws("sqs").get_queue_url(QueueName=name)["QueueUrl"]
        told = aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=list(kinds))
        if count := sum(int(told["Attributes"][kind]) for kind in kinds):
            found[name] = count
    return found


def _bodies(name: str) -> list[str]:
    url = aws("sqs").get_queue_url(QueueName=name)["QueueUrl"]
    bodies = []
    while (
        got := aws("sqs")
        .receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0, VisibilityTimeout=3600
        )
        .get("Messages")
    ):
        bodies += got
    for message in bodies:
        aws("sqs").change_message_visibility(
            QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    return [str(message["Body"]) for message in bodies]
