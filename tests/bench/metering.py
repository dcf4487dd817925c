"""What the handlers use up, without the emulator that works in their thread."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.harness.cloud import Cloud, Outcome, Proceed, Request

_EMULATED = frozenset({"sqs", "secretsmanager", "ssm", "sns"})


def _floats() -> defaultdict[str, float]:
    return defaultdict(float)


@dataclass(slots=True)
class Meter:
    """Seconds inside the handlers, by function, without those of the emulator in their thread."""

    seconds: defaultdict[str, float] = field(default_factory=_floats)
    cpu_seconds: defaultdict[str, float] = field(default_factory=_floats)
    invocations: defaultdict[str, float] = field(default_factory=_floats)
    records: defaultdict[str, float] = field(default_factory=_floats)

    def tap(self, request: Request, proceed: Proceed) -> Outcome:
        """Takes off what the in-process emulator uses up."""
        if request.service not in _EMULATED:
            return proceed()
        start, cpu_start = time.perf_counter(), time.thread_time()
        outcome = proceed()
        self._add(request.function, start - time.perf_counter(), cpu_start - time.thread_time())
        return outcome

    @contextmanager
    def metering(self, cloud: Cloud) -> Iterator[None]:
        """Adds up every handler call of the block."""
        original = cloud.invoke

        def invoke(function: str, event: Any) -> Any:
            self.invocations[function] += 1
            self.records[function] += len(event.get("Records", ()))
            start, cpu_start = time.perf_counter(), time.thread_time()
            try:
                return original(function, event)
            finally:
                self._add(function, time.perf_counter() - start, time.thread_time() - cpu_start)

        vars(cloud)["invoke"] = invoke
        cloud.wire.taps.append(self.tap)
        try:
            yield
        finally:
            vars(cloud).pop("invoke")
            cloud.wire.taps.remove(self.tap)

    def _add(self, function: str, seconds: float, cpu_seconds: float) -> None:
        self.seconds[function] += seconds
        self.cpu_seconds[function] += cpu_seconds
