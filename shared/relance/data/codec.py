"""Domain values as JSON documents and back, by their type hints.

Dates travel as ISO strings, enums as their values; what equals its default is left out, so that
a field added later reads old rows.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from relance.domain import era
from relance.domain.money import CURRENCIES

type Decoder = Callable[[Any], Any]


class Misread(ValueError):
    """A value is not what it should be; `path` says where, in our own names, never what it is."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def encode(value: Any) -> Any:
    """The JSON form of a dataclass, tuple, dict, date, enum or plain value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encode_fields(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset):
        return [encode(each) for each in value]
    if isinstance(value, dict):
        return {key: encode(each) for key, each in value.items()}
    return value


def _encode_fields(value: Any) -> dict[str, Any]:
    document = {}
    for name, default in _defaults(value.__class__):
        content = getattr(value, name)
        if default is dataclasses.MISSING or content != default:
            document[name] = encode(content)
    return document


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    pairs = []
    for field in dataclasses.fields(kind):
        default = field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        pairs.append((field.name, default))
    return tuple(pairs)


def decode[T](kind: type[T], document: dict[str, Any]) -> T:
    """The domain value of a type, from its JSON form; unknown names are ignored."""
    hint: Any = kind
    value: T = _decoder(hint)(document)
    return value


@cache
def _decoder(hint: Any) -> Decoder:
    if dataclasses.is_dataclass(hint):
        return _dataclass_decoder(typing.cast(type, hint))
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = _decoder(next(arg for arg in get_args(hint) if arg is not type(None)))
        return lambda content: None if content is None else inner(content)
    if origin is tuple:
        return _tuple_decoder(get_args(hint))
    if origin is dict:
        return _exactly(dict)
    if hint is datetime:
        return instant
    if hint is date:
        return _in_reach(date.fromisoformat)
    if hint in (int, str, bool):
        return _exactly(hint)
    if isinstance(hint, type) and issubclass(hint, str | Enum):
        return hint  # an enum, or a text with a meaning of its own
    return lambda content: content


def _exactly(kind: type) -> Decoder:
    """Reads what is of that type and no other: a text is no amount, and true is not 1."""

    def read(content: Any) -> Any:
        if type(content) is not kind:
            raise TypeError("a value of another type")
        return content

    return read


def _known(name: str, decoder: Decoder) -> Decoder:
    """Reads a currency that exists, or none: nobody is written to about sums of another."""
    if name != "currency":
        return decoder

    def read(content: Any) -> Any:
        found = decoder(content)
        if found and found not in CURRENCIES:
            raise ValueError("no currency")
        return found

    return read


def _in_reach(parse: Decoder) -> Decoder:
    """Reads a day or an instant with which one can compute; any other is a row gone wrong."""

    def read(content: Any) -> Any:
        found = parse(content)
        if not era.keeps(found):
            raise ValueError("a date outside of the era")
        return found

    return read


def day(text: Any) -> date:
    """The day that a row says, with which one can compute."""
    on: date = _in_reach(date.fromisoformat)(text)
    return on


def instant(text: Any) -> datetime:
    """The instant that a row says, with which one can compute: in the era, and of a known zone."""
    at: datetime = _in_reach(datetime.fromisoformat)(text)
    if at.tzinfo is None:
        raise ValueError("an instant without its offset from UTC")
    return at


def _tuple_decoder(args: tuple[Any, ...]) -> Decoder:
    if args[-1] is Ellipsis:
        each = _decoder(args[0])
        return lambda content: tuple(each(item) for item in _listed(content))
    parts = [_decoder(arg) for arg in args]
    return lambda content: tuple(part(item) for part, item in zip(parts, content, strict=True))


def _listed(content: Any) -> Any:
    if type(content) is not list:
        raise TypeError("no list")
    return content


def _dataclass_decoder(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    fields = [
        (field.name, _known(field.name, _decoder(hints[field.name])))
        for field in dataclasses.fields(kind)
    ]

    def build(document: dict[str, Any]) -> Any:
        values: dict[str, Any] = {}
        name = ""
        try:
            for name, read in fields:
                if name in document:
                    values[name] = read(document[name])
            name = ""  # from here on what is wrong is what is missing
            return kind(**values)
        except Misread as error:
            raise Misread(f"{name}.{error.path}") from error
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            missing = next((one for one, _ in fields if one not in values), "")
            raise Misread(name or missing) from error

    return build
