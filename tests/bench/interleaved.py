"""Before and after, interleaved in one run: processor time of a reminder, and of a first batch.

Both sides are processes of the same interpreter and the same packages, asked by turns, so that
what else the machine does falls on both alike; medians are compared, of processor time.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from local.harness.template import ROOT
from tests.bench import before
from tests.bench.imports import LAYER
from tests.bench.tables import rows

ROUNDS = 5
HERE = Path(__file__).resolve().parent
type Sample = dict[str, float]


class SideFailed(Exception):
    """A checkout ended instead of answering; why stands in what it wrote on standard error."""


class Side:
    """A checkout at work."""

    def __init__(self, tree: Path, process: "subprocess.Popen[str]") -> None:
        self.tree, self._process = tree, process

    def ask(self, word: str) -> dict[str, Any]:
        """What it answers."""
        told, heard = self._process.stdin, self._process.stdout
        assert told is not None
        assert heard is not None
        print(word, file=told, flush=True)
        line = heard.readline()
        if not line:
            raise SideFailed(f"{self.tree.name}: {word}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def let_go(self) -> None:
        """Ends what it keeps staged."""
        assert self._process.stdin is not None
        print("done", file=self._process.stdin, flush=True)


@contextmanager
def at_work(tree: Path) -> Iterator[Side]:
    """A process of that checkout, which ends with the block."""
    environment = os.environ | {"PYTHONPATH": f"{tree / 'shared'}{os.pathsep}{tree}"}
    process = subprocess.Popen(
        [sys.executable, "-P", str(HERE / "side.py")],
        cwd=tree,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Side(tree, process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def measure(counted: dict[str, float]) -> tuple[dict[str, float], str]:
    """`cpu_ratio` and `send_import_ratio`, after to before, and tables; or why there are none.

    What was `counted` on this side is told beside what the other side counts.
    """
    folder = before.checkout()
    if folder is None:
        return {}, f"left out: git has no commit {before.COMMIT[:12]} here (a shallow clone?)"
    with ExitStack() as until:
        sides = [until.enter_context(at_work(tree)) for tree in (folder, ROOT)]
        counts = [sides[0].ask("count"), counted]
        rounds = _alternating(sides)
        batches = _first_batches(sides)
    tables = (_of_counts(counts), _of_rounds(rounds), _of_batches(batches))
    return ratios(rounds, batches), "\n\n".join(tables)


def ratios(rounds: list[list[Sample]], batches: list[list[Sample]]) -> dict[str, float]:
    """After to before, of the samples of both sides."""
    return {
        "cpu_ratio": _ratio(rounds, "all"),
        "send_import_ratio": _ratio(batches, "with clients"),
    }


def _alternating(sides: list[Side]) -> list[list[Sample]]:
    """By side: milliseconds of each round, by function; the first round only warms up."""
    found: list[list[Sample]] = [[] for _ in sides]
    for number in range(ROUNDS + 1):
        for which in _turns(number):
            told = sides[which].ask("round")
            each = {k: 1000 * v / told["sent"] for k, v in told["cpu_seconds"].items()}
            if number:
                found[which].append(each | {"all": sum(each.values())})
    return found


def _turns(number: int) -> tuple[int, int]:
    """Who comes first changes each time: the first one finds the machine as others left it."""
    return (0, 1) if number % 2 else (1, 0)


def _first_batches(sides: list[Side]) -> list[list[Sample]]:
    """By side: milliseconds of each fresh process; the first one writes the bytecode."""
    staged = [side.ask("stage") for side in sides]
    found: list[list[Sample]] = [[] for _ in sides]
    for number, events in enumerate(zip(*(one["events"] for one in staged), strict=True)):
        for which in _turns(number):
            environment = staged[which]["environment"]
            sample = first_batch(sides[which].tree, environment, events[which])
            if number:
                found[which].append(sample)
    for side in sides:
        side.let_go()
    return found


def first_batch(tree: Path, environment: dict[str, str], event: dict[str, Any]) -> Sample:
    """What `send` of that checkout uses up in a fresh process, until the mail is sent."""
    path = [str(tree / "functions" / "send"), str(tree / "shared"), str(LAYER)]
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(HERE / "first_batch.py")],
        input=json.dumps({"path": path, "environment": environment, "event": event}),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["answer"] == {"batchItemFailures": []}, told["answer"]
    assert "sesv2" in told["services"], told["services"]
    return {
        "import": 1000 * told["import"],
        "with clients": 1000 * (told["import"] + told["clients"]),
        "with first mail": 1000 * told["first"],
        "clients": len(told["services"]),
    }


def _typical(samples: list[Sample], name: str) -> float:
    return statistics.median(one.get(name, 0.0) for one in samples)


def _ratio(sides: list[list[Sample]], name: str) -> float:
    earlier, later = (_typical(samples, name) for samples in sides)
    return later / earlier


def _of_counts(counts: list[dict[str, float]]) -> str:
    """Requests, units and costs of the story, which are the same each time."""
    earlier, later = counts
    lines = [
        (name, f"{earlier[name]:.4g}", f"{later[name]:.4g}", f"{later[name] / earlier[name]:.2f}")
        for name in earlier
    ]
    return rows(("a delivered reminder", *_HEADING), lines)


def _of_rounds(sides: list[list[Sample]]) -> str:
    names = sorted({name for samples in sides for one in samples for name in one} - {"all"})
    return rows(("CPU ms a delivered reminder", *_HEADING), _lines(sides, [*names, "all"]))


def _of_batches(sides: list[list[Sample]]) -> str:
    names = ["import", "with clients", "with first mail", "clients"]
    return rows(("`send` in a fresh process, CPU ms", *_HEADING), _lines(sides, names))


_HEADING = (f"before ({before.COMMIT[:7]})", "after", "ratio")


def _lines(sides: list[list[Sample]], names: list[str]) -> list[tuple[str, ...]]:
    lines: list[tuple[str, ...]] = []
    for name in names:
        earlier, later = (_typical(samples, name) for samples in sides)
        ratio = f"{later / earlier:.2f}" if earlier else "new"
        lines.append((name, f"{earlier:.1f}", f"{later:.1f}", ratio))
    return lines
