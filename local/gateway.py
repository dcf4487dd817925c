"""The address of the API on this computer: what a custom domain is on AWS.

The emulator serves an API under a host name that few resolvers know, and its id is known only after
the deploy, while the links in messages need their base before. So a fixed loopback address stands
in front and passes everything on as it came.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from local.loopback import Answer, Request, serving
from local.settings import LOOPBACK, Settings

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
_TIMEOUT_SECONDS = 60


@contextmanager
def serving_api(where: Settings, api_id: Sequence[str]) -> Iterator[str]:
    """The API under `where.api_url` for the length of the block; `api_id` is empty until known."""

    def respond(request: Request) -> Answer:
        if not api_id:
            return _plain(503, "The stack is being deployed.\n")
        try:
            return _pass_on(request, api_id[0], where.ports.emulator)
        except (OSError, HTTPException):
            return _plain(502, "The emulator is gone.\n")

    with serving(respond, where.ports.api) as url:
        yield url


def _pass_on(request: Request, api_id: str, port: int) -> Answer:
    headers = {k: v for k, v in request.headers.items() if k.lower() != "connection"}
    headers["Host"] = f"{api_id}.execute-api.{LOOPBACK}:{port}"
    connection = HTTPConnection(LOOPBACK, port, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request(request.method, request.target, request.body, headers)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    kept = tuple(one for one in response.getheaders() if one[0].lower() not in _HOP_BY_HOP)
    return Answer(response.status, kept, content)


def _plain(status: int, text: str) -> Answer:
    return Answer(status, (("Content-Type", "text/plain"),), text.encode())
