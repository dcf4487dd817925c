"""The API as the demo's staff use it: every answer is looked at, none is taken for granted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.stack import Response, Stack


class Unexpected(Exception):
    """An answer that the demo cannot go on with."""

    def __init__(self, method: str, path: str, answer: Response) -> None:
        told = answer.body.decode(errors="replace")[:600]
        super().__init__(f"{method} {path} was answered {answer.status}: {told}")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Api:
    """The API with one key."""

    stack: Stack
    key: str

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        return self._ask("GET", path, None, (200,))

    def put(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to a PUT, created or kept."""
        return self._ask("PUT", path, body, (200, 201))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to a POST."""
        return self._ask("POST", path, body, (200, 201, 202))

    def delete(self, path: str) -> None:
        """Nothing, once it is gone."""
        self._ask("DELETE", path, None, (200, 204))

    def all(self, path: str, name: str) -> Iterator[dict[str, Any]]:
        """Every entry of a list, page by page."""
        cursor = None
        while True:
            more = f"cursor={cursor}" if cursor else "limit=200"
            page = self.get(f"{path}{'&' if '?' in path else '?'}{more}")
            yield from page[name]
            cursor = page["cursor"]
            if not cursor:
                return

    def _ask(
        self, method: str, path: str, body: Mapping[str, Any] | None, expected: tuple[int, ...]
    ) -> Any:
        answer = self.stack.http(method, path, body, self.key)
        if answer.status not in expected:
            raise Unexpected(method, path, answer)
        return answer.json() if answer.body else None
