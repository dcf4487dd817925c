"""Reminders a second through the real handlers, and our own processor time for each.

Time and processor are those inside the handlers: queues are emulated in this process and are
left out; DynamoDB and SES are processes of their own and are waited for.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from tests.bench.ground import ground, rows
from tests.bench.postbox import apart
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

PORTFOLIOS = {
    "1,000 customers, one invoice each": (1_000, 1),
    "300 customers, three each": (300, 3),
}
DAY = at("2026-06-05 10:00")
_EMULATED = frozenset({"sqs", "secretsmanager", "ssm", "sns"})


@dataclass(slots=True)
class Meter:
    """Seconds inside handlers, without those of the emulator that runs in the same thread."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def tap(self, request: Request, proceed: Proceed) -> Outcome:
        """Takes off what the in-process emulator uses up."""
        if request.service not in _EMULATED:
            return proceed()
        start, cpu_start = time.perf_counter(), time.thread_time()
        outcome = proceed()
        self.seconds -= time.perf_counter() - start
        self.cpu_seconds -= time.thread_time() - cpu_start
        return outcome

    @contextmanager
    def metering(self, cloud: Cloud) -> Iterator[None]:
        """Adds up every handler call of the block."""
        original = cloud._invoke_or_fail

        def invoke(function: str, event: dict[str, Any]) -> Any:
            start, cpu_start = time.perf_counter(), time.thread_time()
            try:
                return original(function, event)
            finally:
                self.seconds += time.perf_counter() - start
                self.cpu_seconds += time.thread_time() - cpu_start

        cloud._invoke_or_fail = invoke  # type: ignore[method-assign]
        cloud.wire.taps.append(self.tap)
        try:
            yield
        finally:
            cloud._invoke_or_fail = original  # type: ignore[method-assign]


def measure() -> tuple[dict[str, dict[str, float]], str]:
    """By portfolio: reminders per second of one worker, milliseconds of processor for each."""
    figures = {name: _run(*size) for name, size in PORTFOLIOS.items()}
    lines = [
        (name, f"{f['reminders_per_second']:.0f}", f"{f['cpu_ms_per_reminder']:.1f}")
        for name, f in figures.items()
    ]
    return figures, rows(("portfolio", "reminders/s, one worker", "CPU ms each"), lines)


def _run(customers: int, invoices: int) -> dict[str, float]:
    meter = Meter()
    with ground() as cloud, apart(cloud) as postbox:
        tenant = live_tenant(cloud)
        for number in range(customers):
            identity = f"C-{number}"
            file_customer(cloud, tenant, customer(identity, contacts=(contact(identity),)))
            for each in range(invoices):
                one = invoice(f"F-{number}-{each}", customer_id=identity)
                file_invoice(cloud, tenant, one)
        with meter.metering(cloud):
            cloud.run(DAY)
        sent = postbox.count()
    assert sent == customers, sent
    return {
        "reminders_per_second": sent / meter.seconds,
        "cpu_ms_per_reminder": 1000 * meter.cpu_seconds / sent,
    }
