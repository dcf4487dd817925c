"""A tick at size: 10,000 tenants with 300,000 accounts due in one hour, and one large tenant.

The handlers are the real ones; DynamoDB and SQS are simulated (tests/bench/simulated). The seconds
of a message are the processor time of its handler, as slow as Lambda gives it for the memory of the
function (a whole processor at 1,769 MB), and a wait for each answer and for what is in it. Its
memory is what it allocates at most, beside a process that has imported its handler.
"""

import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from local.harness.functions import LambdaContext
from local.harness.template import ROOT, deployed
from tests.bench.ground import HOME, quietly
from tests.bench.simulated import TICK, Answered, Installation
from tests.bench.tables import rows
from tests.harness.cloud import Cloud

EACH = 30  # accounts due, of each tenant
SMALL, LARGE = 1_000, 10_000  # tenants
OF_ONE = 100_000  # accounts due of one tenant
ANSWER_SECONDS, MEGABYTE_SECONDS = 0.005, 0.05
WHOLE_PROCESSOR_MB = 1_769
QUEUES = {"Shards": "shards", "Runs": "runs", "Pages": "pages"}  # in the order of the fan-out
TRACED = 3  # messages of each function; tracing makes them slow


@dataclass(slots=True)
class Kind:
    """What the messages of one function took."""

    messages: int = 0
    requests: int = 0
    seconds: float = 0.0
    seconds_max: float = 0.0
    megabytes_max: float = 0.0
    first_nudged: float = 0.0  # seconds until the first message sent its first review


@dataclass(slots=True)
class Played:
    """What one tick took, by function."""

    due: int
    kinds: defaultdict[str, Kind] = field(default_factory=lambda: defaultdict(Kind))

    @property
    def requests_each(self) -> float:
        """Requests for each account that is due."""
        return sum(kind.requests for kind in self.kinds.values()) / self.due

    @property
    def first_nudge_seconds(self) -> float:
        """From the tick to the first account's nudge."""
        return self.kinds["dispatch"].first_nudged


def measure() -> tuple[dict[str, float], str]:
    """The figures of the simulated installation, and the table of its messages."""
    _play([EACH])  # what a process makes once
    small, large = (_play([EACH] * tenants) for tenants in (SMALL, LARGE))
    of_one, traced = (_play([OF_ONE], traced) for traced in (0, TRACED))
    played = (small, large, of_one, traced)
    kinds = [named for one in played for named in one.kinds.items()]
    figures = {
        "seconds_max": max(k.seconds_max for one in played[:3] for k in one.kinds.values()),
        "megabytes_max": max(_imported(name) + kind.megabytes_max for name, kind in kinds),
        "growth": large.requests_each / small.requests_each,
        "first_nudge_seconds": max(small.first_nudge_seconds, large.first_nudge_seconds),
    }
    for name, kind in traced.kinds.items():
        of_one.kinds[name].megabytes_max = kind.megabytes_max
    titles = (f"{SMALL:,} tenants", f"{LARGE:,} tenants", "one large tenant")
    return figures, _table(dict(zip(titles, played, strict=False)))


def _play(sizes: Sequence[int], traced: int = TRACED) -> Played:
    """One tick of an installation, in which every account is nudged exactly once."""
    installation, played = Installation(sizes), Played(sum(sizes))
    with quietly(), _no_clock(), HOME.deployed() as cloud, installation.standing(cloud):
        cloud.clock.set(TICK + timedelta(seconds=1))
        vars(cloud.wire)["requests"] = deque(maxlen=1)  # what was answered is kept by nobody
        tick = json.dumps({"scheduled_at": f"{TICK:%Y-%m-%dT%H:%M:%SZ}"})
        _deliver(cloud, installation, played.kinds["dispatch"], "dispatch", tick, traced)
        for queue, function in QUEUES.items():
            kind = played.kinds[function]
            while waiting := installation.queues[queue]:
                _deliver(cloud, installation, kind, function, waiting.popleft(), traced)
    wrong = [name for name, times in installation.nudged.items() if times.count(1) != len(times)]
    assert not wrong, f"not nudged exactly once: {wrong[:5]}"
    return played


@contextmanager
def _no_clock() -> Iterator[None]:
    """No message is cut short by the clock of a busy machine: its seconds are worked out here."""
    own = LambdaContext.get_remaining_time_in_millis

    def whole(self: LambdaContext) -> int:
        return 1000 * self.timeout_seconds

    setattr(LambdaContext, own.__name__, whole)
    try:
        yield
    finally:
        setattr(LambdaContext, own.__name__, own)


def _deliver(
    cloud: Cloud, installation: Installation, kind: Kind, function: str, body: str, traced: int
) -> None:
    """Has one message handled, and takes down what that took."""
    answered = installation.begin()
    event = {"Records": [{"messageId": "1", "body": body}]}
    if kind.messages < traced:
        tracemalloc.start()
    began = time.thread_time()
    left = cloud.invoke(function, event)["batchItemFailures"]
    cpu_seconds = time.thread_time() - began
    if tracemalloc.is_tracing():
        kind.megabytes_max = max(kind.megabytes_max, tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    assert not left, f"{function} failed"
    if not kind.messages and installation.first_nudged:
        nudged_at, then = installation.first_nudged
        kind.first_nudged = _seconds(function, nudged_at - began, then)
    seconds = _seconds(function, cpu_seconds, answered)
    kind.messages, kind.requests = kind.messages + 1, kind.requests + answered.requests
    kind.seconds, kind.seconds_max = kind.seconds + seconds, max(kind.seconds_max, seconds)


def _seconds(function: str, cpu_seconds: float, answered: Answered) -> float:
    memory_mb = int(deployed().functions()[function]["MemorySize"])
    own_seconds = (cpu_seconds - answered.seconds) * max(1.0, WHOLE_PROCESSOR_MB / memory_mb)
    megabytes = answered.bytes / 2**20
    return own_seconds + answered.requests * ANSWER_SECONDS + megabytes * MEGABYTE_SECONDS


_IMPORT = "import handler; print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"


@cache
def _imported(function: str) -> float:
    """The megabytes of a process that has imported a handler."""
    folders = (ROOT / "functions" / function, ROOT / "shared")
    environment = os.environ | deployed().environment(function)
    environment["PYTHONPATH"] = os.pathsep.join(map(str, folders))
    command = [sys.executable, "-c", _IMPORT]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def _table(played: dict[str, Played]) -> str:
    lines = [
        (
            f"{name}, {one.due:,} due: {function}",
            f"{kind.messages:,}",
            f"{kind.requests / kind.messages:.1f}",
            f"{kind.seconds / kind.messages:.3f}",
            f"{kind.seconds_max:.2f}",
            f"{_imported(function):.0f} + {kind.megabytes_max:.0f}",
        )
        for name, one in played.items()
        for function, kind in one.kinds.items()
        if kind.messages
    ]
    heading = ("tick", "messages", "requests each", "seconds each", "at most", "MB at most")
    totals = [(name, "", f"{one.requests_each:.3f} for each due") for name, one in played.items()]
    filled = [(*total, "", "", "") for total in totals]
    return rows(heading, [*lines, *filled])
