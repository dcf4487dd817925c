"""Read and write units of DynamoDB, as the second engine counts them.

It counts by AWS's rules (facts 8.1; `functional/system/test_capacity_units.py` holds it to known
sizes), but for one thing: of a write that a condition refused it says nothing, and DynamoDB takes
units for it. `consumed` adds them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.client import BaseClient

from local.harness.functions import current
from tests.bench.tables import rows
from tests.harness.cloud import Request

_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})
_REFUSED = frozenset({"ConditionalCheckFailedException", "TransactionCanceledException"})
_OF_A_TRANSACTION = 2  # each row is written once to prepare it and once to commit it


@dataclass(frozen=True, slots=True)
class Units:
    """What calls consumed, indexes included."""

    read: float = 0.0
    write: float = 0.0

    def __add__(self, other: "Units") -> "Units":
        return Units(self.read + other.read, self.write + other.write)


@contextmanager
def asked_for() -> Iterator[None]:
    """While the block lasts every DynamoDB call of a function asks what it consumed.

    The seam is the one way of every client to AWS, so that it matters to nobody who made it.
    """
    client: Any = BaseClient
    original = client._make_api_call

    def call(self: Any, operation: str, parameters: Mapping[str, Any]) -> Any:
        if current.get() and self.meta.service_model.service_name == "dynamodb":
            parameters = {**parameters, "ReturnConsumedCapacity": "INDEXES"}
        return original(self, operation, parameters)

    client._make_api_call = call
    try:
        yield
    finally:
        client._make_api_call = original


def consumed(request: Request) -> Units:
    """What one call consumed; nothing where it is none of DynamoDB."""
    if request.service != "dynamodb":
        return Units()
    if request.error in _REFUSED:
        return Units(write=_least_of_a_refused_write(request))
    told = request.response.get("ConsumedCapacity") or []
    each = told if isinstance(told, list) else [told]
    return sum((_of_a_table(request.operation, one) for one in each), Units())


def total(requests: Sequence[Request]) -> Units:
    """What they consumed together."""
    return sum(map(consumed, requests), Units())


def table(requests: Sequence[Request], delivered: int) -> str:
    """For people: units of each function and operation for one delivered reminder."""
    read: Counter[str] = Counter()
    write: Counter[str] = Counter()
    for request in requests:
        units = consumed(request)
        read[str(request)] += units.read  # type: ignore[assignment]
        write[str(request)] += units.write  # type: ignore[assignment]
    names = sorted(read, key=lambda name: -(read[name] + write[name]))
    lines = [
        (name, f"{read[name] / delivered:.2f}", f"{write[name] / delivered:.2f}")
        for name in names
        if read[name] or write[name]
    ]
    sums = ("all", f"{read.total() / delivered:.2f}", f"{write.total() / delivered:.2f}")
    return rows(("DynamoDB request", "read units", "write units"), [*lines, sums])


def _of_a_table(operation: str, told: Mapping[str, Any]) -> Units:
    """A transaction that was done before says that it only read (its token was known)."""
    units = float(told["CapacityUnits"])
    reads = operation in _READS or "ReadCapacityUnits" in told
    return Units(read=units) if reads else Units(write=units)


def _least_of_a_refused_write(request: Request) -> int:
    """One unit a row, since of what size it is nobody says; each counts twice in a transaction."""
    if request.operation == "TransactWriteItems":
        return _OF_A_TRANSACTION * len(request.parameters["TransactItems"])
    return 1
