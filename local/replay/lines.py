"""One line of a replay: what went, what was asked, or why nothing did; and one expected by hand.

    2026-06-05 first F-1 300.00 EUR first_due level:1 to:billing
    2026-06-06 task decision F-1 300.00 EUR the_ladder_has_ended
    2026-06-07 nothing closed_day

An expected line says as much as its author wants: day and kind always; the hour; items, if any, all
of them; amount with currency; any of the words; and what the mail says (see `expecting`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from relance.domain.account.message import OFF_LADDER
from relance.flows.words import because


@dataclass(frozen=True, slots=True)
class Letter:
    """What the debtor reads of a message."""

    language: str
    addresses: tuple[str, ...]
    subject: str
    body: str

    def has(self, name: str, text: str) -> bool:
        """Whether one of its parts says so; words are compared whatever their case."""
        match name:
            case "language":
                return text == self.language
            case "address":
                return text in self.addresses
            case "subject":
                return _plain(text) in _plain(self.subject)
        return _plain(text) in _plain(self.body)


def _plain(text: str) -> str:
    """Text to compare: breaks and the spaces of French typography are spaces."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an expected line wants of a letter: that it says so, or that it does not."""

    name: str  # language | address | subject | body
    text: str
    there: bool = True

    def fits(self, letter: "Letter | None") -> bool:
        """Whether the letter is so; what is no letter says nothing."""
        return (letter is not None and letter.has(self.name, self.text)) is self.there


@dataclass(frozen=True, slots=True)
class Line:
    """What happened, or what is expected; empty fields of an expected line may be anything."""

    on: date
    what: str  # message | task | nothing
    kind: str = ""
    customer: str = ""
    items: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # listed for information only
    amount: str = ""
    words: tuple[str, ...] = ()
    at: datetime | None = None
    text: str = ""  # an expected line as it was written
    hour: time | None = None  # of the creditor's day
    letter: Letter | None = None
    wanted: tuple[Wanted, ...] = ()

    def __str__(self) -> str:
        named = {"message": self.kind, "task": f"task {self.kind}", "nothing": "nothing"}[self.what]
        other = [f"({item})" for item in self.others]
        parts = [self.customer, *self.items, *other, self.amount, *self.words]
        return " ".join([f"{named:<10}", *filter(None, parts)]).rstrip()

    @property
    def chases(self) -> bool:
        """Whether it is a reminder, and no answer, nor what a person wrote."""
        return self.kind not in OFF_LADDER

    def fits(self, actual: "Line") -> bool:
        """Whether what happened is what this line expects."""
        if (self.on, self.what) != (actual.on, actual.what):
            return False
        return (
            self.kind in ("", actual.kind)
            and self.customer in ("", actual.customer)
            and self.items in ((), actual.items)
            and self.others in ((), actual.others)
            and self.amount in ("", actual.amount)
            and self.hour in (None, actual.hour)
            and all(one.fits(actual.letter) for one in self.wanted)
            and all(_said(word, actual.words) for word in self.words)
        )


def _said(word: str, words: Collection[str]) -> bool:
    """Whether a word stands there; with a ! before it, that none begins so."""
    if word.startswith("!"):
        return not any(one.startswith(word[1:]) for one in words)
    return word in words


def differences(
    wanted: Collection[Line], happened: Sequence[Line], language: str = "en"
) -> list[str]:
    """What is expected and did not happen, and what happened and is not expected, day by day.

    Of silence only what is expected counts.
    """
    left = [line for line in happened if line.what != "nothing"]
    missing: list[Line] = []
    # Whoever says more chooses first.
    for line in sorted(wanted, key=lambda line: -len(line.text.split())):
        if line.what == "nothing":
            if not _silent(line, happened):
                missing.append(line)
        elif found := next((one for one in left if line.fits(one)), None):
            left.remove(found)
        else:
            missing.append(line)
    told = [(line.on, f"- expected  {line.text}") for line in missing]
    told += [(one.on, f"+ happened  {one.on} {one}") for one in left]
    for line in missing:
        told += [(line.on, f"  because   {why}") for why in _why(line, happened, language)]
    return list(dict.fromkeys(text for _, text in sorted(told, key=lambda pair: pair[0])))


def _silent(line: Line, happened: Sequence[Line]) -> bool:
    """Whether nothing chased that day, and the reason given is one of those that held then."""
    if any(one.what == "message" and _same_day(line, one) and one.chases for one in happened):
        return False
    if not line.words and line.hour is None:
        return True
    return any(line.fits(replace(one, on=line.on)) for one in _held(line, happened))


def _same_day(line: Line, other: Line) -> bool:
    return line.on == other.on and line.customer in ("", other.customer)


def _held(line: Line, happened: Sequence[Line]) -> list[Line]:
    """The reasons decided on a day; where none was, the last ones before it still hold."""
    silences = [one for one in happened if one.what == "nothing" and one.on <= line.on]
    today = [one for one in silences if _same_day(line, one)]
    last: dict[tuple[str, ...], Line] = {(one.customer, one.words[1]): one for one in silences}
    return today or [one for one in last.values() if line.customer in ("", one.customer)]


def _why(line: Line, happened: Sequence[Line], language: str) -> list[str]:
    """What was said instead of a line that is missing, as a line and in words."""
    return [f"{one.on} {one}: {because(one.words[0], language)}" for one in _held(line, happened)]
