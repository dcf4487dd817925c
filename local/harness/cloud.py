"""The whole system in one process, made from template.yaml, for tests and replays.

        cloud.clock.set(at("2026-06-03 10:00"))
        answer = cloud.http("PUT", "/v1/invoices/F-1", key=key, body={...})
        cloud.run(at("2026-06-10 10:00"))      # clock, tick, and everything until quiet
        cloud.mailbox.messages()               # what the debtors got

Functions run as on AWS: the real handler, their own environment, JSON in and out.
"""

import json
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from moto.sns.models import sns_backends

from local.clock import Clock
from local.expiry import sweep
from local.harness import stack
from local.harness.functions import Killed, forget, invoke
from local.harness.gateway import Failed, Gateway, Response, encode_body
from local.harness.near_sqs import Message
from local.harness.sources import Source, Sources, event_of, failures_in
from local.harness.template import ACCOUNT, REGION, Template, physical
from local.harness.wire import Request, Wire
from local.mailbox.box import Mailbox
from local.names import Names


class Cloud:
    """One deployment of the template, empty at first.

    `errors` holds what functions raised; unless the test looks at them and clears the list, the
    fixture fails the test. `twice` delivers each batch a second time. `events_lost` drops what
    SES tells. With `cold` every invocation is the first of its process.
    """

    def __init__(self, template: Template, wire: Wire, clock: Clock, names: Names) -> None:
        self.template, self.wire, self.clock, self.names = template, wire, clock, names
        self.sources = Sources(template)
        self.errors: list[Exception] = []
        self.twice = False
        self.events_lost = False
        self.cold = False
        self.mailbox: Mailbox
        self._gateway = Gateway(template, self._invoke_or_fail)

    @property
    def requests(self) -> list[Request]:
        """Every HTTP call that functions made to AWS, in order."""
        return self.wire.requests

    def aws(self, service: str) -> Any:
        """A boto3 client of the test itself; its calls are not counted."""
        return stack.aws(service)

    def invoke(self, function: str, event: Any) -> Any:
        """What the handler of functions/<function> returns; raises what it raises."""
        if self.cold:
            forget()
        return invoke(function, event)

    def http(
        self,
        method: str,
        path: str,
        *,
        key: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Response:
        """The API's answer; `path` may hold a query, or be a whole link out of a message."""
        content, sent = encode_body(body, form, headers or {})
        if key is not None:
            sent["authorization"] = f"Bearer {key}"
        return self._gateway.handle(method, path, sent, content)

    def pump(self, *functions: str, until_quiet: bool = True) -> int:
        """Delivers what the queues hold, to these functions or to all; how many messages.

        With `until_quiet=False` each function gets one batch at most.
        """
        delivered = 0
        while True:
            self.mailbox.settle()
            moved = sum(self._deliver_one(source) for source in self.sources.of(*functions))
            delivered += moved
            if not until_quiet or not moved:
                self.mailbox.settle()
                return delivered

    def tick(self, at: datetime) -> None:
        """Puts on `ticks` what the scheduler would put there at that hour."""
        (schedule,) = self.template.of_type("AWS::Scheduler::Schedule").values()
        stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        body = schedule["Target"]["Input"].replace("<aws.scheduler.scheduled-time>", stamp)
        self.sources.put(schedule["Target"]["Arn"].rpartition(":")[2], body)

    def run(self, at: datetime) -> int:
        """One hour of the system: the clock stands at `at`, the tick comes, all work is done."""
        self.clock.set(at)
        self.tick(at)
        return self.pump()

    def receive(self, function: str) -> list[tuple[Source, list[Message]]]:
        """One batch of each queue of a function, in flight, for tests that deliver themselves."""
        return [(one, self.sources.receive(one)) for one in self.sources.of(function)]

    def waiting(self) -> dict[str, int]:
        """Queues that hold messages, and how many."""
        return self.sources.waiting()

    def dead_letters(self) -> dict[str, list[str]]:
        """Dead-letter queues that hold messages, and their bodies."""
        return self.sources.dead_letters()

    def purge(self) -> None:
        """Empties every queue but the dead-letter queues."""
        self.sources.purge()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Every item of a table of the template, as `AccountsTable`, in DynamoDB's JSON."""
        pages = stack.aws("dynamodb").get_paginator("scan").paginate(TableName=physical(table))
        return [item for page in pages for item in page["Items"]]

    def sweep(self) -> int:
        """Deletes the rows that ended by the movable clock; how many."""
        tables = self.template.of_type("AWS::DynamoDB::Table")
        ending = [
            physical(name) for name, one in tables.items() if "TimeToLiveSpecification" in one
        ]
        return sweep(stack.aws("dynamodb"), ending, self.clock.now())

    def restart(self) -> None:
        """Every function starts cold: what its process remembered is gone."""
        forget()

    def publish(self, event: Mapping[str, Any]) -> None:
        """Publishes an SES event as the configuration set does."""
        if self.events_lost:
            return
        topic = self.template.ref("MailEvents")
        sns_backends[ACCOUNT][REGION].publish(json.dumps(event), arn=topic)

    def _deliver_one(self, source: Source) -> int:
        messages = self.sources.receive(source)
        if not messages:
            return 0
        failed = {str(message["MessageId"]) for message in messages}
        try:
            for _ in range(2 if self.twice else 1):
                answer = self._invoke_or_fail(source.function, event_of(source, messages))
                failed = failures_in(source, messages, answer)
        except Failed:
            pass  # the whole batch comes again
        self.sources.settle(source, messages, failed)
        return len(messages)

    def _invoke_or_fail(self, function: str, event: dict[str, Any]) -> Any:
        try:
            return self.invoke(function, event)
        except Killed as killed:
            raise Failed(function) from killed
        except Exception as error:
            traceback.print_exc()
            self.errors.append(error)
            raise Failed(function) from error
