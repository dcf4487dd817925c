"""Makes the next version of the dictionaries with which kept mails are compressed.

    make dictionary    writes one file for each language beside those that were shipped

A dictionary is what all mails of a language say alike: of each message there is, written twice
about things that differ, what both have in common. What most mails have stands last, where it is
cheapest to point at. A version that was shipped is never written again: mails are opened with it.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from relance.data.dictionaries import FOLDER, newest
from relance.render.view import Creditor, Line, Links, MessageView
from tests.unit.render.views import (
    INSTALMENT,
    LANGUAGES,
    LINE,
    MESSAGES,
    PARTLY_PAID,
    message_view,
    rendered,
)

MOST_BYTES = 32_000  # what zlib can point back at
_LATER = timedelta(days=1_700)
_TOKEN = re.compile(r"[^\W_]+|\s+|.", re.DOTALL)
_TAG = re.compile(r"(<[^<>]*>)")
_SHORTEST = 4
# The steps and answers of the policy that most have, the most frequent last.
_LAST = (
    *("copy", "confirmation", "thanks", "receipt", "due_today", "courtesy"),
    *("final", "second", "first"),
)
_HEAD = '{"subject":"","from_name":"","from_email":"","to_email":"","reply_to":"","html_bytes":'

_OTHER = Creditor(
    "Q7 & Z GmbH", "111222333", "Zed Qux", "+49 99 88", "z@qux.example", "9999", "X Q"
)
_OTHER_LINKS = Links(*(f"https://q.example/r/zzz/{each.name}" for each in fields(Links)))


def dictionary(language: str) -> bytes:
    """What the mails of a language have in common, the most common last."""
    order = sorted(MESSAGES, key=_place)
    lines = [line for each in order for line in _shared(*each, language)]
    words = [part for line in lines for part in _TAG.split(line) if len(part) >= _SHORTEST]
    frame = [*_shared(*order[-1], language)]
    once = [*dict.fromkeys(reversed([*words, *frame]))]
    whole = "".join(reversed([_HEAD, *once])).encode()
    return whole[-MOST_BYTES:].decode(errors="ignore").encode()


def _place(message: tuple[str, str]) -> int:
    text, variant = message
    if variant != "ordinary":
        return -1
    return _LAST.index(text) + 1 if text in _LAST else 0


def _shared(text: str, variant: str, language: str) -> Iterator[str]:
    for lines in ((LINE, PARTLY_PAID, INSTALMENT), (LINE,)):
        one = message_view(text, language, lines, variant)
        two = _about_others(message_view(text, language, tuple(map(_other, lines)), variant))
        yield from _alike(rendered(one).text, rendered(two).text)
        yield from _alike(rendered(one).html, rendered(two).html)


def _about_others(view: MessageView) -> MessageView:
    changes: dict[str, Any] = {"creditor": _OTHER, "company": "Qwerty ZZ", "links": _OTHER_LINKS}
    for each in fields(view):
        value = getattr(view, each.name)
        if isinstance(value, date):
            changes[each.name] = value + _LATER
        elif each.name in ("payment_minor", "promise_minor", "left_minor") and value:
            changes[each.name] = value * 7 + 11
    return replace(view, **changes)


def _other(line: Line) -> Line:
    return replace(
        line,
        number="Z9",
        issued_on=line.issued_on + _LATER,
        due_on=line.due_on + _LATER,
        open_minor=line.open_minor * 7 + 11,
        total_minor=line.total_minor * 7 + 11,
        purchase_order=line.purchase_order and "QQ",
        part_label=line.part_label and "part x",
        pdf_url=line.pdf_url and "https://zz.example/q",
    )


def _alike(one: str, two: str) -> Iterator[str]:
    """The lines that both have, and what is alike in those that stand in the same place."""
    ours, theirs = one.split("\n"), two.split("\n")
    for _, first, last, begin, end in difflib.SequenceMatcher(
        None, ours, theirs, autojunk=False
    ).get_opcodes():
        for a, b in zip(ours[first:last], theirs[begin:end], strict=False):
            yield "".join(_alike_in(a, b)) + "\n"


def _alike_in(one: str, two: str) -> Iterator[str]:
    a, b = _TOKEN.findall(one), _TOKEN.findall(two)
    for match in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        part = "".join(a[match.a : match.a + match.size])
        if len(part) >= _SHORTEST:
            yield part


def main() -> None:
    """Writes what follows the newest version of each language."""
    for language in LANGUAGES:
        number = int((newest(language) or "_0").partition("_")[2]) + 1
        (FOLDER / f"{language}_{number}.txt").write_bytes(dictionary(language))


if __name__ == "__main__":
    main()
