"""Import time of each built handler, as a ratio to its three largest libraries alone.

Processor time, median of interleaved runs: other work on the machine does not count.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

from tests.bench.tables import rows

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
    "ENDPOINT_KEYS_SECRET",
    "PUBLIC_URL",
)

_PROBE = """
import json, os, sys, time
sys.path[:0] = json.loads(sys.argv[1])
os.environ.update(json.loads(sys.argv[2]))
start = time.process_time()
exec(sys.argv[3])
print(time.process_time() - start)
"""
# What the project takes of the three: of Powertools the logger, and the resolver that validates.
_BASE = """
import boto3, pynamodb.models, aws_lambda_powertools
import aws_lambda_powertools.event_handler, aws_lambda_powertools.event_handler.openapi.params
"""
# The same without the resolver, which only `api` has: printed beside it.
_CORE = "import boto3, pynamodb.models, aws_lambda_powertools"


def measure() -> tuple[dict[str, float], str]:
    """The ratios by function, and the table."""
    functions = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
    seconds: dict[str, list[float]] = {name: [] for name in ("base", "core", *functions)}
    for _ in range(RUNS):  # interleaved, so that noise falls on all alike
        seconds["base"].append(_seconds([str(LAYER)], _BASE))
        seconds["core"].append(_seconds([str(LAYER)], _CORE))
        for name in functions:
            built = BUILD / f"{name.title()}Function"
            seconds[name].append(_seconds([str(built), str(LAYER)], "import handler"))
    typical = {name: statistics.median(each) for name, each in seconds.items()}
    base, core = typical["base"], typical["core"]
    ratios = {name: typical[name] / base for name in functions}
    lines = [(name, f"{ratios[name]:.2f}", f"{typical[name] / core:.2f}") for name in functions]
    heading = (
        "import of",
        f"to boto3, PynamoDB, Powertools ({base * 1000:.0f} ms)",
        f"Powertools without its resolver ({core * 1000:.0f} ms)",
    )
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
