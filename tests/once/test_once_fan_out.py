"""R13, R30: a tick that fans out, with an accident at every call, doubled, purged, index behind."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest

from relance.flows.run import dispatch, tally
from tests.once.accidents import WAYS, Accident
from tests.once.invariants import check, said
from tests.once.stale_index import StaleIndex, tell_behind
from tests.once.story import Act, Story
from tests.once.telling import Telling, uncrossed

FUNCTIONS = ("dispatch", "shards", "runs", "pages")


class FannedOut(Story):
    """The story of an installation of many tenants, in which each of them is a large one."""

    def _hour(self, hour: datetime) -> tuple[Act, ...]:
        works = (self._work(function) for function in (*FUNCTIONS, "evaluate"))
        return (partial(self.stage.tick, hour), *works)


STORY = FannedOut


@pytest.fixture(scope="module", autouse=True)
def _many_and_large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dispatch, "FEW_TENANTS", 0)
        patch.setattr(tally, "PAGE", 2)
        yield


def the_morning(telling: Telling) -> list[int]:
    """The acts in which the tick of the first morning fans out."""
    return [telling.acts_of(function)[0] for function in FUNCTIONS]


@pytest.mark.parametrize("way", WAYS)
def test_an_accident_at_any_call_of_the_fan_out_loses_and_doubles_nothing(
    telling: Telling, way: str
) -> None:
    tried: Counter[str] = Counter()
    for act in the_morning(telling):
        for call, name in enumerate(telling.calls[act]):
            end = telling.tell_from(act, Accident(call, way))
            tried[name.partition(" ")[0]] += 1
            if end is not telling.end:
                check(telling.stage)
                assert uncrossed(said(end)) == uncrossed(said(telling.end)), (act, call, way)
    assert set(tried) == set(FUNCTIONS)


def test_every_batch_of_it_delivered_twice(telling: Telling) -> None:
    telling.stage.cloud.twice = True
    end = telling.tell_all()
    check(telling.stage)
    assert said(end) == said(telling.end)


def test_what_is_lost_between_any_two_of_its_messages_only_delays(telling: Telling) -> None:
    for act in the_morning(telling):
        telling.stage.set_back(telling.moments[act])
        telling.stage.work("dispatch")
        telling.stage.cloud.purge()
        end = telling.go_on(act + 1)
        check(telling.stage)
        assert uncrossed(said(end)) <= uncrossed(said(telling.end))


@pytest.mark.parametrize("writes_old", [1, 50])
def test_an_index_that_is_behind_only_delays(telling: Telling, writes_old: int) -> None:
    index = StaleIndex(telling.stage, lambda: writes_old)
    tell_behind(telling, index)
    check(telling.stage)
    assert index.missing > 0
    assert uncrossed(said(telling.stage.moment())) == uncrossed(said(telling.end))
