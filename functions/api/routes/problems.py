"""Errors as problem details (RFC 9457): what went wrong, and in which field."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)

from relance.domain.errors import (
    Conflict,
    Flawed,
    Forbidden,
    Gone,
    Invalid,
    NoAnswer,
    NotFound,
    Unavailable,
    Unreadable,
)
from relance.telemetry import logger

from .request_body import UnreadableBody, UnsupportedMedia

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2
MOST_ERRORS, MOST_CHARACTERS = 20, 300

type Fields = Sequence[tuple[str, str]]


def problem(
    status: HTTPStatus, detail: str, fields: Fields = (), retry: bool = False
) -> Response[Any]:
    """The response that names the problem and the fields it lies in."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": _cut(detail),
    }
    if fields:
        shown = fields[:MOST_ERRORS]
        body["errors"] = [{"field": _cut(name), "detail": _cut(why)} for name, why in shown]
    if len(fields) > MOST_ERRORS:
        body["more_errors"] = len(fields) - MOST_ERRORS
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if retry else {}
    content = json.dumps(body, ensure_ascii=False)
    return Response(status.value, MEDIA_TYPE, content, headers)


def _cut(text: str) -> str:
    """A text of a length that a person reads, whatever of the request is in it."""
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."


@dataclass(eq=False)
class Unready(Exception):
    """What is asked for needs more first: field and reason."""

    fields: Fields


def unreadable(error: UnsupportedMedia | UnreadableBody) -> Response[Any]:
    """The refusal of a body that is not JSON."""
    if isinstance(error, UnreadableBody):
        return problem(HTTPStatus.BAD_REQUEST, str(error))
    detail = "send JSON in UTF-8 with the header Content-Type: application/json"
    return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)


def register(app: APIGatewayHttpResolver) -> None:
    """Makes the resolver answer every error, ours and others, with a problem."""
    for kind, answer in _ANSWERS.items():
        app.exception_handler(kind)(answer)


def _validation(error: RequestValidationError) -> Response[Any]:
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return problem(HTTPStatus.BAD_REQUEST, "the body is not JSON")
    fields = [(_path(one["loc"]), one["msg"].removeprefix("Value error, ")) for one in found]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "some fields cannot be accepted", fields)


def _path(place: Sequence[str | int]) -> str:
    """The dotted path of a field, without saying that it was in the body or query."""
    inner = place[1:] if place and place[0] in ("body", "query", "path", "header") else place
    return ".".join(str(step) for step in inner) or "body"


def _invalid(error: Invalid) -> Response[Any]:
    fields = [(error.field, error.detail)]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.detail, fields)


def _flawed(error: Flawed) -> Response[Any]:
    detail = "the policy cannot be accepted"
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, error.flaws)


def _not_found(error: NotFound) -> Response[Any]:
    return problem(HTTPStatus.NOT_FOUND, f"there is no {error.kind} with the id {error.id}")


def _conflict(error: Conflict) -> Response[Any]:
    fields = [(error.field, error.detail)] if error.field else []
    return problem(HTTPStatus.CONFLICT, error.detail, fields)


def _unready(error: Unready) -> Response[Any]:
    detail = "the settings lack what must be there first"
    return problem(HTTPStatus.CONFLICT, detail, error.fields)


def _unreadable(error: Unreadable) -> Response[Any]:
    logger.error("row cannot be read", place=error.place_name, row=error.row)
    what = f"{error.place_name}: the row {error.row} cannot be read"
    detail = f"{what}; nothing is sent until it is mended"
    return problem(HTTPStatus.CONFLICT, detail)


def _forbidden(error: Forbidden) -> Response[Any]:
    return problem(HTTPStatus.FORBIDDEN, f"{error.detail} (scope {error.scope})")


def _gone(error: Gone) -> Response[Any]:
    return problem(HTTPStatus.GONE, error.reason)


def _unavailable(error: Unavailable) -> Response[Any]:
    logger.warning("unavailable", error=type(error).__name__)
    detail = "nothing was changed: ask again in a moment"
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry=True)


def _no_answer(error: NoAnswer) -> Response[Any]:
    logger.warning("no answer", error=error.reason)
    detail = "the storage did not answer: it is not known whether this was done, ask again"
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, retry=True)


def no_address() -> Response[Any]:
    """The answer where no route is."""
    return problem(HTTPStatus.NOT_FOUND, "there is no such address")


def too_large() -> Response[Any]:
    """The answer where the true one is larger than Lambda gives: what was done stays done."""
    logger.error("answer too large")
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the answer is too large to be given")


def _no_route(_: NotFoundError) -> Response[Any]:
    return no_address()


def _media(_: RequestUnsupportedContentType) -> Response[Any]:
    return unreadable(UnsupportedMedia())


def _unexpected(_: Exception) -> Response[Any]:
    logger.exception("unexpected error")
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "an unexpected error; it has been recorded")


_ANSWERS: dict[type[Exception], Any] = {
    RequestValidationError: _validation,
    RequestUnsupportedContentType: _media,
    Invalid: _invalid,
    Flawed: _flawed,
    NotFound: _not_found,
    Conflict: _conflict,
    Unready: _unready,
    Forbidden: _forbidden,
    Gone: _gone,
    Unreadable: _unreadable,
    NoAnswer: _no_answer,
    Unavailable: _unavailable,
    NotFoundError: _no_route,
    Exception: _unexpected,
}
