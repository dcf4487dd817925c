"""`make bench`: every figure as a table, and all of them in build/bench.json."""

import json
from pathlib import Path

from tests.bench import (
    deciding,
    ground,  # noqa: F401  (the environment, before anything reads it)
    growth,
    imports,
    requests,
    throughput,
)

OUT = Path(__file__).resolve().parents[2] / "build" / "bench.json"


def main() -> None:
    """Measures, prints, writes."""
    per_reminder, named = requests.measure()
    print(f"\nAWS requests per delivered reminder\n\n{named}")
    ratios, table = growth.measure()
    print(f"\nGrowth\n\n{table}")
    decide_ratios, table = deciding.measure()
    print(f"\nOne decision\n\n{table}")
    import_ratios, table = imports.measure()
    print(f"\nImport time\n\n{table}")
    speeds, table = throughput.measure()
    print(f"\nThroughput\n\n{table}")
    OUT.parent.mkdir(exist_ok=True)
    figures = {
        "requests_per_reminder": per_reminder,
        "growth": ratios,
        "decide_ratio": decide_ratios,
        "import_ratio": import_ratios,
        "reminders_per_second": {name: f["reminders_per_second"] for name, f in speeds.items()},
        "cpu_ms_per_reminder": {name: f["cpu_ms_per_reminder"] for name, f in speeds.items()},
    }
    OUT.write_text(json.dumps(figures, indent=2) + "\n")
    print(f"\nWritten to {OUT.relative_to(OUT.parents[1])}")


if __name__ == "__main__":
    main()
