"""Prints a replay day by day: what came in, what went, and why nothing did when that changes."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from local.replay.agenda import Happening
from local.replay.document import Invoice
from local.replay.lines import Line
from relance.flows.words import because, capital

_EMPTY: tuple[object, ...] = ("", {}, (), False)


class Teller:
    """Prints as it goes, with reasons as sentences; with `every` also those that stay the same."""

    def __init__(
        self, zone: ZoneInfo, out: TextIO, *, every: bool = False, language: str = "en"
    ) -> None:
        self._zone, self._out, self._every = zone, out, every
        self._language = language
        self._on: date | None = None
        self._reasons: dict[tuple[str, str], str] = {}

    def __call__(self, at: datetime, what: Happening | Line) -> None:
        """Tells of one fact or line."""
        match what:
            case Line(what="nothing") if not self._changed(what):
                return
            case Line():
                told = f"{what}"
            case _:
                told = f"> {_fact(what)}"
        here = at.astimezone(self._zone)
        if here.date() != self._on:
            self._on = here.date()
            print(f"{here:%Y-%m-%d %a}", file=self._out)
        print(f"  {here:%H:%M}  {told}", file=self._out, flush=True)
        if isinstance(what, Line):
            for sentence in _sentences(what, self._language):
                print(f"{'':>20}{sentence}", file=self._out, flush=True)

    def _changed(self, line: Line) -> bool:
        key, reason = (line.customer, line.words[1]), line.words[0]
        if self._every:
            return True
        before, self._reasons[key] = self._reasons.get(key), reason
        return before != reason


def _sentences(line: Line, language: str) -> Iterator[str]:
    """Why, in words; and what the debtor reads first of it."""
    if line.words and (line.what != "message" or line.letter):
        yield capital(because(line.words[0], language)) + "."
    if line.letter:
        yield f"{', '.join(line.letter.addresses)} ({line.letter.language}): {line.letter.subject}"


def _fact(happening: Happening) -> str:
    what = happening.what
    if isinstance(what, Invoice):
        due = ", ".join(str(on) for on in (what.due, *(part.due for part in what.parts)) if on)
        return f"invoice {what.id} {what.amount or ''} {what.currency} due {due or 'by terms'}"
    said = what.model_dump(exclude={"what", "at"}, exclude_none=True) if what else {}
    words = [f"{name}: {value}" for name, value in said.items() if value not in _EMPTY]
    return f"{what.what if what else ''} {', '.join(words)}".rstrip()
