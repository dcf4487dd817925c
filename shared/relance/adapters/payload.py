"""Fields of a provider's JSON, asked for by type: what is missing or odd is named, not guessed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from relance.domain import era
from relance.domain.errors import Invalid
from relance.domain.identifiers import is_identifier
from relance.domain.money import CURRENCIES, MOST_MINOR

MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Payload:
    """One JSON object and its path in the body."""

    fields: dict[str, Any]
    path: str = ""

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self.fields.get(name) is not None

    def object(self, name: str) -> "Payload":
        """The object of that name."""
        value = self.fields.get(name)
        if not isinstance(value, dict):
            raise self._odd(name, "an object")
        return Payload(value, f"{self.path}{name}.")

    def text(self, name: str) -> str:
        """The text of that name, short enough for a key."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= MOST_CHARACTERS:
            raise self._odd(name, f"a text of at most {MOST_CHARACTERS} characters")
        return value

    def identifier(self, name: str) -> str | None:
        """The text if it can be an id of the invoicing tool (R19), else None."""
        value = self.fields.get(name)
        return value if isinstance(value, str) and is_identifier(value) else None

    def amount(self, name: str) -> int:
        """The number of minor units, zero or more."""
        value = self.fields.get(name)
        if type(value) is not int or not 0 <= value <= MOST_MINOR:
            raise self._odd(name, "a whole number of minor units")
        return value

    def currency(self, name: str) -> str:
        """The ISO 4217 code, in capitals."""
        code = self.text(name).upper()
        if code not in CURRENCIES:
            raise self._odd(name, "an ISO 4217 currency")
        return code

    def unix_time(self, name: str) -> datetime:
        """The instant given in seconds since 1970."""
        value = self.fields.get(name)
        if type(value) is not int:
            raise self._odd(name, "seconds since 1970")
        return self._in_era(name, lambda: era.instant_at(value))

    def instant(self, name: str) -> datetime:
        """The instant given in ISO 8601 with its offset."""
        return self._in_era(name, lambda: era.instant_of(self.text(name)))

    def day(self, name: str) -> date:
        """The day given as 2026-06-02."""
        return self._in_era(name, lambda: era.day_of(self.text(name)))

    def _in_era[T](self, name: str, read: Callable[[], T]) -> T:
        try:
            return read()
        except era.OutsideEra as error:
            raise Invalid(f"{self.path}{name}", str(error)) from None

    def _odd(self, name: str, wanted: str) -> Invalid:
        return Invalid(f"{self.path}{name}", f"must be {wanted}")


def parse(body: bytes) -> Payload:
    """The JSON object of a body; raises Invalid when it is none."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("body", "is not JSON") from None
    if not isinstance(value, dict):
        raise Invalid("body", "must be a JSON object")
    return Payload(value)
