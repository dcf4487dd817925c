"""The small values of a calendar file: days, moments, amounts, each as a person writes them."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

MORNING = time(9)  # a fact without an hour comes before the messages of its day
FIRST_ON, LAST_ON = date(1990, 1, 1), date(2100, 12, 31)  # what anybody can mean
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(rf"({_DAY.pattern})(?:[ T](\d{{1,2}}:\d{{2}})(?::00)?)?")


def day(text: str) -> date:
    """The day that somebody wrote; raises ValueError with what is wrong."""
    if not _DAY.fullmatch(text):
        raise ValueError("a day is written 2026-06-02")
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"no calendar has a day {text}") from None
    return _within(on)


def hour_of(text: str) -> time:
    """The hour that somebody wrote; raises ValueError."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007
    except ValueError:
        raise ValueError(f"no day has an hour {text}") from None


def plain(value: Any) -> Any:
    """A value of YAML as JSON has it: days as text."""
    match value:
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case datetime() | date():
            return value.isoformat()
        case str() | bool() | int() | float() | None:
            return value
    return str(value)


def _within(on: date) -> date:
    if not FIRST_ON <= on <= LAST_ON:
        raise ValueError(f"a day lies between {FIRST_ON} and {LAST_ON}")
    return on


def _day(value: Any) -> date:
    match value:
        case date() if not isinstance(value, datetime):
            return _within(value)
        case str():
            return day(value.strip())
    raise ValueError("a day is written 2026-06-02")


def _moment(value: Any) -> datetime:
    match value:
        case datetime() if value.tzinfo is None:
            return datetime.combine(_within(value.date()), value.time())
        case date() if not isinstance(value, datetime):
            return datetime.combine(_within(value), MORNING)
        case str() if found := _MOMENT.fullmatch(value.strip()):
            said, hour = found.groups()
            return datetime.combine(day(said), hour_of(hour) if hour else MORNING)
    raise ValueError("a moment is written 2026-06-08 or 2026-06-08 14:30, in the creditor's time")


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value).replace(" ", "").replace("_", ""))
    except InvalidOperation:
        raise ValueError("an amount is written 1200.00") from None
    if not amount.is_finite():
        raise ValueError("an amount is written 1200.00")
    return amount


Plain = Annotated[dict[str, Any], BeforeValidator(plain)]  # as JSON has it
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]  # local to the creditor, without a zone
Amount = Annotated[Decimal, BeforeValidator(_amount)]


class Entry(BaseModel):
    """Something in the file; a word that is not known is refused with its place."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class OpenEntry(BaseModel):
    """Something of which further words are passed on to the API, which knows what it takes."""

    model_config = ConfigDict(extra="allow", frozen=True, coerce_numbers_to_str=True)

    @property
    def more(self) -> dict[str, Any]:
        """The further words."""
        return {name: plain(value) for name, value in (self.model_extra or {}).items()}


class Happens(Entry):
    """A fact: something that comes at a moment."""

    at: Moment
    crossing: bool = False  # the run of its hour has decided then, and has not sent
    refused: int | None = None  # the status with which it must be refused


class OpenHappens(OpenEntry):
    """A fact with further words that the API knows."""

    at: Moment
    crossing: bool = False
    refused: int | None = None
