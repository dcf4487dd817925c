"""What AWS charges for 1,000 delivered reminders beside the fee of SES, at list prices.

Sending is paid once, with the end of each row by its `ttl`, which is free. Keeping is said beside
it: it is paid for all the months until then, by the limits of the tenant, or for those that are
assumed where nothing ends a row. Left out is what an installation costs without any reminder:
alarms, secrets, metrics, and the polling of empty queues.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from local.harness.template import ROOT, deployed
from tests.bench import units
from tests.bench.prices import AS_OF, ASSUMED, LISTED, SES_FEE_USD, prices
from tests.bench.story import HOURS, Kept, Story, told
from tests.bench.tables import rows

REMINDERS = 1_000
_ONE_PROCESSOR_MB = 1_769  # of memory: AWS, "Configure Lambda function memory"
_DAYS_OF_A_MONTH = 30.4375
_GB = 1e9
_MOST_OF_A_RECEIVE = 10
_ID = "8f507cfc-0000-4000-8000-ac58fc914c95"
# What Lambda writes of each invocation, where its log format is text as in the template.
_OF_LAMBDA = (
    f"START RequestId: {_ID} Version: $LATEST\nEND RequestId: {_ID}\n"
    f"REPORT RequestId: {_ID}\tDuration: 215.74 ms\tBilled Duration: 216 ms\t"
    "Memory Size: 512 MB\tMax Memory Used: 112 MB\t\n"
    "XRAY TraceId: 1-5e34a614-10bdxmplf1fb44f07bc535a1\tSegmentId: 07f5xmpl2d1f6f85\t"
    "Sampled: true\n"
)


@dataclass(frozen=True, slots=True)
class Line:
    """So much of something at its price."""

    what: str
    amount: float
    price: str
    source: str
    keeping: bool = False

    def usd(self, by: dict[str, float]) -> float:
        """What it costs."""
        return self.amount * by[self.price]


def measure() -> tuple[dict[str, float], str]:
    """What 1,000 delivered reminders cost, and keeping what is stored of them; and the tables."""
    by = prices()
    lines = list(_lines(told(), by))
    keeping = sum(line.usd(by) for line in lines if line.keeping)
    sending = sum(line.usd(by) for line in lines if not line.keeping)
    sums = {
        "cost_per_1000_usd": sending,
        "cost_of_keeping_1000_usd": keeping,
    }
    tables = (_table(lines, sums, by), _of_rows(told(), by), _of_prices(by))
    return sums, "\n\n".join(tables)


def _lines(story: Story, by: dict[str, float]) -> Iterator[Line]:
    each = REMINDERS / story.delivered
    consumed = units.total(story.requests)
    yield Line("write units", each * consumed.write, "dynamodb_write_unit", "second engine")
    yield Line("read units", each * consumed.read, "dynamodb_read_unit", "second engine")
    yield from (_times(line, each) for line in _of_functions(story, by))
    yield from (_times(line, each) for line in _of_queues(story))
    yield from (_times(line, each) for line in _of_logs(story, by))
    gb_months = each * sum(one.added_bytes * _months(one, by) for one in story.kept) / _GB
    stored = "rows and their copies, with 100 bytes each: below"
    yield Line("storage, GB-months", gb_months, "dynamodb_gb_month", stored, keeping=True)
    recovery = "the same, for point-in-time recovery"
    yield Line(
        "recovery, GB-months", gb_months, "dynamodb_recovery_gb_month", recovery, keeping=True
    )


def _of_functions(story: Story, by: dict[str, float]) -> Iterator[Line]:
    invocations = sum(story.meter.invocations.values())
    yield Line("invocations", invocations, "lambda_request", "story, batches as they come")
    gb_seconds = sum(_gb_seconds(story, name, by) for name in story.meter.invocations)
    source = "processor time measured, at the part of a processor it has; waits assumed"
    yield Line("GB-seconds", gb_seconds, f"lambda_gb_second_{_architecture()}", source)


def _gb_seconds(story: Story, function: str, by: dict[str, float]) -> float:
    memory_mb = int(deployed().functions()[function]["MemorySize"])
    work = story.meter.cpu_seconds[function] * max(1.0, _ONE_PROCESSOR_MB / memory_mb)
    waits = sum(
        by.get(f"answer_seconds_{one.service}", by["answer_seconds_other"])
        for one in story.requests
        if one.function == function
    )
    return (work + waits) * memory_mb / 1_024


def _of_queues(story: Story) -> Iterator[Line]:
    own = sum(one.service == "sqs" for one in story.requests)
    polled = 2 * sum(  # Lambda receives and deletes ten at a time at most
        max(count, story.meter.records[function] / _MOST_OF_A_RECEIVE)
        for function, count in story.meter.invocations.items()
    )
    events, ticks = story.meter.records["delivery"], len(HOURS)
    source = "requests of functions; Lambda's, two for ten; one an event and a tick"
    yield Line("SQS requests", own + polled + events + ticks, "sqs_request", source)
    yield Line("events of SES", events, "sns_publish", "SNS to SQS; its delivery is free")
    yield Line("ticks", ticks, "scheduler_invocation", "story")


def _of_logs(story: Story, by: dict[str, float]) -> Iterator[Line]:
    invocations = sum(story.meter.invocations.values())
    gigabytes = (story.logged_bytes + len(_OF_LAMBDA) * invocations) / _GB
    yield Line("log, GB", gigabytes, "log_gb", "bytes written, and Lambda's three lines")
    months = int(_production()["LogRetentionDays"]) / _DAYS_OF_A_MONTH
    kept = gigabytes * by["log_compression"] * months
    yield Line("log kept, GB-months", kept, "log_gb_month", f"{months:.0f} months", keeping=True)
    rate = float(deployed().document["Parameters"]["SesSendRate"]["Default"])
    traced = sum(
        min(count, count * by["traced_share"] + story.delivered / rate)
        for count in story.meter.invocations.values()
    )
    yield Line("traces", traced, "xray_trace", f"sampled, at {rate:.0f} mails a second")


def _times(line: Line, factor: float) -> Line:
    return Line(line.what, line.amount * factor, line.price, line.source, line.keeping)


def _months(kept: Kept, by: dict[str, float]) -> float:
    if kept.days is not None:
        return kept.days / _DAYS_OF_A_MONTH
    return by["task_months" if kept.kind == "task" else "endless_months"]


def _architecture() -> str:
    return _production()["Architecture"]


def _production() -> dict[str, str]:
    """The parameters that samconfig.toml gives to production."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    given = config["prod"]["global"]["parameters"]["parameter_overrides"].split()
    return dict(pair.split("=", 1) for pair in given)


def _table(lines: list[Line], sums: dict[str, float], by: dict[str, float]) -> str:
    cells: list[tuple[str, ...]] = [
        (one.what, f"{one.amount:,.4g}", f"{by[one.price]:.4g}", f"{one.usd(by):.5f}", one.source)
        for one in lines
    ]
    fee = f"of the {SES_FEE_USD:.2f} USD that SES takes"
    cells += [
        (name, "", "", f"{usd:.5f}", f"{100 * usd / SES_FEE_USD:.1f} % {fee}")
        for name, usd in sums.items()
    ]
    return rows((f"of {REMINDERS:,} reminders", "amount", "USD each", "USD", "from"), cells)


def _of_rows(story: Story, by: dict[str, float]) -> str:
    """What is stored of one reminder, by kind of row: new rows whole, others as they grew."""
    added: defaultdict[tuple[str, int], float] = defaultdict(float)
    for one in story.kept:
        added[one.kind, round(_months(one, by))] += one.added_bytes / story.delivered
    cells = [
        (kind, f"{size:.0f}", str(months))
        for (kind, months), size in sorted(added.items(), key=lambda pair: -pair[1])
    ]
    return rows(("rows of one reminder", "bytes", "months"), cells)


def _of_prices(by: dict[str, float]) -> str:
    cells = [
        (name, f"{by[name]:.6g}", _standing(name, by[name]), each.source)
        for name, each in (LISTED | ASSUMED).items()
    ]
    heading = (f"list price, us-east-1, {AS_OF}", "USD", "", "said by")
    return rows(heading, cells)


def _standing(name: str, value: float) -> str:
    if value != (LISTED | ASSUMED)[name].value:
        return "given"
    if name in ASSUMED:
        return "assumed"
    return "verified" if LISTED[name].verified else "unverified"
