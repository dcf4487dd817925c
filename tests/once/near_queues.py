"""The queues of the harness, looked through and refilled: a story is told hundreds of times."""

from collections.abc import Mapping, Sequence

from local.harness import near_sqs
from local.harness.sources import Sources
from tests.harness.cloud import Message, Source


class NearQueues(Sources):
    """As `Sources`, which can be filled and gives what it holds in one order."""

    def busy(self, *functions: str) -> list[str]:
        """The functions that have something to do."""
        queues = near_sqs.backend().queues
        return [one.function for one in self.of(*functions) if queues[one.queue].messages]

    def receive(self, source: Source) -> list[Message]:
        """Up to one batch, in flight from now on; always in one order, as no queue promises."""
        near_sqs.held(source.queue).sort(key=lambda message: str(message.body))
        return super().receive(source)

    def bodies(self) -> dict[str, list[str]]:
        """What each consumed queue holds, in no order."""
        kept = {one.queue: near_sqs.held(one.queue) for one in self.of()}
        return {queue: sorted(str(message.body) for message in kept[queue]) for queue in kept}

    def refill(self, bodies: Mapping[str, Sequence[str]]) -> None:
        """Lets each consumed queue hold this and nothing else."""
        self.purge()
        for queue, found in bodies.items():
            for body in found:
                self.put(queue, body)
