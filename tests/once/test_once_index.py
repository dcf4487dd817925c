"""R30: every index answers from the past: keys that are gone are there, new ones are missing."""

import random

import pytest

from tests.once.invariants import check, said
from tests.once.stale_index import StaleIndex, tell_behind
from tests.once.telling import Telling, uncrossed


@pytest.mark.parametrize("writes_old", [0, 1, 50])
def test_an_index_that_is_behind_delays_and_neither_loses_nor_doubles(
    telling: Telling, writes_old: int
) -> None:
    index = StaleIndex(telling.stage, lambda: writes_old)
    _under(telling, index)
    assert (index.missing > 0) == (writes_old > 0)


@pytest.mark.parametrize("seed", range(4))
def test_an_index_that_jumps_back_and_forth_does_not_either(telling: Telling, seed: int) -> None:
    chance = random.Random(seed)
    _under(telling, StaleIndex(telling.stage, lambda: chance.choice((0, 1, 50))))


def _under(telling: Telling, index: StaleIndex) -> None:
    tell_behind(telling, index)
    check(telling.stage)
    assert index.answered > 0
    assert index.phantoms > 0
    assert uncrossed(said(telling.stage.moment())) == uncrossed(said(telling.end))
