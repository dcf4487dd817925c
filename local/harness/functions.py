"""Runs the real handlers as Lambda does: their own environment, a context, JSON in and JSON out."""

import importlib.util
import itertools
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

from local.harness.template import ACCOUNT, REGION, ROOT, deployed

# Clients hold no state but connections, and making them is slow. What the other rooms work out
# and keep (templates compiled, calendars, decoders, routes) is the same in every deployment.
_KEPT = ("client", "mail_client", "connection")
_OF_THE_WORLD = ("relance.adapters", "relance.flows")
_counter = itertools.count(1)


class Killed(BaseException):
    """The process of a function died here: nothing of it runs on."""


@dataclass(slots=True)
class Invocation:
    """One run of a function; after `killed` no call of it reaches AWS."""

    function: str
    number: int = field(default_factory=lambda: next(_counter))
    killed: bool = False


current: ContextVar[Invocation | None] = ContextVar("invocation", default=None)


@dataclass(slots=True)
class LambdaContext:
    """What Lambda passes beside the event."""

    function_name: str
    memory_limit_in_mb: int
    timeout_seconds: int
    aws_request_id: str
    function_version: str = "$LATEST"
    log_stream_name: str = "2026/06/02/[$LATEST]test"
    started: float = field(default_factory=time.monotonic)

    @property
    def invoked_function_arn(self) -> str:
        """The ARN that was called."""
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        """The log group."""
        return f"/aws/lambda/{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the timeout of the template."""
        left = self.timeout_seconds - (time.monotonic() - self.started)
        return max(0, int(left * 1000))


class PerFunctionEnvironment:
    """Stands where `relance.config` reads `os.environ`: each function sees its own variables.

    A variable that the template does not give to a function is a KeyError in that function, as on
    AWS; outside of an invocation all are there.
    """

    def __init__(self, local: Mapping[str, str]) -> None:
        self._local = dict(local)
        names = deployed().functions()
        self._own = {name: deployed().environment(name) | self._local for name in names}
        self.everything = {k: v for own in self._own.values() for k, v in own.items()}

    @property
    def environ(self) -> Mapping[str, str]:
        """The variables of the running function."""
        invocation = current.get()
        return self._own[invocation.function] if invocation else self.everything

    def install(self) -> None:
        """Sets all variables for whatever is imported, and gives `relance.config` this view."""
        os.environ.update(self.everything)
        from relance import config

        setattr(config, "os", self)  # noqa: B010


@cache
def module_of(function: str) -> ModuleType:
    """functions/<function>/handler.py, imported once under a name of its own."""
    return _import(function)


def _import(function: str) -> ModuleType:
    folder = ROOT / "functions" / function
    # Lambda has one function a process; here a neighbour's module must not be taken for ours.
    mine = {path.stem for path in folder.iterdir()}
    for other in [name for name in sys.modules if name.partition(".")[0] in mine]:
        del sys.modules[other]
    name = f"function_{function}"
    spec = importlib.util.spec_from_file_location(name, folder / "handler.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(folder))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


@contextmanager
def running(function: str) -> Iterator[Invocation]:
    """What happens in the block is done by that function."""
    invocation = Invocation(function)
    token = current.set(invocation)
    try:
        yield invocation
    finally:
        current.reset(token)


def invoke(function: str, event: Any) -> Any:
    """What the handler returns for the event, through JSON both ways; raises what it raises."""
    handler = module_of(function).handler
    declared = deployed().functions()[function]
    with running(function) as invocation:
        context = LambdaContext(
            f"relance-test-{declared['LogicalId']}",
            int(declared["MemorySize"]),
            int(declared["Timeout"]),
            f"00000000-0000-4000-8000-{invocation.number:012d}",
        )
        result = handler(json.loads(json.dumps(event)), context)
    return json.loads(json.dumps(result))


def forget() -> None:
    """A new process, as far as our code can tell: nothing that it cached of the world is left."""
    for _, cached in _caches():
        cached.cache_clear()
    parameters = sys.modules.get("aws_lambda_powertools.utilities.parameters")
    if parameters:
        parameters.clear_caches()


def remembered() -> set[str]:
    """What our code has cached of the world at present, by module and name."""
    return {name for name, cached in _caches() if cached.cache_info().currsize}


def _caches() -> Iterator[tuple[str, Any]]:
    for module in [one for name, one in sys.modules.items() if name.startswith(_OF_THE_WORLD)]:
        for name, value in list(vars(module).items()):
            if name not in _KEPT and hasattr(value, "cache_clear"):
                yield f"{module.__name__}.{name}", value
