"""Runs MiniStack, counts what functions ask of it, and ends it when its starter is gone.

Executed by the emulator's own Python. The starter holds the other end of standard input: its
closing, however the starter died, saves the state and stops the emulator, so that no orphan stays.

A function names itself in the user agent of its requests, by the SDK's own means: so they can be
told from each other and from everybody else's. What AWS has no request for, and the local stack
wants to know at once, is below `/_relance/`: these counts, and what all queues hold.
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
from ministack.services import lambda_svc, sqs

REQUESTS, QUEUES = "/_relance/requests", "/_relance/queues"
# The emulator waits for the log of each call, 50 ms where there is none: what comes later is kept
# and goes with the next one.
LOG_WAITS_SECONDS = (0.002, 0.002, 0.25)
_APPLICATION = re.compile(r"\bapp/(\S+)")

type Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def counting(inner: Application) -> Application:
    """The emulator, with the requests of functions counted by function and operation."""
    counts: Counter[tuple[str, str]] = Counter()

    async def outer(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
        elif scope["path"] == REQUESTS:
            await _answer(send, [[*key, count] for key, count in counts.items()])
        elif scope["path"] == QUEUES:
            await _answer(send, _held())
        else:
            _count(scope, counts)
            await inner(scope, receive, send)

    return outer


def _count(scope: dict[str, Any], counts: Counter[tuple[str, str]]) -> None:
    headers = {name.lower(): value.decode() for name, value in scope["headers"]}
    if found := _APPLICATION.search(headers.get(b"user-agent", "")):
        counts[found[1], headers.get(b"x-amz-target", scope["path"])] += 1


def _held() -> dict[str, int]:
    """The messages of each queue by its address, those that a function works on included."""
    return {key[2]: len(queue["messages"]) for key, queue in list(sqs._queues._data.items())}


async def _answer(send: Any, told: Any) -> None:
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
lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = LOG_WAITS_SECONDS
emulator.app = counting(emulator.app)
threading.Thread(target=_stop_with_the_starter, daemon=True).start()
sys.argv = ["ministack"]
emulator.main()
