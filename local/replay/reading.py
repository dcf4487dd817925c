"""Reads a calendar file; a mistake is named with its place and its line."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from local.replay import expecting, facts
from local.replay.document import Calendar, Customer, Invoice, NoRuns
from local.replay.entries import Part
from local.replay.mistakes import Mistake, Mistaken, meant, unknown
from local.replay.sense import nonsense
from local.replay.tree import INCLUDE, tree

__all__ = ["KINDS", "Mistaken", "read", "words_of"]

# The facts of a file by what they are called in it.
KINDS: Mapping[str, type[BaseModel]] = {
    get_args(one.model_fields["what"].annotation)[0]: one
    for one in get_args(get_args(facts.Fact)[0])
}
_ENTRIES: Mapping[str, type[BaseModel]] = {
    "customers": Customer,
    "invoices": Invoice,
    "parts": Part,
    "no_runs": NoRuns,
}
# What the checks of types say, in the words of somebody who writes a file.
_SAID = {
    "missing": "it is missing",
    "string_type": "text is expected; true, false and lists are none",
    "bool_type": "true or false is expected",
    "bool_parsing": "true or false is expected",
    "int_type": "a whole number is expected",
    "int_parsing": "a whole number is expected",
    "int_from_float": "a whole number is expected",
    "tuple_type": "a list is expected, as [one, another]",
    "dict_type": "words with what they say are expected, as {one: 1}",
    "model_type": "words with what they say are expected, as {one: 1}",
    "model_attributes_type": "words with what they say are expected, as {one: 1}",
    "union_tag_not_found": "a fact begins with what it is, as {what: payment, ...}",
}


def read(file: Path) -> Calendar:
    """The calendar in the file; raises Mistaken."""
    found = tree(file)
    mistakes, calendar = found.mistakes, None
    try:
        calendar = Calendar.model_validate(found.values)
    except ValidationError as wrong:
        mistakes += [_mistake(error) for error in wrong.errors(include_url=False)]
    if calendar:
        calendar = calendar.model_copy(update={"folder": file.parent, "place": found.told})
        mistakes += [*nonsense(calendar), *_unreadable(calendar)]
    if mistakes or not calendar:
        raise Mistaken("\n".join(dict.fromkeys(found.in_order(mistakes))))
    return calendar


def _unreadable(calendar: Calendar) -> Iterator[Mistake]:
    """Expected lines that cannot be read."""
    names = expecting.names_of(calendar)
    for index, text in enumerate(calendar.expect or ()):
        try:
            expecting.expected(text, names)
        except expecting.Unreadable as wrong:
            yield Mistake(("expect", index), str(wrong))


def _mistake(error: Any) -> Mistake:
    way = tuple(error["loc"])
    match error["type"]:
        case "extra_forbidden":
            return Mistake(way, unknown("word", way[-1], words_of(way[:-1])))
        case "union_tag_invalid":
            tag = error["ctx"]["tag"]
            near = meant(tag, KINDS) or f"; facts are {', '.join(KINDS)}"
            return Mistake((*way, "what"), f"there is no fact {tag!r}{near}")
        case "literal_error":
            wanted = str(error["ctx"]["expected"])
            names = wanted.replace("'", "").replace(" or ", ", ").split(", ")
            return Mistake(way, f"it is one of {', '.join(names)}{meant(error['input'], names)}")
        case "string_type" if way[0] == "expect":
            return Mistake(way, "an expected line is text: one with a colon and a space is quoted")
        case kind:
            return Mistake(way, _SAID.get(kind, str(error["msg"]).removeprefix("Value error, ")))


def words_of(way: tuple[Any, ...]) -> list[str]:
    """The words that may stand in a place of the file."""
    model: type[BaseModel] = Calendar
    for step in way:
        model = _ENTRIES.get(str(step)) or KINDS.get(str(step)) or model
    names = [field.alias or name for name, field in model.model_fields.items()]
    own = [INCLUDE] if model is Calendar else []
    return [name for name in names if name not in ("folder", "place")] + own
