"""Where the story is played: set back in a moment, the hours in which nothing is due cut."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Lock
from types import SimpleNamespace
from typing import Any

import pytest

from local.harness.template import physical
from relance import config
from relance.adapters import link_keys, parameters
from relance.data import accounts
from relance.flows import sending_as
from relance.flows.mail import delivery, send
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.once.moment import Moment, Row
from tests.once.near_queues import NearQueues
from tests.once.near_tables import NearTables

HOUR = timedelta(hours=1)


class Stage:
    """A deployment, and what the world outside remembers of its talks with us (`memory`)."""

    def __init__(self, cloud: Cloud, patch: pytest.MonkeyPatch) -> None:
        self.cloud = cloud
        self.memory: set[str] = set()
        self._moving = Lock()
        tables = cloud.template.of_type("AWS::DynamoDB::Table")
        self._keys = {
            name: tuple(key["AttributeName"] for key in declared["KeySchema"])
            for name, declared in tables.items()
        }
        self.tables = NearTables(cloud.wire.engines["dynamodb"])
        self.queues = NearQueues(cloud.template)
        cloud.sources = self.queues
        cloud.mailbox._publish = self.publish
        self._delivered: list[tuple[str, Any]] = []
        patch.setattr(cloud, "invoke", self._noted(cloud.invoke))
        cloud.wire.taps.append(self._a_mail_takes_a_second)
        patch.setattr(logging.getLogger("relance"), "disabled", True)
        _hurry(patch)
        # The story has few accounts in a batch: all are read as those of a large one are.
        patch.setattr(accounts, "FEWEST", 1)

    def _noted(self, invoke: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
        def noted(function: str, event: Any) -> Any:
            self._delivered.append((function, event))
            return invoke(function, event)

        return noted

    def _a_mail_takes_a_second(self, request: Request, proceed: Proceed) -> Outcome:
        if request.service == "sesv2":
            with self._moving:
                self.cloud.clock.advance(timedelta(seconds=1))
        return proceed()

    def work(self, *functions: str) -> None:
        """Delivers what the queues hold until these functions, or all, have nothing to do."""
        while True:
            self.cloud.mailbox.settle()
            busy = self.queues.busy(*functions)
            if not busy:
                return
            self.cloud.pump(*busy, until_quiet=False)

    def repeat_delivery(self) -> None:
        """The last batch is delivered a second time while the first delivery is at work."""
        function, event = self._delivered[-1]
        self.cloud.invoke(function, event)

    def tick(self, at: datetime) -> None:
        """The hour strikes."""
        self.cloud.clock.set(at)
        stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._put("dispatch", {"scheduled_at": stamp})

    def publish(self, event: Mapping[str, Any]) -> None:
        """SES tells of a mail, unless nothing arrives of what it tells."""
        if not self.cloud.events_lost:
            self._put("delivery", event)

    def _put(self, function: str, body: Mapping[str, Any]) -> None:
        (source,) = self.queues.of(function)
        self.queues.put(source.queue, json.dumps(body))

    def hours(self, until: datetime) -> Iterator[datetime]:
        """The hours from now on at which something is due; the ticks between found nothing.

        A tick that finds nothing only notes that it came, which is noted for it here.
        """
        while True:
            now = self.cloud.clock.now()
            due = max(self._next_due() or until, now + timedelta(microseconds=1))
            hour = due.replace(minute=0, second=0, microsecond=0)
            hour += HOUR if hour < due else timedelta()
            if hour > until:
                self.note_tick(until)
                self.cloud.clock.set(until)
                return
            self.note_tick(hour - HOUR)
            yield hour

    def overdue(self) -> bool:
        """Whether something is due that nobody has looked at."""
        due = self._next_due()
        return due is not None and due <= self.cloud.clock.now()

    def _next_due(self) -> datetime | None:
        heads = (row.get("review_at") for row in self.tables.rows("AccountsTable"))
        money = (row.get("retry_at") for row in self.tables.rows("InboxTable"))
        moments = [datetime.fromisoformat(at["S"]) for at in (*heads, *money) if at]
        return min(moments, default=None)

    def note_tick(self, at: datetime) -> None:
        """Notes that the tick of that hour came."""
        self.cloud.aws("dynamodb").update_item(
            TableName=physical("TenantsTable"),
            Key={"pk": {"S": "#system"}, "sk": {"S": "state"}},
            UpdateExpression="SET last_tick_at = :at",
            ExpressionAttributeValues={":at": {"S": f"{at:%Y-%m-%dT%H:%M:%S.%f}+00:00"}},
        )

    def moment(self) -> Moment:
        """How everything stands."""
        self.cloud.mailbox.settle()
        rows = {name: self._rows(name) for name in self._keys}
        mails = tuple(self.cloud.mailbox.messages())
        memory = frozenset(self.memory)
        return Moment(self.cloud.clock.now(), rows, mails, self.queues.bodies(), memory)

    def _rows(self, table: str) -> dict[tuple[str, ...], Row]:
        keys = self._keys[table]
        return {tuple(row[k]["S"] for k in keys): row for row in self.tables.rows(table)}

    def set_back(self, moment: Moment) -> None:
        """Makes everything stand as it did then, with processes that remember nothing."""
        for table, wanted in moment.rows.items():
            self._rewrite(table, wanted)
        outbox = self.cloud.mailbox.outbox
        outbox.clear()
        for mail in moment.mails:
            outbox.add(replace(mail, told=len(mail.events)))
        self.queues.refill(moment.queued)
        self.memory = set(moment.memory)
        self.cloud.clock.set(moment.at)
        _forget()
        self.cloud.requests.clear()
        self.cloud.errors.clear()

    def _rewrite(self, table: str, wanted: dict[tuple[str, ...], Row]) -> None:
        keys, present = self._keys[table], self._rows(table)
        changes: list[dict[str, Any]] = [
            {"DeleteRequest": {"Key": {k: row[k] for k in keys}}}
            for key, row in present.items()
            if key not in wanted
        ]
        changes += [
            {"PutRequest": {"Item": row}} for key, row in wanted.items() if present.get(key) != row
        ]
        if changes:
            self.tables.write(table, changes)


def _forget() -> None:
    """What a cold start forgets that AWS had told; templates and calendars stay as they are."""
    for module in (link_keys, parameters, delivery, send, sending_as):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear") and kept.__module__ == module.__name__:
                kept.cache_clear()


def _hurry(patch: pytest.MonkeyPatch) -> None:
    """SES's rate and the SDK's pauses before it repeats a call are not what is tried here."""
    own = getattr(config, "os")._own  # noqa: B009
    patch.setitem(own["send"], "SES_SEND_RATE", "100000")
    patch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=lambda seconds: None))
