"""What is wrong with a calendar file: where, and in words that name what was meant."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

type Path = tuple[str | int, ...]


class Mistaken(Exception):
    """The file is not a calendar; the text says where and why, one mistake a line."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: the way to it in the file, and what is wrong there."""

    path: Path
    text: str


def unknown(what: str, word: object, known: Iterable[str]) -> str:
    """That there is no such thing, and what was probably meant."""
    return f"there is no {what} {str(word)!r}{meant(word, known)}"


def meant(word: object, known: Iterable[str]) -> str:
    """`; did you mean ...?` for the nearest of the known words, if any is near."""
    names = sorted(set(known))
    by_small = {name.lower(): name for name in names}
    near = difflib.get_close_matches(str(word).lower(), by_small, n=1, cutoff=0.6)
    return f"; did you mean {by_small[near[0]]!r}?" if near else ""
