"""The queues of the harness, read where moto keeps them: a story is told hundreds of times."""

from collections.abc import Mapping, Sequence
from typing import Any

from moto.sqs.models import SQSBackend, sqs_backends

from local.harness.sources import Sources
from local.harness.template import ACCOUNT, REGION, Template
from tests.harness.cloud import Message, Source


class NearQueues(Sources):
    """As `Sources`, without a request for each look."""

    def __init__(self, template: Template) -> None:
        super().__init__(template)
        self._backend: SQSBackend = sqs_backends[ACCOUNT][REGION]

    def put(self, queue: str, body: str) -> None:
        """One more message."""
        self._backend.send_message(queue, body)

    def busy(self, *functions: str) -> list[str]:
        """The functions that have something to do."""
        queues = self._backend.queues
        return [one.function for one in self.of(*functions) if queues[one.queue].messages]

    def receive(self, source: Source) -> list[Message]:
        """Up to one batch, in flight from now on; always in one order, as no queue promises."""
        self._kept(source.queue).sort(key=lambda message: str(message.body))
        seconds = int(getattr(self._backend.queues[source.queue], "visibility_timeout"))  # noqa: B009
        most = min(source.batch_size, 10)
        found = self._backend.receive_message(source.queue, most, 0, seconds)
        return [_as_received(each) for each in found]

    def settle(self, source: Source, messages: Sequence[Message], failed: set[str]) -> None:
        """Deletes what was done; what failed is visible again at once."""
        queue = self._backend.queues[source.queue]
        done = {message["MessageId"] for message in messages} - failed
        for kept in [*queue._messages]:  # a purge may have taken some
            if kept.id in done and kept.receipt_handle:
                queue.delete_message(kept.receipt_handle)
            elif kept.id in failed:
                kept.visible_at = 0.0

    def bodies(self) -> dict[str, list[str]]:
        """What each consumed queue holds, in no order."""
        return {one.queue: sorted(m.body for m in self._kept(one.queue)) for one in self.of()}

    def refill(self, bodies: Mapping[str, Sequence[str]]) -> None:
        """Lets each consumed queue hold this and nothing else."""
        self.purge()
        for queue, found in bodies.items():
            for body in found:
                self.put(queue, body)

    def waiting(self) -> dict[str, int]:
        """Messages of each consumed queue that holds any, in flight or not."""
        counts = {one.queue: len(self._kept(one.queue)) for one in self.of()}
        return {queue: count for queue, count in counts.items() if count}

    def dead_letters(self) -> dict[str, list[str]]:
        """The bodies in each dead-letter queue that holds any."""
        bodies = {name: [one.body for one in self._kept(name)] for name in self._dead}
        return {name: found for name, found in bodies.items() if found}

    def purge(self) -> None:
        """Empties every queue that is consumed."""
        for source in self.of():
            self._kept(source.queue).clear()

    def _kept(self, queue: str) -> list[Any]:
        kept: list[Any] = self._backend.queues[queue]._messages
        return kept


def _as_received(message: Any) -> Message:
    return {
        "MessageId": message.id,
        "ReceiptHandle": message.receipt_handle,
        "Body": message.body,
        "MD5OfBody": message.body_md5,
        "Attributes": {"ApproximateReceiveCount": str(message.approximate_receive_count)},
    }
