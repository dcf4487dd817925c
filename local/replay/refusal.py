"""What the API, or a debtor's page, does not take: the status, and why in which field."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from local.harness.gateway import Response
from local.replay.mistakes import Path, unknown

_UNKNOWN = "Extra inputs are not permitted"
# What the API calls otherwise than the file.
_NAMES = {
    "allocations": "for",
    "amount_minor": "amount",
    "cash_through_on": "through",
    "customer_id": "customer",
    "due_on": "due",
    "invoice_id": "for",
    "issued_on": "issued",
    "payment_id": "payment",
    "promise_on": "pays_on",
    "total_minor": "amount",
    "until_on": "until",
}


class Refusal(Exception):
    """The API, or a debtor's page, did not take what the calendar says."""

    def __init__(self, detail: str, status: int = 0, fields: tuple[tuple[str, str], ...] = ()):
        super().__init__("; ".join(f"{name}: {why}" for name, why in fields) or detail)
        self.status, self.fields = status, fields

    def places(self, more: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        """Where in the entry of the file it lies, and what is wrong there.

        `more` are words of the entry that the API knows by the same name.
        """
        if not self.fields:
            yield (), str(self)
        for name, why in self.fields:
            yield tuple(_in_the_file(name, more)), why


def refusal(method: str, path: str, answer: Response, described: Callable[[], Any]) -> Refusal:
    """The refusal that an answer of the API is; of an unknown word, with the nearest known."""
    problem = answer.json if answer.text.startswith("{") else {}
    fields = []
    for error in problem.get("errors", ()):
        name, why = str(error["field"]), str(error["detail"])
        if why == _UNKNOWN:
            inner, _, word = name.rpartition(".")
            why = unknown("word", word, words(described(), method, path, inner))
        fields.append((name, why))
    detail = problem.get("detail") or answer.text[:500]
    return Refusal(f"{method} {path}: {answer.status} {detail}", answer.status, tuple(fields))


def words(described: Any, method: str, path: str, way: str = "") -> list[str]:
    """The words that the body of a call, or something in it, may have; from the description."""
    for template, calls in described["paths"].items():
        pattern = re.sub(r"\{[^}]*\}|<[^>]*>", "[^/]+", template)
        if re.fullmatch(pattern, path) and method.lower() in calls:
            body = calls[method.lower()].get("requestBody", {})
            schema = body.get("content", {}).get("application/json", {}).get("schema", {})
            return sorted(_properties(described, schema, [*filter(None, way.split("."))]))
    return []


def _properties(described: Any, schema: Mapping[str, Any], way: list[str]) -> set[str]:
    """What an object may have, through references, choices and lists."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return _properties(described, described["components"]["schemas"][name], way)
    found: set[str] = set()
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        found |= _properties(described, one, way)
    if way and way[0].isdigit() and "items" in schema:
        return found | _properties(described, schema["items"], way[1:])
    own = schema.get("properties", {})
    if not way:
        return found | set(own)
    return found | (_properties(described, own[way[0]], way[1:]) if way[0] in own else set())


def _in_the_file(name: str, more: Mapping[str, Any]) -> Iterator[str | int]:
    first, *inner = name.split(".")
    yield first if first in more else _NAMES.get(first, first)
    for step in inner:
        yield int(step) if step.isdigit() else _NAMES.get(step, step)
