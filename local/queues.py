"""The queues of the deployed stack, as the story needs them: to nudge, to wait, to look."""

from typing import Any

from local.aws import Aws
from local.deploy import Deployed
from local.loopback import get_json

_COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)

# Below the emulator's address: what every queue holds, of one moment (see ministack_main).
HELD = "/_relance/queues"


class Queues:
    """Every SQS queue of one stack; the ones without a consumer hold dead letters."""

    def __init__(self, aws: Aws, deployed: Deployed, emulator_url: str) -> None:
        self._sqs: Any = aws("sqs")
        self._held_url = emulator_url + HELD
        self._urls = deployed.physical("AWS::SQS::Queue")
        sources = aws("lambda").list_event_source_mappings()["EventSourceMappings"]
        self._consumed = {source["EventSourceArn"].rpartition(":")[2] for source in sources}

    def send(self, arn: str, body: str) -> None:
        """Puts a message on the queue that `arn` names."""
        url = self._sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
        self._sqs.send_message(QueueUrl=url, MessageBody=body)

    def waiting(self) -> dict[str, int]:
        """The consumed queues that hold messages, visible, in flight or delayed, of one moment."""
        held: dict[str, int] = get_json(self._held_url)
        counts = {name: held[url] for name, url in self._urls.items() if self._is_consumed(url)}
        return {name: count for name, count in counts.items() if count}

    def dead(self) -> dict[str, int]:
        """The dead-letter queues that hold messages."""
        dead = {n: self._count(url) for n, url in self._urls.items() if not self._is_consumed(url)}
        return {name: count for name, count in dead.items() if count}

    def _is_consumed(self, url: str) -> bool:
        return url.rpartition("/")[2] in self._consumed

    def _count(self, url: str) -> int:
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))
        return sum(int(value) for value in found["Attributes"].values())
