"""The HTTP calls to AWS: counted, sent to the engine of the test, and open to interference.

The seam lies below the SDK's retries (R30): each attempt is one call.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from botocore.endpoint import Endpoint

from local.harness.engine import exchange
from local.harness.functions import Invocation, Killed, current

# What botocore gets of one attempt: (HTTP response, parsed response) or an exception.
type Outcome = tuple[tuple[Any, dict[str, Any]] | None, Exception | None]
type Proceed = Callable[[], Outcome]


@dataclass(slots=True, eq=False)
class Request:
    """One HTTP call to AWS that a function made; `response` and `error` are known afterwards."""

    service: str
    operation: str
    function: str
    invocation: int
    parameters: dict[str, Any]
    response: dict[str, Any] = field(default_factory=dict)
    error: str = ""

    @property
    def action(self) -> str:
        """Service and operation, as `dynamodb:Query`."""
        return f"{self.service}:{self.operation}"

    @property
    def index(self) -> str:
        """The index that a query reads, or nothing."""
        return str(self.parameters.get("IndexName", ""))

    @property
    def units(self) -> float:
        """The capacity that DynamoDB says the call consumed."""
        consumed = self.response.get("ConsumedCapacity") or []
        each = consumed if isinstance(consumed, list) else [consumed]
        return sum(float(one.get("CapacityUnits", 0)) for one in each)

    def __str__(self) -> str:
        return f"{self.function} {self.action} {self.index} {self.error}".rstrip()


type Tap = Callable[[Request, Proceed], Outcome]


class Wire:
    """Every call of the functions, in order; `taps` may fail, change or repeat them.

    A tap is called with the request and what performs it, outermost first; it returns the outcome
    or raises `Killed`, after which nothing of that invocation reaches AWS. The harness's own
    calls pass untouched and uncounted.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.taps: list[Tap] = []
        self.engines: dict[str, str] = {}

    def is_of_rows(self, url: str) -> bool:
        """Whether a call goes to an engine of DynamoDB that is not moto."""
        return url.removesuffix("/") == self.engines.get("dynamodb")

    def call(self, invocation: Invocation, request: Request, send: Proceed) -> Outcome:
        """Performs one counted call."""
        if invocation.killed:
            raise Killed
        self.requests.append(request)
        for tap in reversed(self.taps):
            send = _through(tap, request, send)
        try:
            outcome = send()
        except Killed:
            invocation.killed = True
            request.error = "killed"
            raise
        answer, lost = outcome
        if answer:
            request.response = answer[1]
            request.error = str(answer[1].get("Error", {}).get("Code", ""))
        else:
            request.error = type(lost).__name__
        return outcome


def _through(tap: Tap, request: Request, send: Proceed) -> Proceed:
    return lambda: tap(request, send)


@contextmanager
def installed(wire: Wire) -> Iterator[None]:
    """Puts the wire under every botocore client while the block lasts."""
    endpoint: Any = Endpoint
    original, sent = endpoint._do_get_response, endpoint._send

    def respond(self: Any, request: Any, operation_model: Any, context: Any) -> Outcome:
        service = operation_model.service_model.service_name
        if engine := wire.engines.get(service):
            request.url = _moved(request.url, engine)

        def send() -> Outcome:
            return cast(Outcome, original(self, request, operation_model, context))

        invocation = current.get()
        if invocation is None:
            return send()
        counted = _counted(invocation, service, operation_model.name, request)
        return wire.call(invocation, counted, send)

    def exchanged(self: Any, request: Any) -> Any:
        return exchange(request) if wire.is_of_rows(request.url) else sent(self, request)

    endpoint._do_get_response, endpoint._send = respond, exchanged
    try:
        yield
    finally:
        endpoint._do_get_response, endpoint._send = original, sent


def _counted(invocation: Invocation, service: str, operation: str, request: Any) -> Request:
    asked = _parameters(request)
    return Request(service, operation, invocation.function, invocation.number, asked)


def _moved(url: str, engine: str) -> str:
    to = urlsplit(engine)
    return urlunsplit(urlsplit(url)._replace(scheme=to.scheme, netloc=to.netloc))


def _parameters(request: Any) -> dict[str, Any]:
    body = request.body or b""
    text = body.decode() if isinstance(body, bytes) else str(body)
    found: dict[str, Any] = {}
    if text.startswith("{"):
        found = json.loads(text)
    elif text:
        found = dict(parse_qsl(text))
    address = urlsplit(request.url)
    path = unquote(address.path)
    if ".s3." in address.netloc:  # the bucket is a part of the name of the host
        found["Host"] = address.netloc
    return found | ({"Path": path} if path.strip("/") else {})
