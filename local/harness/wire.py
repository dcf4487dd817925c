"""The HTTP calls to AWS: counted, sent to the engine of the test, and open to interference.

The seam lies below the SDK's retries (R30): each attempt is one call.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from botocore.client import BaseClient
from botocore.endpoint import Endpoint

from local import loopback
from local.harness import near_sqs, short_way
from local.harness.engine import ask, exchange
from local.harness.functions import Invocation, Killed, current
from local.harness.short_way import Answering, Outcome
from local.loopback import Respond

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

    def __str__(self) -> str:
        return f"{self.function} {self.action} {self.index} {self.error}".rstrip()


type Tap = Callable[[Request, Proceed], Outcome]


class Wire:
    """Every call of the functions, in order; `taps` may fail, change or repeat them.

    A tap is called with the request and what performs it, outermost first; it returns the outcome
    or raises `Killed`, after which nothing of that invocation reaches AWS. The harness's own
    calls pass untouched and uncounted. With `is_short` a call that goes well has the short way.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.taps: list[Tap] = []
        self.engines: dict[str, str] = {}
        self.is_short = True
        self.letterbox: Respond | None = None

    def is_of_rows(self, url: str) -> bool:
        """Whether a call goes to an engine of DynamoDB that is not moto."""
        return url.removesuffix("/") == self.engines.get("dynamodb")

    def made(self, client: Any, operation: str, given: dict[str, Any]) -> Any:
        """A call of a client, on the short way where there is one."""
        service = client.meta.service_model.service_name
        if answering := self._answering(service, operation, given):
            return short_way.call(client, operation, given, answering, self._attempt)
        return short_way.long_way(client, operation, given)

    def answered(self, request: Any, model: Any, send: Proceed) -> Outcome:
        """What one attempt of botocore's own brings, counted where a function makes it."""
        service = model.service_model.service_name
        if engine := self.engines.get(service):
            request.url = _moved(request.url, engine)
        if (invocation := current.get()) is None:
            return send()
        return self.call(invocation, _counted(invocation, service, model.name, request), send)

    def _answering(self, service: str, operation: str, asked: dict[str, Any]) -> Answering | None:
        match service, operation:
            case _ if not self.is_short:
                return None
            case "dynamodb", _ if service in self.engines:
                return self._answer_of_rows
            case "sesv2", "SendEmail" if self.letterbox:
                return self._answer_of_mails
            case "sqs", _ if near_sqs.is_plain(operation, asked):
                return _answer_of_queues
        return None

    def _answer_of_rows(self, asked: short_way.Asked) -> short_way.Told:
        return ask(self.engines["dynamodb"], asked.headers | _SIGNED, asked.body)

    def _answer_of_mails(self, asked: short_way.Asked) -> short_way.Told:
        letterbox: Any = self.letterbox
        answer = letterbox(loopback.Request("POST", asked.path, Message(), asked.body))
        if answer is None:
            raise ConnectionResetError
        return answer.status, dict(answer.headers), answer.body

    def _attempt(self, asked: short_way.Asked, send: Proceed) -> Outcome:
        if (invocation := current.get()) is None:
            return send()
        counted = Request(
            asked.service, asked.operation, invocation.function, invocation.number, asked.parameters
        )
        return self.call(invocation, counted, send)

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


# The engine wants to see a signature and does not check it.
_SIGNED = {
    "X-Amz-Date": "20260601T000000Z",
    "Authorization": "AWS4-HMAC-SHA256 Credential=testing/20260601/eu-west-3/dynamodb/aws4_request,"
    " SignedHeaders=host, Signature=0",
}


def _answer_of_queues(asked: short_way.Asked) -> short_way.Told:
    return near_sqs.answer(asked.operation, asked.parameters)


def _through(tap: Tap, request: Request, send: Proceed) -> Proceed:
    return lambda: tap(request, send)


@contextmanager
def installed(wire: Wire) -> Iterator[None]:
    """Puts the wire under every botocore client while the block lasts."""
    endpoint: Any = Endpoint
    original, sent = endpoint._do_get_response, endpoint._send

    def called(self: Any, operation: str, given: dict[str, Any]) -> Any:
        return wire.made(self, operation, given)

    def respond(self: Any, request: Any, operation_model: Any, context: Any) -> Outcome:
        send = partial(original, self, request, operation_model, context)
        return short_way.first_outcome() or wire.answered(request, operation_model, send)

    def exchanged(self: Any, request: Any) -> Any:
        return exchange(request) if wire.is_of_rows(request.url) else sent(self, request)

    endpoint._do_get_response, endpoint._send = respond, exchanged
    setattr(BaseClient, "_make_api_call", called)  # noqa: B010
    try:
        yield
    finally:
        endpoint._do_get_response, endpoint._send = original, sent
        setattr(BaseClient, "_make_api_call", short_way.long_way)  # noqa: B010


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
