"""Runs MiniStack, counts what functions ask of it, and ends it when its starter is gone.

Executed by the emulator's own Python. The starter holds the other end of standard input: its
closing, however the starter died, saves the state and stops the emulator, so that no orphan stays.

A function names itself in the user agent of its requests, by the SDK's own means: so they can be
told from each other and from everybody else's.
"""

import json
import os
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app as emulator
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

COUNTS = "/_relance/requests"
_APPLICATION = re.compile(r"\bapp/(\S+)")

type Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def counting(inner: Application) -> Application:
    """The emulator, with the requests of functions counted by function and operation."""
    counts: Counter[tuple[str, str]] = Counter()

    async def outer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            headers = {name.lower(): value.decode() for name, value in scope["headers"]}
            if scope["path"] == COUNTS:
                await _answer(counts, send)
                return
            if found := _APPLICATION.search(headers.get(b"user-agent", "")):
                counts[found[1], headers.get(b"x-amz-target", scope["path"])] += 1
        await inner(scope, receive, send)

    return outer


async def _answer(counts: Counter[tuple[str, str]], send: Any) -> None:
    told = [[function, operation, count] for (function, operation), count in counts.items()]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})


def _named(config: dict[str, Any]) -> dict[str, str]:
    """The credentials of a function, and its name for the user agent."""
    return {**_credentials(config), "AWS_SDK_UA_APP_ID": config["FunctionName"]}


def _stop_with_the_starter() -> None:
    # Not sys.stdin: its lock would be held for ever and break the end of the interpreter.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


_credentials = lambda_runtime.execution_credentials
lambda_runtime.execution_credentials = lambda_svc.execution_credentials = _named
emulator.app = counting(emulator.app)
threading.Thread(target=_stop_with_the_starter, daemon=True).start()
sys.argv = ["ministack"]
emulator.main()
