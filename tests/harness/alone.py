"""One function in a process of its own, as Lambda runs it: `python -m tests.harness.alone`.

Standard input says {"function", "event", "limit_seconds", "environment"} in its first line. The
function is called once to warm it up, `ready` is written, and with the next line it is called for
good; the last line written is {"answer" or "raised", "seconds"}.
"""

import json
import os
import sys
import time
from typing import Any

from local.harness.functions import LambdaContext, PerFunctionEnvironment, module_of, running


def call(function: str, event: Any, limit_seconds: int) -> dict[str, Any]:
    """What the handler answers or raises, and how long it takes."""
    handler = module_of(function).handler
    began_at = time.monotonic()
    with running(function):
        try:
            told = {"answer": handler(event, LambdaContext(function, 512, limit_seconds, "id"))}
        except Exception as error:
            told = {"raised": type(error).__name__}
    return told | {"seconds": time.monotonic() - began_at}


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """What comes of the function once it is warm."""
    function, event, limit_seconds = asked["function"], asked["event"], asked["limit_seconds"]
    os.environ.update(asked["environment"])
    limits = {"TIME_LIMIT_SECONDS": str(limit_seconds)}
    PerFunctionEnvironment(asked["environment"] | limits).install()
    first = {"Records": event["Records"][:1]} if "Records" in event else event
    call(function, first, 300)
    print("ready", flush=True)
    sys.stdin.readline()
    return call(function, event, limit_seconds)


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.stdin.readline()))))
