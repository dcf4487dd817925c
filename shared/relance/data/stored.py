"""Rows as they are stored, where one attribute may have gone wrong (R46).

An attribute that cannot be read is no reason to read none of a row, nor none of a page of rows:
whoever looks at it finds out, and says which row it was.
"""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, cast

from pynamodb.attributes import JSONAttribute

from relance.data.codec import Misread
from relance.data.connections import TimedRow
from relance.domain.errors import Unreadable

# What a row that does not say what it should makes of reading it.
GONE_WRONG = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    TypeError,
    ValueError,
    zlib.error,
)


class Broken:
    """Stands for an attribute that cannot be read; to use it is a Misread."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _raise(self, *_: Any) -> Any:
        raise Misread(self._name)

    # It is neither there nor absent, and says nothing.
    __bool__ = __contains__ = __iter__ = __getitem__ = __int__ = _raise


class CompactJson(JSONAttribute):
    """A document as JSON in few bytes: without spaces, its letters as they are."""

    def serialize(self, value: Any) -> str | None:
        """The text that is stored."""
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text if _has_bytes(text) else json.dumps(value, separators=(",", ":"))


def _has_bytes(text: str) -> bool:
    """Whether a text is one of Unicode, and holds no half of a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unread(_: dict[str, Any]) -> None:
    """Takes no notice of the row that DynamoDB answers with after a change."""


class StoredRow(TimedRow):
    """A row that can be read although one of its attributes cannot."""

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """The row; `Broken` stands where an attribute cannot be read."""
        try:
            return super().from_raw_data(data)
        except GONE_WRONG:
            return cls._as_far_as_it_goes(data)

    def update(self, *args: Any, **settings: Any) -> Any:
        """Changes the row; what else it says is not read, and may be what it likes."""
        vars(self)["deserialize"] = _unread
        return super().update(*args, **settings)

    @classmethod
    def _as_far_as_it_goes(cls, data: dict[str, Any]) -> Self:
        values: dict[str, Any] = {}
        for name, attribute in cls.get_attributes().items():
            raw = data.get(attribute.attr_name)
            if raw is not None:
                values[name] = cls._value(name, {attribute.attr_name: raw})
        row = cls()
        row.attribute_values.update(values)
        return row

    @classmethod
    def _value(cls, name: str, raw: dict[str, Any]) -> Any:
        try:
            return super().from_raw_data(raw).attribute_values.get(name)
        except GONE_WRONG:
            return cast(Any, Broken(name))


@contextmanager
def reading(tenant_id: str, place: str, row: str) -> Iterator[None]:
    """Raises Unreadable where what is read inside does not say what it should."""
    try:
        yield
    except GONE_WRONG as error:
        attribute = error.path if isinstance(error, Misread) else ""
        raise Unreadable(tenant_id, place, row, attribute) from error
