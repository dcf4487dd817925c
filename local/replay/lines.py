"""One line of a replay: what went, what was asked, or why nothing did; and one expected by hand.

    2026-06-05 first F-1 300.00 EUR first_due level:1 to:billing
    2026-06-06 task decision F-1 300.00 EUR the_ladder_has_ended
    2026-06-07 nothing closed_day

An expected line says as much as its author wants: day and kind always; items, if any, all of them;
amount with currency; and any of the words.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from relance.domain.account.message import ACKNOWLEDGEMENTS
from relance.flows.words import because

_AMOUNT = re.compile(r"\d+(\.\d+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")


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

    def __str__(self) -> str:
        named = {"message": self.kind, "task": f"task {self.kind}", "nothing": "nothing"}[self.what]
        other = [f"({item})" for item in self.others]
        parts = [self.customer, *self.items, *other, self.amount, *self.words]
        return " ".join([f"{named:<10}", *filter(None, parts)]).rstrip()

    @property
    def chases(self) -> bool:
        """Whether it is a reminder, and no receipt, thanks, confirmation or copy."""
        return self.kind not in ACKNOWLEDGEMENTS

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
            and all(_said(word, actual.words) for word in self.words)
        )


def _said(word: str, words: Collection[str]) -> bool:
    """Whether a word stands there; with a ! before it, that none begins so."""
    if word.startswith("!"):
        return not any(one.startswith(word[1:]) for one in words)
    return word in words


class Unreadable(Exception):
    """An expected line that says nothing."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a file knows, to tell them from words."""

    customers: Collection[str]
    invoices: Collection[str]

    def item(self, word: str) -> bool:
        """Whether it is an invoice, or a part of one as F-1/2."""
        return word.partition("/")[0] in self.invoices


def expected(text: str, names: Names) -> Line:
    """The line that somebody wrote; raises Unreadable."""
    day, *words = text.split()
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Unreadable(f"{text!r} does not begin with a day") from None
    if not words:
        raise Unreadable(f"{text!r} says nothing but its day")
    customer = next((word for word in words if word in names.customers), "")
    words = [word for word in words if word not in names.customers]
    what = words[0] if words[0] in ("nothing", "task") else "message"
    if what != "message":
        words = words[1:]
    kind = words.pop(0) if words and what != "nothing" else ""
    if what != "nothing" and not kind:
        raise Unreadable(f"{text!r} does not say which {what}")
    items = tuple(word for word in words if names.item(word))
    inner = [word[1:-1] for word in words if word.startswith("(") and word.endswith(")")]
    amount, rest = _amount([w for w in words if not names.item(w) and w.strip("()") not in inner])
    return Line(on, what, kind, customer, items, tuple(inner), amount, tuple(rest), text=text)


def _amount(words: list[str]) -> tuple[str, list[str]]:
    for index, (one, other) in enumerate(pairwise(words)):
        if _AMOUNT.fullmatch(one) and _CURRENCY.fullmatch(other):
            return f"{one} {other}", words[:index] + words[index + 2 :]
    return "", words


def differences(wanted: Collection[Line], happened: Sequence[Line]) -> list[str]:
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
    told += [(line.on, f"  because   {why}") for line in missing for why in _why(line, happened)]
    return list(dict.fromkeys(text for _, text in sorted(told, key=lambda pair: pair[0])))


def _silent(line: Line, happened: Sequence[Line]) -> bool:
    """Whether nothing chased that day, and the reason given is one of those that held then."""
    if any(one.what == "message" and _same_day(line, one) and one.chases for one in happened):
        return False
    return not line.words or any(
        line.fits(replace(one, on=line.on)) for one in _held(line, happened)
    )


def _same_day(line: Line, other: Line) -> bool:
    return line.on == other.on and line.customer in ("", other.customer)


def _held(line: Line, happened: Sequence[Line]) -> list[Line]:
    """The reasons decided on a day; where none was, the last ones before it still hold."""
    silences = [one for one in happened if one.what == "nothing" and one.on <= line.on]
    today = [one for one in silences if _same_day(line, one)]
    last: dict[tuple[str, ...], Line] = {(one.customer, one.words[1]): one for one in silences}
    return today or [one for one in last.values() if line.customer in ("", one.customer)]


def _why(line: Line, happened: Sequence[Line]) -> list[str]:
    """What was said instead of a line that is missing, as a line and in words."""
    return [f"{one.on} {one}: {because(one.words[0], 'en')}" for one in _held(line, happened)]
