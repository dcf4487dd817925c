"""The HTTP API as API Gateway runs it: routes, the authorizer, payload format 2.0."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from local.harness.routes import Route, authorizers_of, routes_of
from local.harness.template import ACCOUNT, PUBLIC_URL, REGION, Template

type Invoke = Callable[[str, dict[str, Any]], Any]

API_HOST = f"a1b2c3d4e5.execute-api.{REGION}.amazonaws.com"
_TEXT = ("text/", "application/json", "application/javascript", "application/xml")


class Failed(Exception):
    """A function raised, ran out of time or was killed."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the client gets; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    cookies: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    @property
    def json(self) -> Any:
        """The body as JSON values."""
        return json.loads(self.content)


class Gateway:
    """Answers requests with the functions of the template; `invoke` raises Failed."""

    def __init__(self, template: Template, invoke: Invoke) -> None:
        self._invoke = invoke
        self._routes, self._authorizers = _declared(template)

    def handle(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Response:
        """The answer to one request."""
        at = urlsplit(url.removeprefix(PUBLIC_URL))
        path = unquote(at.path)  # R19: paths are decoded before routing
        for route in self._routes:
            parameters = route.match(method, path)
            if parameters is not None:
                break
        else:
            return _said(404, "Not Found")
        event = _event(route, path, at.query, headers, parameters)
        if route.authorizer and (refused := self._authorize(route, event)):
            return refused
        _add_body(event, body)
        try:
            answer = self._invoke(route.function, event)
        except Failed:
            return _said(500, "Internal Server Error")
        return _response(answer, method)

    def _authorize(self, route: Route, event: dict[str, Any]) -> Response | None:
        """The refusal, or None after adding what the authorizer said to the event."""
        credential = event["headers"].get("authorization")
        if not credential:
            return _said(401, "Unauthorized")
        arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:a1b2c3d4e5/$default{route.key}"
        asked = {k: v for k, v in event.items() if k != "isBase64Encoded"}
        asked |= {"type": "REQUEST", "routeArn": arn, "identitySource": [credential]}
        try:
            said = self._invoke(self._authorizers[str(route.authorizer)], asked)
        except Failed:
            return _said(500, "Internal Server Error")
        if not isinstance(said, dict) or not isinstance(said.get("isAuthorized"), bool):
            return _said(500, "Internal Server Error")
        if not said["isAuthorized"]:
            return _said(403, "Forbidden")
        event["requestContext"]["authorizer"] = {"lambda": said.get("context") or {}}
        return None


@cache
def _declared(template: Template) -> tuple[list[Route], dict[str, str]]:
    """What the template says of routes, which is the same in each of its deployments."""
    return routes_of(template), authorizers_of(template)


def encode_body(
    body: Any, form: Mapping[str, str] | None, headers: Mapping[str, str]
) -> tuple[bytes, dict[str, str]]:
    """The bytes of a request and its headers, in lower case, with the content type that fits."""
    sent = {name.lower(): value for name, value in headers.items()}
    if form is not None:
        sent.setdefault("content-type", "application/x-www-form-urlencoded")
        return urlencode(form).encode(), sent
    match body:
        case None:
            return b"", sent
        case bytes():
            return body, sent
        case str():
            return body.encode(), sent
    sent.setdefault("content-type", "application/json")
    return json.dumps(body).encode(), sent


def _event(
    route: Route, path: str, query: str, headers: Mapping[str, str], parameters: dict[str, str]
) -> dict[str, Any]:
    asked: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        asked[name] = f"{asked[name]},{value}" if name in asked else value
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"host": API_HOST, "user-agent": "test", **headers},
        "requestContext": _context(route, path),
        "isBase64Encoded": False,
    }
    if asked:
        event["queryStringParameters"] = asked
    if parameters:
        event["pathParameters"] = parameters
    return event


def _context(route: Route, path: str) -> dict[str, Any]:
    return {
        "accountId": ACCOUNT,
        "apiId": "a1b2c3d4e5",
        "domainName": API_HOST,
        "domainPrefix": "a1b2c3d4e5",
        "http": {
            "method": route.method,
            "path": path,
            "protocol": "HTTP/1.1",
            "sourceIp": "203.0.113.7",
            "userAgent": "test",
        },
        "requestId": "JKJaXmPLvHcESHA=",
        "routeKey": route.key,
        "stage": "$default",
        "time": "02/Jun/2026:08:00:00 +0000",
        "timeEpoch": 1780387200000,
    }


def _add_body(event: dict[str, Any], body: bytes) -> None:
    if not body:
        return
    event["headers"]["content-length"] = str(len(body))
    # HTTP APIs pass only these types as text; a form arrives in base64.
    if event["headers"].get("content-type", "text/plain").startswith(_TEXT):
        event["body"] = body.decode()
    else:
        event["body"], event["isBase64Encoded"] = base64.b64encode(body).decode(), True


def _response(answer: Any, method: str) -> Response:
    if not isinstance(answer, dict) or "statusCode" not in answer:
        return Response(200, {"content-type": "application/json"}, json.dumps(answer).encode())
    text = answer.get("body") or ""
    content = base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
    headers = {name.lower(): str(value) for name, value in (answer.get("headers") or {}).items()}
    return Response(
        int(answer["statusCode"]),
        headers,
        b"" if method == "HEAD" else content,
        tuple(answer.get("cookies") or ()),
    )


def _said(status: int, message: str) -> Response:
    content = json.dumps({"message": message}).encode()
    return Response(status, {"content-type": "application/json"}, content)
