"""The business of the pains suite."""

import pytest

from tests.harness.cloud import Cloud
from tests.pains.shop import Shop, opened


@pytest.fixture
def shop(cloud: Cloud) -> Shop:
    """A live tenant on Monday 1 June 2026, at eight in Paris, with the debtor C-1."""
    return opened(cloud)
