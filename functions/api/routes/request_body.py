"""The body of a request: JSON in UTF-8 that says each thing once, or a refusal.

What a parser merely tolerates is no JSON here: the next one would read something else.
"""

import base64
import binascii
import json
import math
from collections.abc import Mapping, Sequence
from email.message import Message
from typing import Any

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
MOST_NESTED = 32


class UnsupportedMedia(Exception):
    """The body does not say that it is JSON in UTF-8."""


class UnreadableBody(Exception):
    """The body is no JSON, or JSON that two readers would read differently; says why."""


def with_plain_body(event: dict[str, Any]) -> dict[str, Any]:
    """The event with its body, if it has one, as text; raises UnsupportedMedia, UnreadableBody."""
    if not event.get("body"):
        return event
    _require_json(event)
    text = _text_of(event)
    _require_plain(read(text))
    headers = {**event["headers"], "content-type": JSON}
    return {**event, "body": text, "isBase64Encoded": False, "headers": headers}


def _require_json(event: Mapping[str, Any]) -> None:
    method = event["requestContext"]["http"]["method"]
    said = Message()
    said["content-type"] = event.get("headers", {}).get("content-type", "")
    allowed = {JSON, MERGE_PATCH} if method == "PATCH" else {JSON}
    charset = said.get_param("charset", "utf-8")
    if said.get_content_type() not in allowed or str(charset).lower() not in ("utf-8", "utf8"):
        raise UnsupportedMedia


def _text_of(event: Mapping[str, Any]) -> str:
    """The text; HTTP APIs pass what is no plain JSON type in base64."""
    if not event.get("isBase64Encoded"):
        return str(event["body"])
    try:
        return base64.b64decode(event["body"], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise UnreadableBody("the body is not UTF-8") from None


def read(text: str) -> Any:
    """The values of a JSON text; raises UnreadableBody."""
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
    except UnreadableBody:
        raise
    except (ValueError, RecursionError):  # no JSON, numbers without end, brackets without end
        raise UnreadableBody("the body is not JSON") from None


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableBody("the body says a field twice")
    return found


def _no_number(name: str) -> Any:
    raise UnreadableBody(f"the body is not JSON: {name} is no number")


def _require_plain(value: Any) -> None:
    """Level by level: no text that cannot be written, no number beyond those of a computer."""
    level = [value]
    for _ in range(MOST_NESTED):
        if not level:
            return
        for one in level:
            _require_writable(one)
        level = [inner for one in level for inner in _inside(one)]
    raise UnreadableBody(f"the body is nested more than {MOST_NESTED} deep")


def _inside(value: Any) -> Sequence[Any]:
    match value:
        case dict():
            return [*value.keys(), *value.values()]
        case list():
            return value
        case _:
            return ()


def _require_writable(value: Any) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise UnreadableBody("the body has a number that is too large")
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UnreadableBody("the body has a text that is not Unicode") from None
