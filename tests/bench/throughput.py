"""Reminders a second through the real handlers, and our own processor time for each.

Time and processor are those inside the handlers: queues are emulated in this process and are
left out; DynamoDB and SES are processes of their own and are waited for.
"""

from tests.bench.ground import ground
from tests.bench.load import DAY, fill
from tests.bench.metering import Meter
from tests.bench.postbox import apart
from tests.bench.tables import rows

PORTFOLIOS = {
    "1,000 customers, one invoice each": (1_000, 1),
    "300 customers, three each": (300, 3),
}


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
        fill(cloud, customers, invoices)
        with meter.metering(cloud):
            cloud.run(DAY)
        sent = postbox.count()
    assert sent == customers, sent
    return {
        "reminders_per_second": sent / sum(meter.seconds.values()),
        "cpu_ms_per_reminder": 1000 * sum(meter.cpu_seconds.values()) / sent,
    }
