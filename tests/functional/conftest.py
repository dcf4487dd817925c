"""The story of tests/once, told once without accidents, for the tests that disturb it."""

import pytest

from tests.cloud import Cloud
from tests.once.stage import Stage
from tests.once.telling import Telling


@pytest.fixture
def telling(durable_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Telling:
    """The story on a deployment of its own."""
    return Telling(Stage(durable_cloud, monkeypatch))
