"""Reads the lines that somebody expects; whatever cannot be meant is told.

2026-06-05 10:00 first F-1 300.00 EUR level:1 language:fr address:ada@client.example
2026-06-16 final F-1 subject:"F-1" body:"24 juin" !body:"mise en demeure"
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import pairwise

from local.replay import facts
from local.replay.document import Calendar
from local.replay.lines import Line, Wanted
from local.replay.mistakes import unknown
from local.replay.values import day, hour_of
from relance.domain.account.message import MessageKind
from relance.domain.account.on_file import StopReason
from relance.domain.decision import Variant
from relance.domain.money import CURRENCIES
from relance.domain.policies.policy import Measure
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskReason

_AMOUNT = re.compile(r"\d+(\.\d+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_HOUR = re.compile(r"\d{1,2}:\d{2}")
_WORD = re.compile(r'!?[a-z]+:"[^"]*"|\S+')
_LETTER = re.compile(r'(!?)(language|address|subject|body):(?:"([^"]*)"|(\S+))')
# Words that stand before a colon and what they say.
NAMED = (
    *("level", "to", "by", "occasion", "skipped", "tone", "called", "copy", "attempt"),
    *("step", "owner", "due", "until", "rule", "language", "address", "subject", "body"),
)
BARE = ("urgent", "shadow")
_CODES = (Reason, TaskReason, Variant, Measure, StopReason)


class Unreadable(Exception):
    """An expected line that nobody can mean."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a file knows, to tell them from words; none of a kind: any may be."""

    customers: Collection[str]
    invoices: Collection[str]
    kinds: Collection[str] = ()  # of messages and tasks
    words: Collection[str] = ()
    days: tuple[date, date] | None = None

    def item(self, word: str) -> bool:
        """Whether it is an invoice, or a part of one as F-1/2."""
        return word.partition("/")[0] in self.invoices


def names_of(calendar: Calendar) -> Names:
    """The names and words that lines of a calendar may have."""
    steps = {str(kind) for policy in _policies(calendar) for kind in _kinds(policy)}
    kinds = {*MessageKind, *TaskKind, *steps}
    codes = {code for codes in _CODES for code in codes}
    made = {f"{kind}_{ending}" for kind in kinds for ending in ("due", "owed", "pending")}
    own = {str(getattr(fact, "reason", None) or "") for fact in calendar.facts}
    return Names(
        frozenset(one.id for one in calendar.customers),
        frozenset(one.id for one in calendar.invoices),
        frozenset(map(str, kinds)),
        frozenset(map(str, codes | made | own | {*BARE})),
        (calendar.first_on, calendar.last_on),
    )


def _policies(calendar: Calendar) -> Iterator[object]:
    yield calendar.policy
    for fact in calendar.facts:
        if isinstance(fact, facts.PolicyChanged):
            yield fact.policy


def _kinds(policy: object) -> Iterator[object]:
    """The kinds of the steps of a policy that the file says itself."""
    steps = policy.get("steps") if isinstance(policy, dict) else None
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict) and "kind" in step:
            yield step["kind"]


def expected(text: str, names: Names) -> Line:
    """The line that somebody wrote; raises Unreadable."""
    on, hour, said = _when(text, names)
    wanted = tuple(_wanted(said))
    customer = next((word for word in said if word in names.customers), "")
    words = [w for w in said if w not in names.customers and not _LETTER.fullmatch(w)]
    what = words[0] if words and words[0] in ("nothing", "task") else "message"
    if what != "message":
        words = words[1:]
    kind = words.pop(0) if words and what != "nothing" else ""
    _check_kind(text, what, kind, names)
    items = tuple(word for word in words if names.item(word))
    inner = tuple(word[1:-1] for word in words if word.startswith("(") and word.endswith(")"))
    left = [w for w in words if not names.item(w) and w.strip("()") not in inner]
    amount, rest = _amount(left)
    _check_words(rest, inner, names)
    line = Line(on, what, kind, customer, items, inner, amount, tuple(rest))
    return replace(line, text=text, hour=hour, wanted=wanted)


def _when(text: str, names: Names) -> tuple[date, time | None, list[str]]:
    said, *words = _WORD.findall(text) or [""]
    try:
        on = day(said)
        hour = hour_of(words.pop(0)) if words and _HOUR.fullmatch(words[0]) else None
    except ValueError as wrong:
        raise Unreadable(f"{text!r} does not begin with a day: {wrong}") from None
    if not words:
        raise Unreadable(f"{text!r} says nothing but its day")
    if names.days and not names.days[0] <= on <= names.days[1]:
        first, last = names.days
        raise Unreadable(f"{said} is not replayed: the days are {first} to {last}")
    return on, hour, words


def _wanted(words: Iterable[str]) -> Iterator[Wanted]:
    for word in words:
        if found := _LETTER.fullmatch(word):
            none, name, quoted, bare = found.groups()
            yield Wanted(name, quoted if quoted is not None else bare, not none)


def _check_kind(text: str, what: str, kind: str, names: Names) -> None:
    if what == "nothing":
        return
    if not kind:
        raise Unreadable(f"{text!r} does not say which {what}")
    if names.kinds and kind not in names.kinds:
        known = [*names.kinds, "task", "nothing", *names.customers]
        raise Unreadable(unknown(f"{what} of the kind", kind, known))


def _check_words(words: Iterable[str], inner: Iterable[str], names: Names) -> None:
    if not names.words:
        return
    for word in inner:
        if not names.item(word):
            raise Unreadable(unknown("invoice", word, names.invoices))
    for word in words:
        _check_word(word, names)


def _check_word(word: str, names: Names) -> None:
    bare = word.removeprefix("!")
    name, colon, _ = bare.partition(":")
    if colon and name in NAMED:
        return
    known = {*names.words, *NAMED, *names.kinds}
    absent = word.startswith("!") and any(one.startswith(bare) for one in known)
    if absent or bare in names.words or bare in CURRENCIES:
        return
    if _AMOUNT.fullmatch(bare):
        raise Unreadable(f"an amount has its currency after it: {bare} EUR")
    if colon:
        raise Unreadable(unknown("word", f"{name}:", [f"{one}:" for one in NAMED]))
    named = NAMED if word.startswith("!") else ()
    meant = [*names.words, *names.invoices, *names.customers, *named]
    raise Unreadable(unknown("word", bare, meant))


def _amount(words: list[str]) -> tuple[str, list[str]]:
    for index, (one, other) in enumerate(pairwise(words)):
        if _AMOUNT.fullmatch(one) and _CURRENCY.fullmatch(other):
            return f"{one} {other}", words[:index] + words[index + 2 :]
    return "", words
