"""A small HTTP server on loopback, in threads, for the parts of AWS that are ours."""

import json
import socket
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from local.settings import LOOPBACK

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_TIMEOUT_SECONDS = 10
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came; `target` is the raw path with its query."""

    method: str
    target: str
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response; its length is added when it is sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


type Respond = Callable[[Request], Answer | None]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in two writes; the second must not wait for an acknowledgement.
    disable_nagle_algorithm = True
    server_version, sys_version = "relance-local", ""
    respond: ClassVar[Respond]

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the terminal quiet: the log of the emulator tells what happened."""

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = type(self).respond(Request(self.command, self.path, self.headers, body))
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in (*answer.headers, ("Content-Length", str(len(answer.body)))):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler.serve)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    ended = False

    def serve(self) -> None:
        """Answers until `end`; asleep between requests, so that nobody waits for it to look."""
        while not self.ended:
            self.handle_request()

    def end(self) -> None:
        """Ends `serve`, which a last caller wakes."""
        self.ended = True
        socket.create_connection((LOOPBACK, self.server_address[1])).close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def get_json(url: str) -> Any:
    """The JSON at an address of this computer, past any proxy."""
    with _OPENER.open(url, timeout=_TIMEOUT_SECONDS) as answer:
        return json.load(answer)


@contextmanager
def serving(respond: Respond, port: int) -> Iterator[str]:
    """The URL at which `respond` answers while the block lasts; port 0 takes any free one.

    Where `respond` returns None the connection is broken without an answer.
    """
    handler = type("Handler", (_Handler,), {"respond": staticmethod(respond)})
    server = _Server((LOOPBACK, port), handler)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_address[1]}"
    finally:
        server.end()
        thread.join()
        server.server_close()
