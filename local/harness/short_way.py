"""The short way of a call to AWS that goes well: half of what botocore does around one is left out.

botocore's own validates and writes what is asked, and its parser reads what is answered. Not done
are an address, a signature and headers, which nobody here reads, and the questions to the rules of
repeating, which an answer needs none of. What goes wrong is botocore's from the first attempt on:
it gets what that attempt brought, and repeats, tells and raises as ever.
"""

import json
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.exceptions import ConnectionClosedError
from botocore.hooks import first_non_none_response

from local.settings import LOOPBACK

# What botocore gets of one attempt: (HTTP response, parsed response) or an exception.
type Outcome = tuple[tuple[Any, dict[str, Any]] | None, Exception | None]
# Status, headers and content of an answer; raises OSError where there is none.
type Told = tuple[int, dict[str, str], bytes]
type Answering = Callable[["Asked"], Told]
# Makes one attempt, of which it is told how it is sent.
type Attempt = Callable[["Asked", Callable[[], Outcome]], Outcome]

long_way: Any = getattr(BaseClient, "_make_api_call")  # noqa: B009
_HERE = f"http://{LOOPBACK}"  # moto looks at the address of what it may answer: this is not its
_Response: Any = AWSResponse
_first: ContextVar[Outcome | None] = ContextVar("first", default=None)


@dataclass(slots=True)
class Asked:
    """One attempt at a call, as the hooks of its client see it and who answers it."""

    model: Any
    path: str
    headers: dict[str, str]
    body: bytes
    url: str = _HERE

    @property
    def service(self) -> str:
        """As `dynamodb`."""
        return str(self.model.service_model.service_name)

    @property
    def operation(self) -> str:
        """As `GetItem`."""
        return str(self.model.name)

    @property
    def parameters(self) -> dict[str, Any]:
        """What is asked, as it was written, and the path where there is one."""
        asked: dict[str, Any] = json.loads(self.body)
        return asked | ({"Path": self.path} if self.path.strip("/") else {})


def call(
    client: Any, operation: str, given: dict[str, Any], answering: Answering, attempt: Attempt
) -> Any:
    """What botocore's own call of a client returns, or raises what that raises."""
    model = client.meta.service_model.operation_model(operation)
    context = {"client_region": client.meta.region_name, "client_config": client.meta.config}
    given = client._emit_api_params(given, model, context)
    written = client._serializer.serialize_to_request(given, model)
    asked = Asked(model, written["url_path"], written["headers"], written["body"])
    answer, lost = attempt(asked, lambda: _sent(client, asked, answering))
    if answer is None or lost or answer[0].status_code >= 300:
        return _at_length(client, operation, given, (answer, lost))
    http, parsed = answer
    parsed.setdefault("ResponseMetadata", {})["RetryAttempts"] = 0
    client.meta.events.emit(
        f"after-call.{_service_id(model)}.{operation}",
        http_response=http,
        parsed=parsed,
        model=model,
        context=context,
    )
    return parsed


def first_outcome() -> Outcome | None:
    """What a first attempt brought that botocore has not been told of yet; asked for once."""
    outcome = _first.get()
    _first.set(None)
    return outcome


def _at_length(client: Any, operation: str, given: dict[str, Any], outcome: Outcome) -> Any:
    token = _first.set(outcome)
    try:
        return long_way(client, operation, given)
    finally:
        _first.reset(token)


def _sent(client: Any, asked: Asked, answering: Answering) -> Outcome:
    model = asked.model
    try:
        event = f"before-send.{_service_id(model)}.{model.name}"
        http = first_non_none_response(client.meta.events.emit(event, request=asked))
        if http is None:
            http = _received(asked, answering)
    except Exception as lost:  # as botocore has it: whatever it is may be repeated
        return None, lost
    return (http, _read(client, model, http)), None


def _received(asked: Asked, answering: Answering) -> Any:
    try:
        told = answering(asked)
    except OSError as lost:
        raise ConnectionClosedError(endpoint_url=asked.url, request=asked) from lost
    return Well(*told) if told[0] < 300 else _as_of_botocore(asked.url, *told)


@dataclass(slots=True)
class Well:
    """An answer of which nothing has to be said, with as much of a response as hooks read."""

    status_code: int
    headers: dict[str, str]
    content: bytes


def _as_of_botocore(url: str, status: int, headers: dict[str, str], content: bytes) -> Any:
    http: Any = _Response(url, status, headers, None)
    http._content = content
    return http


def _read(client: Any, model: Any, http: Any) -> dict[str, Any]:
    told = {
        "headers": http.headers,
        "status_code": http.status_code,
        "body": http.content,
        "context": {"operation_name": model.name},
    }
    factory = client._endpoint._response_parser_factory
    parser = factory.create_parser(model.service_model.resolved_protocol)
    parsed: dict[str, Any] = parser.parse(told, model.output_shape)
    if http.status_code >= 300:
        client._endpoint._add_modeled_error_fields(told, parsed, model, parser)
    return parsed


def _service_id(model: Any) -> str:
    return str(model.service_model.service_id.hyphenize())
