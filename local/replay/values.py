"""The small values of a calendar file: days, moments, amounts, each as a person writes them."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

MORNING = time(9)  # a fact without an hour comes before the messages of its day
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}))?")


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


def _moment(value: Any) -> datetime:
    match value:
        case datetime():
            return value.replace(tzinfo=None)
        case date():
            return datetime.combine(value, MORNING)
        case str() if found := _MOMENT.fullmatch(value.strip()):
            day, hour = found.groups()
            at = datetime.strptime(hour, "%H:%M").time() if hour else MORNING  # noqa: DTZ007
            return datetime.combine(date.fromisoformat(day), at)
    raise ValueError("a moment is written 2026-06-08 or 2026-06-08 14:30")


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value).replace(" ", "").replace("_", ""))
    except InvalidOperation:
        raise ValueError("an amount is written 1200.00") from None
    if not amount.is_finite():
        raise ValueError("an amount is written 1200.00")
    return amount


def plain(value: Any) -> Any:
    """A value of YAML as JSON has it: days as text."""
    match value:
        case dict():
            return {str(key): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case datetime() | date():
            return value.isoformat()
    return value


Moment = Annotated[datetime, BeforeValidator(_moment)]  # local to the creditor, without a zone
Amount = Annotated[Decimal, BeforeValidator(_amount)]
