"""Plays a calendar: the clock moves from happening to happening, and the system does its work."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from local.harness.cloud import Cloud
from local.harness.template import physical
from local.replay import acts
from local.replay.agenda import HOUR, Darkness, Happening, agenda, dark, darkness, whole_hour
from local.replay.business import Business
from local.replay.document import Calendar, Invoice
from local.replay.expecting import expected, names_of
from local.replay.facts import Fact
from local.replay.lines import Line, differences
from local.replay.mistakes import Mistake, Path
from local.replay.refusal import Refusal
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
        happenings = agenda(self.business, self.every_hour)
        for happening in happenings:
            for hour in self._due_hours(happening.at):
                self._run(hour)
            if happening.crosses:
                hour = whole_hour(happening.at)
                together = [h for h in happenings if h.crosses and whole_hour(h.at) == hour]
                if happening is together[0]:
                    self._run(hour, together)
            elif happening.what is not None:
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

    def _run(self, hour: datetime, crossing: Sequence[Happening] = ()) -> None:
        """One hour of the schedule; on a day of doubled runs, twice and every batch twice.

        What crosses comes when everything is decided, and nothing is sent.
        """
        cloud = self.business.cloud
        self._note_quiet_hours(hour - HOUR)
        twice = hour.astimezone(self.business.zone).date() in self.business.calendar.doubled_runs
        cloud.twice = twice
        if crossing:
            cloud.clock.set(hour)
            cloud.tick(hour)
            cloud.pump("dispatch", "evaluate")
            for happening in crossing:
                self._happen(happening)
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
        wanted = getattr(happening.what, "refused", None)
        try:
            self._carry_out(happening.what)
        except Refusal as refused:
            if refused.status != wanted:
                raise Stumbled(self._place(happening, refused)) from None
        else:
            if wanted:
                raise Stumbled(self._place(happening, Refusal(f"it was not refused ({wanted})")))
        if not happening.crosses:
            cloud.pump()
            self._look()

    def _carry_out(self, what: Fact | Invoice | None) -> None:
        if isinstance(what, Invoice):
            self.business.enters(what)
        elif what is not None:
            acts.carry_out(what, self.business, self.watch)

    def _place(self, happening: Happening, refused: Refusal) -> str:
        """Why it was not taken, field by field, with the lines of the file."""
        told = f"{happening.at:%Y-%m-%d %H:%M} {_named(happening)}"
        way, more = _way(self.business.calendar, happening.what)
        return _lines(self.business.calendar, way, refused, more, f"{told}: ")

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


def _way(calendar: Calendar, what: Fact | Invoice | None) -> tuple[Path, Mapping[str, Any]]:
    """Where an entry stands in the file, and its words that the API knows by the same name."""
    for word, entries in (("invoices", calendar.invoices), ("facts", calendar.facts)):
        for index, one in enumerate(entries):
            if one is what:
                return (word, index), getattr(one, "more", {})
    return (), {}


def _lines(
    calendar: Calendar, way: Path, refused: Refusal, more: Mapping[str, Any], told: str = ""
) -> str:
    found = [Mistake((*way, *inner), told + why) for inner, why in refused.places(more)]
    return "\n".join(calendar.place(one) for one in found)


def play(calendar: Calendar, cloud: Cloud, tell: Tell, *, every_hour: bool = False) -> list[Line]:
    """What happened, line by line; raises Stumbled where a fact was not taken.

    With `every_hour` the hours in which nothing is due are run as well: the lines are the same.
    """
    business = Business(cloud, calendar)
    try:
        business.comes_aboard()
    except Refusal as refused:
        raise Stumbled(_lines(calendar, business.asking, refused, {})) from None
    watch = Watch(cloud, business.tenant_id, calendar, business.zone.key)
    replay = Replay(business, watch, tell, darkness(business), every_hour)
    replay.play()
    return replay.lines


def compared(calendar: Calendar, happened: list[Line], language: str = "en") -> list[str]:
    """How what happened differs from what the file expects, with reasons in a language."""
    if calendar.expect is None:
        return []
    names = names_of(calendar)
    return differences([expected(text, names) for text in calendar.expect], happened, language)
