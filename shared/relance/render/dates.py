"""Dates in words, which nobody can read the wrong way round (03/07 is two days)."""

from datetime import date
from functools import lru_cache

from babel.dates import format_date as babel_date

from relance.render.language import locale_of


@lru_cache(maxsize=1024)
def format_date(on: date, language: str) -> str:
    """The date in full: `30 juin 2026`, `30 June 2026`; French writes the first `1er`."""
    shown = babel_date(on, "long", locale=locale_of(language))
    if language == "fr" and on.day == 1:
        return f"1er{shown[1:]}"
    return shown
