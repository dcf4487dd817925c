"""One line of a replay: what went, what was asked, or why nothing did; and one expected by hand.

    2026-06-05 first F-1 300.00 EUR first_due level:1 to:billing
    2026-06-06 task decision F-1 300.00 EUR the_ladder_has_ended
    2026-06-07 nothing closed_day

An expected line says as much as its author wants: day and kind always; items, if any, all of them;
amount with currency; and any of the words.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

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
            and set(self.words) <= set(actual.words)
        )


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


def differences(wanted: Collection[Line], happened: Collection[Line]) -> list[str]:
    """What is expected and did not happen, and what happened and is not expected, day by day.

    Of silence only what is expected counts.
    """
    left = list(happened)
    missing: list[Line] = []
    # Whoever says more chooses first.
    for line in sorted(wanted, key=lambda line: -len(line.text.split())):
        found = next((one for one in left if line.fits(one)), None)
        if found is None:
            missing.append(line)
        elif found.what != "nothing":
            left.remove(found)
    told = [(line.on, f"- expected  {line.text}") for line in missing]
    told += [(one.on, f"+ happened  {one.on} {one}") for one in left if one.what != "nothing"]
    told += [(one.on, f"  silent    {one.on} {one}") for one in left if _asked_for(one, missing)]
    return [text for _, text in sorted(told, key=lambda pair: pair[0])]


def _asked_for(silence: Line, missing: Collection[Line]) -> bool:
    """Whether the reason for silence explains a line that is missing."""
    return silence.what == "nothing" and any(line.on == silence.on for line in missing)
