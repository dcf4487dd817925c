"""The mailbox in a process of its own, so that its work is not counted as ours."""

import multiprocessing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from local.clock import Clock
from local.harness.home import SENDER
from local.mailbox.box import Mailbox
from tests.bench.ground import CLOCK_FILE
from tests.harness.cloud import Cloud


class Postbox:
    """Stands for the mailbox in the harness: SES at `url`, events told when asked."""

    def __init__(self, cloud: Cloud, far: Connection, url: str) -> None:
        self.cloud, self.far, self.url = cloud, far, url

    def settle(self) -> None:
        """Publishes what the mailbox has told since it was last asked."""
        self.far.send("events")
        for event in self.far.recv():
            self.cloud.publish(event)

    def count(self) -> int:
        """How many mails it has accepted."""
        self.far.send("count")
        return int(self.far.recv())


@contextmanager
def apart(cloud: Cloud) -> Iterator[Postbox]:
    """Moves SES of this deployment into another process while the block lasts."""
    near, far = multiprocessing.get_context("spawn").Pipe()
    name = cloud.template.ref("ConfigurationSet")
    arguments = (far, name, CLOCK_FILE)  # its time is that of the deployment
    child = multiprocessing.get_context("spawn").Process(target=_serve, args=arguments)
    child.start()
    far.close()  # the child's alone, so that its death is the end of the pipe
    box = Postbox(cloud, near, near.recv())
    inner, cloud.mailbox = cloud.mailbox, box  # type: ignore[assignment]
    cloud.wire.engines["sesv2"] = box.url
    try:
        yield box
    finally:
        cloud.mailbox = inner
        near.send("end")
        child.join(10)


def _serve(far: Connection, configuration_set: str, clock_file: Path) -> None:
    told: list[Mapping[str, Any]] = []
    with Mailbox(told.append, Clock(clock_file).now) as box:
        box.configuration_sets = {configuration_set}
        box.verify(SENDER)
        far.send(box.url)
        while (asked := far.recv()) != "end":
            box.settle()
            if asked == "events":
                far.send([told.pop(0) for _ in range(len(told))])
            else:
                far.send(len(box.messages()))
