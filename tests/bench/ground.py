"""The ground that every figure is measured on: a deployment on the persistent engine."""

import io
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from local.harness.home import Home
from tests.harness.cloud import Cloud, Request
from tests.harness.engines import dynoxide

_FOLDER = Path(tempfile.mkdtemp(prefix="relance-bench-"))
HOME = Home(_FOLDER)
_NOWHERE = io.StringIO()


@contextmanager
def ground() -> Iterator[Cloud]:
    """An empty deployment; DynamoDB is the native engine, which keeps its data on disk."""
    _quiet()
    with (
        redirect_stdout(_NOWHERE),  # metrics are printed lines
        dynoxide(_FOLDER / "dynoxide") as address,
        HOME.deployed(address) as cloud,
    ):
        cloud.wire.is_short = False  # all that the SDK does around a call is measured
        yield cloud


def _quiet() -> None:
    """Log lines are written as always, to where nobody reads them."""
    from relance.telemetry import logger

    for handler in logger.handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(_NOWHERE)


def counted(requests: Sequence[Request]) -> Counter[str]:
    """How many requests of each name: function, action, index."""
    return Counter(str(request) for request in requests)


def rows(heading: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """A table for people."""
    texts = [[str(cell) for cell in line] for line in (heading, *lines)]
    widths = [max(len(line[i]) for line in texts) for i in range(len(heading))]
    formatted = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in texts]
    return "\n".join(line.rstrip() for line in formatted)
