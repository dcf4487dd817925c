"""The era: the days and instants that are taken in. Outside of it a date is a slip or an attack.

Inside it, whatever days settings, policies and terms add or take away, the sum stays a date: what
was accepted once can be computed with for ever.
"""

import re
from datetime import UTC, date, datetime

FIRST_ON = date(1990, 1, 1)
LAST_ON = date(2100, 12, 31)
SPAN = f"between {FIRST_ON} and {LAST_ON}"
# What computing adds to a day of the era, on either side, and a stored row may therefore say.
_KEPT_YEARS = range(FIRST_ON.year - 40, LAST_ON.year + 41)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    rf"{_DAY.pattern}[Tt ][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}([.,][0-9]{{1,9}})?)?"
    r"([Zz]|[+-][0-9]{2}:?[0-9]{2})"
)


class OutsideEra(ValueError):
    """A date that cannot be read, or that nobody can have meant; says what is wanted."""


def day_of(text: object) -> date:
    """The day that is written YYYY-MM-DD; raises OutsideEra."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise OutsideEra("a date is written YYYY-MM-DD")
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise OutsideEra("there is no such day") from None
    return within(on)


def within(on: date) -> date:
    """The day, which lies in the era; raises OutsideEra."""
    if not FIRST_ON <= on <= LAST_ON:
        raise OutsideEra(f"a date lies {SPAN}")
    return on


def instant_of(text: object) -> datetime:
    """The instant that is written in ISO 8601 with its offset, in UTC; raises OutsideEra."""
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        raise OutsideEra("an instant is written 2026-06-02T10:00:00Z, or with its offset from UTC")
    try:
        at = datetime.fromisoformat(text.upper())
        # Before it is moved to UTC, which the first and the last day of all cannot be.
        within(at.date())
        return _within_utc(at)
    except OutsideEra:
        raise
    except ValueError:
        raise OutsideEra("there is no such instant") from None


def instant_at(seconds: int) -> datetime:
    """The instant so many seconds after 1970; raises OutsideEra."""
    if not 0 <= seconds < (LAST_ON.year + 1) * 366 * 86_400:
        raise OutsideEra(f"a date lies {SPAN}")
    return _within_utc(datetime.fromtimestamp(seconds, UTC))


def _within_utc(at: datetime) -> datetime:
    moved = at.astimezone(UTC)
    within(moved.date())
    return moved


def keeps(on: date) -> bool:
    """Whether a row may say so: a day of the era, or what was computed from one."""
    return on.year in _KEPT_YEARS
