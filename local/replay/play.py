"""Plays a calendar: the clock moves from happening to happening, and the system does its work."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from local.harness.cloud import Cloud
from local.harness.template import physical
from local.replay import acts
from local.replay.agenda import HOUR, Darkness, Happening, agenda, dark, darkness, whole_hour
from local.replay.business import Business, Refusal
from local.replay.document import Calendar, Invoice
from local.replay.lines import Line, Names, differences, expected
from local.replay.watch import Watch

type Tell = Callable[[datetime, Happening | Line], None]


class Stumbled(Exception):
    """A fact of the calendar was not taken; the text says which and why."""


@dataclass
class Replay:
    """One calendar being played; `lines` is what happened."""

    business: Business
    watch: Watch
    tell: Tell
    spans: list[Darkness]
    every_hour: bool = False
    lines: list[Line] = field(default_factory=list)

    def play(self) -> None:
        """From the first day to the last."""
        self._look()
        for happening in agenda(self.business, self.every_hour):
            for hour in self._due_hours(happening.at):
                self._run(hour)
            if happening.what is not None:
                self._happen(happening)
            elif happening.wanted or self._due_by(happening.at + happening.ahead):
                self._run(happening.at)

    def _due_hours(self, until: datetime) -> Iterator[datetime]:
        """The hours before an instant at which an account is due, as each run leaves it."""
        hour = whole_hour(self.business.cloud.clock.now() + timedelta(microseconds=1))
        hour = max(hour, whole_hour(self._first))
        while hour < until and self._due_by(until):
            hour = max(hour, whole_hour(self.watch.due_at or until))
            if hour < until and not dark(hour, self.spans):
                yield hour
            hour += HOUR

    @property
    def _first(self) -> datetime:
        calendar = self.business.calendar
        return self.business.instant(datetime.combine(calendar.first_on, datetime.min.time()))

    def _due_by(self, at: datetime) -> bool:
        return self.watch.due_at is not None and self.watch.due_at <= at

    def _run(self, hour: datetime) -> None:
        """One hour of the schedule; on a day of doubled runs, twice and every batch twice."""
        cloud = self.business.cloud
        self._note_quiet_hours(hour - HOUR)
        twice = hour.astimezone(self.business.zone).date() in self.business.calendar.doubled_runs
        cloud.twice = twice
        cloud.run(hour)
        if twice:
            cloud.run(hour)
        cloud.twice = False
        self._look()

    def _note_quiet_hours(self, before: datetime) -> None:
        """Ticks that found nothing left nothing but the time of the last one."""
        if before < self._first or dark(before, self.spans):
            return
        key = {"pk": {"S": "#system"}, "sk": {"S": "state"}}
        self.business.cloud.aws("dynamodb").update_item(
            TableName=physical("TenantsTable"),
            Key=key,
            UpdateExpression="SET last_tick_at = :at",
            ExpressionAttributeValues={":at": {"S": f"{before:%Y-%m-%dT%H:%M:%S.%f}+00:00"}},
        )

    def _happen(self, happening: Happening) -> None:
        cloud = self.business.cloud
        cloud.clock.set(max(happening.at, cloud.clock.now()))
        self.tell(happening.at, happening)
        try:
            if isinstance(happening.what, Invoice):
                self.business.enters(happening.what)
            elif happening.what is not None:
                acts.carry_out(happening.what, self.business, self.watch)
        except Refusal as refused:
            raise Stumbled(
                f"{happening.at:%Y-%m-%d %H:%M} {_named(happening)}: {refused}"
            ) from None
        cloud.pump()
        self._look()

    def _look(self) -> None:
        for line in self.watch.look():
            self.lines.append(line)
            self.tell(line.at or self.business.cloud.clock.now(), line)


def _named(happening: Happening) -> str:
    match happening.what:
        case Invoice(id=invoice_id):
            return f"invoice {invoice_id}"
        case None:
            return "run"
        case fact:
            return fact.what


def play(calendar: Calendar, cloud: Cloud, tell: Tell, *, every_hour: bool = False) -> list[Line]:
    """What happened, line by line; raises Stumbled where a fact was not taken.

    With `every_hour` the hours in which nothing is due are run as well: the lines are the same.
    """
    business = Business(cloud, calendar)
    try:
        business.comes_aboard()
    except Refusal as refused:
        raise Stumbled(f"before the first day: {refused}") from None
    watch = Watch(cloud, business.tenant_id, calendar, business.zone.key)
    replay = Replay(business, watch, tell, darkness(business), every_hour)
    replay.play()
    return replay.lines


def compared(calendar: Calendar, happened: list[Line]) -> list[str]:
    """How what happened differs from what the file expects; raises Unreadable."""
    if calendar.expect is None:
        return []
    names = Names(
        frozenset(one.id for one in calendar.customers),
        frozenset(one.id for one in calendar.invoices),
    )
    return differences([expected(text, names) for text in calendar.expect], happened)
