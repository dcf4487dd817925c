"""The story on which requests, units and costs are counted: from the tick to a settled review.

Two hundred customers of one tenant, one overdue invoice each: a first message on a Friday, its
delivery, and the reviews that follow until Monday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from local.harness.template import deployed
from tests.bench.ground import ground, logged_bytes
from tests.bench.load import DAY, fill
from tests.bench.metering import Meter
from tests.bench.postbox import apart
from tests.bench.sdk import as_on_aws
from tests.bench.sizes import stored_bytes
from tests.bench.units import asked_for
from tests.harness.cloud import Cloud, Request

CUSTOMERS = 200
HOURS = (0, 6, 24, 48, 72)
type Rows = Mapping[tuple[str, ...], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Story:
    """What was done until the reminders were delivered and settled."""

    delivered: int
    requests: list[Request]
    meter: Meter
    logged_bytes: int
    kept: "list[Kept]"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a row is larger for it, and for how many days; None where nothing ends it."""

    kind: str
    added_bytes: int
    days: float | None


@cache
def told() -> Story:
    """The story, played once."""
    meter = Meter()
    with ground() as cloud, apart(cloud) as postbox:
        fill(cloud, CUSTOMERS)
        start, logged, earlier = len(cloud.requests), logged_bytes(), _rows(cloud)
        with meter.metering(cloud), asked_for(), as_on_aws():
            for hours in HOURS:
                cloud.run(DAY + timedelta(hours=hours))
        requests, logged = cloud.requests[start:], logged_bytes() - logged
        kept = list(_kept(earlier, _rows(cloud)))
        delivered = postbox.count()
    assert delivered == CUSTOMERS, delivered
    return Story(delivered, requests, meter, logged, kept)


def _rows(cloud: Cloud) -> Rows:
    return {
        (name, *(row[key]["S"] for key in _keys(table))): row
        for name, table in deployed().of_type("AWS::DynamoDB::Table").items()
        for row in cloud.rows(name)
    }


def _keys(table: Mapping[str, Any]) -> list[str]:
    return [key["AttributeName"] for key in table["KeySchema"]]


def _kept(earlier: Rows, later: Rows) -> Iterator[Kept]:
    tables = deployed().of_type("AWS::DynamoDB::Table")
    for key, row in later.items():
        indexes = tables[key[0]].get("GlobalSecondaryIndexes", ())
        before = stored_bytes(earlier[key], indexes) if key in earlier else 0
        if added := stored_bytes(row, indexes) - before:
            ends = (int(row["ttl"]["N"]) - DAY.timestamp()) / 86_400 if "ttl" in row else None
            yield Kept(key[-1].partition("#")[0], added, ends)
