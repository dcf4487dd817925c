"""The Jinja2 environment of one language: what templates may use, compiled once per process.

One environment per language, so that no template can format for another one (pains H8). A
missing value is an error and never an empty space in a message to a debtor.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from babel import Locale
from babel.lists import format_list
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined, select_autoescape
from markupsafe import Markup, escape

from relance.render.dates import format_date
from relance.render.language import locale_of
from relance.render.money import format_amount

# A longer number may break: it would not fit the line of a phone.
_LONGEST_UNBROKEN = 24
_LISTED_WHOLE = 4
_BY_STYLE = Markup('<span style="white-space:nowrap">')
_BY_CLASS = Markup('<span class="{}">')
_END = Markup("</span>")
_BREAK = Markup("<br>\n")


@lru_cache(maxsize=8)
def environment(templates: Path, language: str) -> Environment:
    """The templates of a folder in one language; text is escaped except in `.txt.j2`."""
    built = Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_present,
    )
    built.filters["money"] = partial(format_amount, language=language)
    built.filters["day"] = partial(format_date, language=language)
    built.filters["shortened"] = partial(_shortened, locale=locale_of(language))
    built.filters["named"] = partial(_named, locale=locale_of(language))
    built.filters["plural"] = _plural
    built.filters["siren"] = partial(_grouped, size=3, between="\N{NO-BREAK SPACE}")
    # Too long for the line of a phone: it breaks between two groups, and nowhere else.
    built.filters["iban"] = partial(_grouped, size=4, between=" ")
    built.filters["tel"] = _tel
    built.filters["unbroken"] = _unbroken
    built.filters["lines"] = _lines
    return built


@dataclass(eq=False)
class Unsaid(ValueError):
    """A template printed what is not text: a message would read "None" or "<Macro ...>"."""

    value: object


def _present(value: object) -> object:
    if isinstance(value, str | int | Undefined):
        return value
    raise Unsaid(value)


def _plural(things: Sequence[object], one: str, several: str) -> str:
    return one if len(things) == 1 else several


def _unbroken(paragraph: str, whole: Sequence[str], by_class: str = "") -> Markup:
    """Keeps numbers on one line: "F-" at the end of a line and "118" on the next is unreadable.

    By a style attribute where mail clients may drop the sheet; by a class where the policy of
    the pages forbids the attribute.
    """
    kept = _BY_CLASS.format(by_class) if by_class else _BY_STYLE
    short = {text for text in whole if len(text) <= _LONGEST_UNBROKEN}
    longest_first = sorted(short, key=lambda text: (-len(text), text))
    wanted = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?![\w-])")
    parts = wanted.split(paragraph) if short else [paragraph]
    return Markup().join(
        kept + part + _END if index % 2 else escape(part) for index, part in enumerate(parts)
    )


def _lines(paragraph: Markup) -> Markup:
    """Keeps the line breaks of what a person wrote."""
    return escape(paragraph).replace("\n", _BREAK)


def _shortened(numbers: Sequence[str], more: str, *, locale: Locale) -> str:
    """A list for a sentence: all of up to four numbers, else three and how many more."""
    if len(numbers) <= _LISTED_WHOLE:
        return format_list(numbers, locale=locale)
    shown = numbers[: _LISTED_WHOLE - 1]
    return more % {"numbers": ", ".join(shown), "count": len(numbers) - len(shown)}


def _named(numbers: Sequence[str], one: str, several: str, more: str, *, locale: Locale) -> str:
    return _plural(numbers, one, several) % {"numbers": _shortened(numbers, more, locale=locale)}


def _grouped(text: str, size: int, between: str) -> str:
    bare = "".join(text.split())
    return between.join(bare[start : start + size] for start in range(0, len(bare), size))


def _tel(phone: str) -> str:
    # "+33 (0)1" is dialled +331.
    return "".join(sign for sign in phone.replace("(0)", "") if sign.isdigit() or sign == "+")
