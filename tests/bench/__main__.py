"""`make bench`: every figure as a table, and all of them in build/bench.json."""

import json
from pathlib import Path
from typing import Any

from tests.bench import (
    cost,
    deciding,
    ground,  # noqa: F401  (the environment, before anything reads it)
    growth,
    imports,
    interleaved,
    requests,
    scale,
    throughput,
)

OUT = Path(__file__).resolve().parents[2] / "build" / "bench.json"


def main() -> None:
    """Measures, prints, writes."""
    figures = measured()
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nWritten to {OUT.relative_to(OUT.parents[1])}")


def measured() -> dict[str, Any]:
    """Every figure by the name that it has in build/bench.json; prints the tables."""
    counts = _told("AWS requests and units per delivered reminder", *requests.measure())
    costs = _told("Cost beside the fee of SES", *cost.measure())
    figures = {
        **counts,
        **costs,
        "growth": _told("Growth", *growth.measure()),
        "decide_ratio": _told("One decision", *deciding.measure()),
        "import_ratio": _told("Import time", *imports.measure()),
        **_told("Before and after, by turns", *interleaved.measure(counts | costs)),
    }
    figures["scale"] = _told("A tick at size, simulated", *scale.measure())
    speeds = _told("Throughput", *throughput.measure())
    for name in ("reminders_per_second", "cpu_ms_per_reminder"):
        figures[name] = {portfolio: each[name] for portfolio, each in speeds.items()}
    return figures


def _told[Figures](heading: str, figures: Figures, table: str) -> Figures:
    print(f"\n{heading}\n\n{table}", flush=True)
    return figures


if __name__ == "__main__":
    main()
