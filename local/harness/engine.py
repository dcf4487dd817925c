"""The short way to the second engine of DynamoDB: a socket for each thread, which stays open.

botocore makes a request, repeats it and reads what went wrong, as ever. Its pool of connections
took more time than the engine (`functional/system/test_moto_pace.py` compares the answers).
"""

import select
import socket
import threading
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError

_END_OF_HEADERS = b"\r\n\r\n"
_AT_ONCE_BYTES = 65536
_SAID = ("X-Amz-Target", "Content-Type", "X-Amz-Date", "Authorization")
_Response: Any = AWSResponse
_open = threading.local()


def exchange(request: Any) -> Any:
    """What the engine answers to a request of botocore; raises what botocore raises."""
    told = {name: _text(request.headers[name]) for name in _SAID}
    try:
        status, headers, content = ask(request.url, told, request.body)
    except OSError as lost:
        raise ConnectionClosedError(endpoint_url=request.url, request=request) from lost
    answer: Any = _Response(request.url, status, headers, None)
    answer._content = content
    return answer


def ask(url: str, told: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (their names in small letters) and content of one answer; or OSError."""
    to = urlsplit(url).netloc
    lines = [f"{name}: {value}" for name, value in (told | {"Host": to}).items()]
    head = "\r\n".join(("POST / HTTP/1.1", *lines, f"Content-Length: {len(body)}"))
    try:
        return _asked(to, head.encode("latin-1") + _END_OF_HEADERS + body)
    except OSError:
        _close(to)
        raise


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _asked(to: str, message: bytes) -> tuple[int, dict[str, str], bytes]:
    connection = _connection(to)
    connection.sendall(message)
    received = b""
    while (end := received.find(_END_OF_HEADERS)) < 0:
        received += _more(connection)
    status, *lines = received[:end].decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    content = received[end + len(_END_OF_HEADERS) :]
    while len(content) < int(headers["content-length"]):
        content += _more(connection)
    return int(status.split(" ")[1]), headers, content


def _more(connection: socket.socket) -> bytes:
    if more := connection.recv(_AT_ONCE_BYTES):
        return more
    raise ConnectionResetError


def _connection(to: str) -> socket.socket:
    """A connection that nobody has closed: an open one is silent until it is asked."""
    kept: dict[str, socket.socket] = vars(_open)
    if to in kept and select.select([kept[to]], [], [], 0)[0]:
        _close(to)
    if to not in kept:
        host, _, port = to.partition(":")
        kept[to] = socket.create_connection((host, int(port)))
        kept[to].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return kept[to]


def _close(to: str) -> None:
    if gone := vars(_open).pop(to, None):
        gone.close()
