"""What `send` costs before its first mail, in a process that has nothing yet; run by text alone.

Standard input says {"path", "environment", "event"}. Counted is processor time: `import` of the
handler with whatever is made then, `clients` that the first batch makes (and sessions, by whomever
they are made), and `first`, the import and the whole first batch. `services` names the clients.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

spent_seconds = 0.0
services: list[str] = []


class Context:
    """What Lambda passes beside the event."""

    function_name = "send"
    memory_limit_in_mb = 768
    invoked_function_arn = "arn:aws:lambda:eu-west-3:123456789012:function:send"
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """All the time that it is given."""
        return 60_000


def timed(owner: type, name: str) -> None:
    """From now on it is added up what calls of this method use up."""
    original: Callable[..., Any] = getattr(owner, name)

    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        global spent_seconds
        if name == "create_client":
            services.append(str(arguments[0] if arguments else named["service_name"]))
        began = time.process_time()
        try:
            return original(self, *arguments, **named)
        finally:
            spent_seconds += time.process_time() - began

    setattr(owner, name, call)


def main(asked: dict[str, Any]) -> dict[str, Any]:
    """Imports the handler and lets it send."""
    global spent_seconds
    sys.path[:0] = asked["path"]
    os.environ.update(asked["environment"])
    began = time.process_time()
    from botocore.session import Session

    timed(Session, "__init__")
    timed(Session, "create_client")
    import handler

    imported = time.process_time() - began
    spent_seconds = 0.0  # those made at import are in it
    answer = handler.handler(asked["event"], Context())
    first = time.process_time() - began
    return {
        "answer": answer,
        "services": services,
        "import": imported,
        "clients": spent_seconds,
        "first": first,
    }


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.stdin.read()))))
