"""Fields of a provider's JSON, asked for by type: what is missing or odd is named, not guessed."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from relance.domain.errors import Invalid
from relance.domain.identifiers import is_identifier
from relance.domain.money import CURRENCIES

MOST_CHARACTERS = 200
_YEAR_2100 = 4_102_444_800


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
        if type(value) is not int or not 0 <= value < 10**15:
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
        if type(value) is not int or not 0 <= value < _YEAR_2100:
            raise self._odd(name, "seconds since 1970")
        return datetime.fromtimestamp(value, UTC)

    def instant(self, name: str) -> datetime:
        """The instant given in ISO 8601 with its offset."""
        try:
            value = datetime.fromisoformat(self.text(name))
        except ValueError:
            raise self._odd(name, "an instant as 2026-06-02T10:00:00Z") from None
        if value.tzinfo is None:
            raise self._odd(name, "an instant with its offset from UTC")
        return value.astimezone(UTC)

    def day(self, name: str) -> date:
        """The day given as 2026-06-02."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            raise self._odd(name, "a day as 2026-06-02") from None

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
