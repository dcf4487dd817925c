"""The whole local stack as one block: emulator, mailbox, API address, deployed template, clock."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from local import settings
from local.aws import Aws, command_line_environment
from local.clock import Clock
from local.deploy import Deployed, deploy
from local.emulator import function_variables, running_emulator
from local.expiry import sweep
from local.gateway import serving_api
from local.mailbox import Mailbox
from local.mailevents import Publisher
from local.queues import Queues
from local.settings import Settings

type Say = Callable[[str], object]

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP answer of the API."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Redirects are part of what is looked at."""


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack; `aws("sqs")` and the like are its services."""

    where: Settings
    aws: Aws
    clock: Clock
    mailbox: Mailbox
    deployed: Deployed
    queues: Queues

    @property
    def outputs(self) -> Mapping[str, str]:
        """The outputs of the template's stack."""
        return self.deployed.outputs

    def http(
        self,
        method: str,
        path: str,
        body: bytes | Mapping[str, Any] | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The API's answer to `path`, or to a whole link; a mapping is sent as JSON."""
        sent = {} if key is None else {"Authorization": f"Bearer {key}"}
        if isinstance(body, Mapping):
            body, sent = json.dumps(body).encode(), sent | {"Content-Type": "application/json"}
        url = path if path.startswith("http") else self.where.api_url + path
        request = urllib.request.Request(url, body, sent | dict(headers or {}), method=method)
        try:
            with _OPENER.open(request, timeout=60) as answer:
                return Response(answer.status, dict(answer.headers.items()), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Response(error.code, dict(error.headers.items()), error.read())

    def environment(self, function: str) -> dict[str, str]:
        """The variables with which a program of ours sees what `function` of the template sees."""
        name = self.deployed.physical("AWS::Lambda::Function")[function]
        found = self.aws("lambda").get_function_configuration(FunctionName=name)
        variables: dict[str, str] = found["Environment"]["Variables"]
        own = function_variables(self.where, self.mailbox.url)
        return command_line_environment(self.where) | own | variables

    def tick(self, at: datetime) -> None:
        """Sends what the schedules of the template would send at `at`, to where they send it."""
        written = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name in self.deployed.physical("AWS::Scheduler::Schedule").values():
            target = self.aws("scheduler").get_schedule(Name=name)["Target"]
            body = target["Input"].replace(SCHEDULED_TIME, written)
            self.queues.send(target["Arn"], body)

    def sweep(self) -> int:
        """Deletes the rows that ended by the movable clock; how many."""
        tables = self.deployed.physical("AWS::DynamoDB::Table").values()
        return sweep(self.aws("dynamodb"), tables, self.clock.now())

    def drain(self, timeout_seconds: float = 120) -> None:
        """Returns when no queue holds a message, no function works and every mail event is out."""
        deadline = time.monotonic() + timeout_seconds
        while waiting := self._waiting():
            if time.monotonic() > deadline:
                raise TimeoutError(f"still at work after {timeout_seconds} s: {waiting}")
            time.sleep(0.02)

    def _waiting(self) -> dict[str, int]:
        """A mail that left with the last message makes news after it."""
        before = self.queues.waiting()
        self.mailbox.settle()
        return before or self.queues.waiting()

    def dead_letters(self) -> dict[str, int]:
        """How many messages each dead-letter queue holds, where it holds any."""
        return self.queues.dead()


@contextmanager
def running_stack(
    home: Path | None = None, build: Path = settings.BUILD, say: Say = print
) -> Iterator[Stack]:
    """A deployed stack for the length of the block; its state stays in `home` for the next time.

    `say` is told, a line at a time, what takes long.
    """
    where = settings.load(home, build)
    aws, clock = Aws(where), Clock(where.clock_file)
    publisher = Publisher(aws)
    smtp = settings.smtp_relay()
    mailbox = Mailbox(publisher, clock.now, where.mail, where.ports.outbox, smtp, telling=False)
    api_id: list[str] = []
    # A kept state may hold messages: functions work as soon as the emulator runs, so the mailbox
    # is there before it and goes after it.
    with mailbox, _emulated(where, mailbox.url, say), serving_api(where, api_id):
        say("Deploying the template with sam deploy")
        deployed = deploy(where, aws)
        publisher.learn(deployed)
        mailbox.configuration_sets = publisher.configuration_sets
        mailbox.start_telling()
        api_id.extend(deployed.physical("AWS::ApiGatewayV2::Api").values())
        yield Stack(where, aws, clock, mailbox, deployed, Queues(aws, deployed, where.emulator_url))


@contextmanager
def _emulated(where: Settings, outbox_url: str, say: Say) -> Iterator[None]:
    say("Starting the AWS emulator (the first time it is installed)")
    with running_emulator(where, outbox_url):
        yield
