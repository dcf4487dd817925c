"""Reminders a second through the real handlers, and our own processor time for each."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench.ground import ground, rows
from tests.builders import at, customer, invoice
from tests.cloud import Cloud, Outcome, Proceed, Request
from tests.portfolio import file_customer, file_invoice, live_tenant

PORTFOLIOS = {
    "1,000 customers, one invoice each": (1_000, 1),
    "300 customers, three each": (300, 3),
}
DAY = at("2026-06-05 10:00")
_EMULATED = frozenset({"sqs", "secretsmanager", "ssm", "sns"})


@dataclass
class Meter:
    """Processor seconds inside handlers, without those of the emulator in the same thread."""

    cpu_seconds: float = 0.0
    emulated_seconds: float = 0.0

    def tap(self, request: Request, proceed: Proceed) -> Outcome:
        """Notes what the in-process emulator uses up; DynamoDB and SES are processes apart."""
        start = time.thread_time()
        outcome = proceed()
        if request.service in _EMULATED:
            self.emulated_seconds += time.thread_time() - start
        return outcome


def measure() -> tuple[dict[str, dict[str, float]], str]:
    """By portfolio: reminders per second and milliseconds of processor per reminder."""
    figures = {name: _run(*size) for name, size in PORTFOLIOS.items()}
    lines = [
        (name, f"{f['reminders_per_second']:.0f}", f"{f['cpu_ms_per_reminder']:.1f}")
        for name, f in figures.items()
    ]
    return figures, rows(("portfolio", "reminders/s", "CPU ms each"), lines)


def _run(customers: int, invoices: int) -> dict[str, float]:
    with ground() as cloud:
        tenant = live_tenant(cloud)
        for number in range(customers):
            identity = f"C-{number}"
            file_customer(cloud, tenant, customer(identity))
            for each in range(invoices):
                one = invoice(f"F-{number}-{each}", customer_id=identity)
                file_invoice(cloud, tenant, one)
        meter = Meter()
        cloud.wire.taps.append(meter.tap)
        with _metered(cloud, meter):
            start = time.perf_counter()
            cloud.run(DAY)
            seconds = time.perf_counter() - start
        sent = len(cloud.mailbox.messages())
    assert sent == customers, sent
    own = meter.cpu_seconds - meter.emulated_seconds
    return {"reminders_per_second": sent / seconds, "cpu_ms_per_reminder": 1000 * own / sent}


@contextmanager
def _metered(cloud: Cloud, meter: Meter) -> Iterator[None]:
    """Adds up the processor time of every handler call."""
    original = cloud._invoke_or_fail

    def invoke(function: str, event: dict[str, object]) -> object:
        start = time.thread_time()
        try:
            return original(function, event)
        finally:
            meter.cpu_seconds += time.thread_time() - start

    cloud._invoke_or_fail = invoke  # type: ignore[method-assign]
    try:
        yield
    finally:
        cloud._invoke_or_fail = original  # type: ignore[method-assign]
