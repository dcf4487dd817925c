"""`decide` on an account of 10 and of 1,000 items: work grows with the items, not their square."""

from collections.abc import Callable
from time import perf_counter

from relance.domain.policies.shipped import CLASSIC
from tests.bench.busy import busy, calls_of, decided
from tests.bench.tables import rows
from tests.builders import rules

FEW, MANY = 10, 1_000
TRIES = 3


def measure() -> tuple[dict[str, float], str]:
    """The ratios of calls and of time, many to few, and the table."""
    by = rules(policy=CLASSIC)
    runs = [decided(busy(items), by) for items in (FEW, MANY)]
    few, many = (calls_of(run).total() for run in runs)
    slow, slower = (min(_seconds(run) for _ in range(TRIES)) for run in runs)
    ratios = {"calls": many / few, "seconds": slower / slow}
    lines = [
        ("calls", few, many, f"{ratios['calls']:.1f}"),
        ("milliseconds", f"{slow * 1e3:.2f}", f"{slower * 1e3:.2f}", f"{ratios['seconds']:.1f}"),
    ]
    heading = ("one decision", f"{FEW} items", f"{MANY:,} items", "ratio")
    return ratios, rows(heading, lines)


def _seconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start
