"""The ground that every figure is measured on: a deployment on the second engine."""

import io
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from local.harness.home import Home
from tests.bench import sdk  # noqa: F401  (before a home changes what it takes note of)
from tests.bench.tables import rows as rows
from tests.harness.cloud import Cloud, Request
from tests.harness.engines import dynoxide

_FOLDER = Path(tempfile.mkdtemp(prefix="relance-bench-"))
HOME = Home(_FOLDER)
CLOCK_FILE = _FOLDER / "clock"
_NOWHERE = io.StringIO()


@contextmanager
def quietly() -> Iterator[None]:
    """What the functions write is written, to where nobody reads it: logs, and metrics."""
    _quiet()
    with redirect_stdout(_NOWHERE):
        yield


@contextmanager
def ground() -> Iterator[Cloud]:
    """An empty deployment; DynamoDB is the second engine, a process of its own."""
    with (
        quietly(),
        dynoxide(_FOLDER / "dynoxide") as address,
        HOME.deployed(address) as cloud,
    ):
        cloud.wire.is_short = False  # all that the SDK does around a call is measured
        yield cloud


def logged_bytes() -> int:
    """How much the functions have written into their logs so far, metrics included."""
    return len(_NOWHERE.getvalue().encode())


def _quiet() -> None:
    """Log lines are written as always, to where nobody reads them."""
    from relance.telemetry import logger

    for handler in logger.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(_NOWHERE)


def counted(requests: Sequence[Request]) -> Counter[str]:
    """How many requests of each name: function, action, index."""
    return Counter(str(request) for request in requests)
