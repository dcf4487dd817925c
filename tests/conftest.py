"""The fixtures of every test, and the environment that rows read when they are imported."""

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from local.harness.home import Home
from tests.harness.cloud import Cloud
from tests.harness.engines import dynoxide
from tests.harness.examples import BRIEF

# The same examples each time, so that a run can be repeated; `HYPOTHESIS=random` looks for others,
# `HYPOTHESIS=brief` is what `make quick` has time for.
settings.register_profile("steady", derandomize=True)
settings.register_profile(BRIEF, derandomize=True, max_examples=10)
settings.register_profile("random", derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS", "steady"))

# The SDK makes much that dies at once: a collector that looks less often takes a tenth less time.
gc.set_threshold(100_000, 50, 100)

# Before any test module imports relance.data: its rows read the tables' names then.
_FOLDER = Path(tempfile.mkdtemp(prefix="relance-tests-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
HOME = Home(_FOLDER)


@pytest.fixture(scope="session")
def dynamodb_engine() -> Iterator[str]:
    """The address of the DynamoDB of the tests."""
    with dynoxide(_FOLDER / "dynoxide") as address:
        yield address


@pytest.fixture
def cloud(dynamodb_engine: str) -> Iterator[Cloud]:
    """An empty deployment of template.yaml; transactions and concurrency of its rows are real.

    dynoxide answers for DynamoDB, moto for the rest of AWS, the mailbox for SES.
    """
    with HOME.deployed(dynamodb_engine) as deployment:
        yield deployment
