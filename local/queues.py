"""The queues of the deployed stack, as the story needs them: to nudge, to wait, to look."""

from collections.abc import Iterable
from typing import Any

from local.aws import Aws
from local.deploy import Deployed

_COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)

# Who consumes one of these sends to those behind it only: what moves while they are counted is
# met further on, so one round sees it all.
FROM_TICK_TO_MAIL = ("Ticks", "Payments", "Reviews", "Messages")
NEWS_OF_MAIL = ("Events",)


class Queues:
    """Every SQS queue of one stack; the ones without a consumer hold dead letters."""

    def __init__(self, aws: Aws, deployed: Deployed) -> None:
        self._sqs: Any = aws("sqs")
        self._urls = deployed.physical("AWS::SQS::Queue")
        sources = aws("lambda").list_event_source_mappings()["EventSourceMappings"]
        self._consumed = {source["EventSourceArn"].rpartition(":")[2] for source in sources}

    def send(self, arn: str, body: str) -> None:
        """Puts a message on the queue that `arn` names."""
        url = self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        self._sqs.send_message(QueueUrl=url, MessageBody=body)

    def waiting(self, names: Iterable[str]) -> dict[str, int]:
        """Those of the queues that hold messages, visible, in flight or delayed."""
        counts = {name: self._count(self._urls[name]) for name in names}
        return {name: count for name, count in counts.items() if count}

    def dead(self) -> dict[str, int]:
        """The dead-letter queues that hold messages."""
        unread = [
            name for name, url in self._urls.items() if url.rpartition("/")[2] not in self._consumed
        ]
        return self.waiting(unread)

    def _count(self, url: str) -> int:
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))
        return sum(int(value) for value in found["Attributes"].values())
