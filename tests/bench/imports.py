"""Import time of each built handler, as a ratio to its three largest libraries alone."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.ground import rows

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".aws-sam" / "build"
LAYER = BUILD / "SharedLayer" / "python"
RUNS = 9
NAMES = (
    "ACCOUNTS_TABLE",
    "TENANTS_TABLE",
    "API_KEYS_TABLE",
    "INBOX_TABLE",
    "REVIEWS_QUEUE_URL",
    "MESSAGES_QUEUE_URL",
    "PAYMENTS_QUEUE_URL",
    "CONFIGURATION_SET",
    "LINK_KEYS_SECRET",
    "WEBHOOK_PARAMETERS",
    "PUBLIC_URL",
)

_PROBE = """
import json, os, sys, time
sys.path[:0] = json.loads(sys.argv[1])
os.environ.update(json.loads(sys.argv[2]))
start = time.perf_counter()
exec(sys.argv[3])
print(time.perf_counter() - start)
"""
_BASE = "import boto3, pynamodb.models, aws_lambda_powertools"


def measure() -> tuple[dict[str, float], str]:
    """The ratios by function, and the table."""
    functions = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    seconds: dict[str, list[float]] = {name: [] for name in ("base", *functions)}
    for _ in range(RUNS):  # interleaved, so that noise falls on all alike
        seconds["base"].append(_seconds([str(LAYER)], _BASE))
        for name in functions:
            built = BUILD / f"{name.title()}Function"
            seconds[name].append(_seconds([str(built), str(LAYER)], "import handler"))
    base = statistics.median(seconds["base"])
    ratios = {name: statistics.median(seconds[name]) / base for name in functions}
    lines = [(name, f"{ratio:.2f}") for name, ratio in ratios.items()]
    heading = ("import of", f"to boto3, PynamoDB and Powertools ({base * 1000:.0f} ms here)")
    return ratios, rows(heading, lines)


def _seconds(path: list[str], statement: str) -> float:
    environment = dict.fromkeys(NAMES, "x") | {"AWS_DEFAULT_REGION": "eu-west-3"}
    arguments = [json.dumps(path), json.dumps(environment), statement]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROBE, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])
