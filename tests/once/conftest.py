"""The story of tests/once, told once a module without accidents, for the tests that disturb it."""

from collections.abc import Iterator

import pytest

from tests.conftest import HOME
from tests.once.stage import Stage
from tests.once.story import Story
from tests.once.telling import Telling


@pytest.fixture(scope="module")
def _events_lost(request: pytest.FixtureRequest) -> bool:
    """Whether the module says that nothing arrives of what SES tells."""
    return bool(getattr(request.module, "EVENTS_LOST", False))


@pytest.fixture(scope="module")
def _story(request: pytest.FixtureRequest) -> type[Story]:
    """The story that the module tells; the one of four days, if it says nothing."""
    told: type[Story] = getattr(request.module, "STORY", Story)
    return told


@pytest.fixture(scope="module")
def _told(dynamodb_engine: str, _events_lost: bool, _story: type[Story]) -> Iterator[Telling]:
    with HOME.deployed(dynamodb_engine) as cloud, pytest.MonkeyPatch.context() as patch:
        cloud.events_lost = _events_lost
        yield Telling(Stage(cloud, patch), _story)
        cloud.errors.clear()


@pytest.fixture
def telling(_told: Telling) -> Iterator[Telling]:
    """The story as it goes when nothing happens, ready to be disturbed."""
    taps = [*_told.stage.cloud.wire.taps]
    _told.stage.set_back(_told.end)
    yield _told
    _told.stage.cloud.wire.taps[:] = taps
    _told.stage.cloud.twice = False
    _told.told_to_the_end = _told.told_before = 0
