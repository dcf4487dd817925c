"""R13 to R15: batches that end by time, and what can befall whoever hands back the rest."""

from collections.abc import Iterator

import pytest

from tests.harness.cloud import Outcome, Proceed, Request
from tests.harness.hurry import hurried
from tests.once.accidents import WAYS, Accident
from tests.once.invariants import check, said
from tests.once.telling import Telling, uncrossed

HANDED_BACK = {
    "evaluate": "Reviews",
    "send": "Messages",
    "delivery": "Events",
    "payments": "Payments",
}


def _hands_back(request: Request) -> bool:
    """Whether the call puts into a queue what the function had got from it."""
    queue = HANDED_BACK.get(request.function)
    url = str(request.parameters.get("QueueUrl", ""))
    return request.operation == "SendMessageBatch" and url.endswith(f"-{queue}")


class HandingBack(Accident):
    """An accident to the `number`-th call that hands back; counts them if it comes to none."""

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """Lets every other call pass."""
        if self.victim is None and not _hands_back(request):
            return proceed()
        return super().__call__(request, proceed)


@pytest.fixture(autouse=True)
def _hurry() -> Iterator[None]:
    with hurried(tried=1):
        yield


def _first_acts(telling: Telling) -> list[int]:
    """For each function the act in which it is at work for the first time."""
    return sorted({telling.acts_of(function)[0] for function in HANDED_BACK})


def _times(telling: Telling, act: int) -> int:
    counting = HandingBack(10_000, "")
    telling.tell_from(act, counting, until=act + 1)
    return counting.seen


def test_batches_that_all_end_by_time_say_what_is_said_in_time(telling: Telling) -> None:
    counting = HandingBack(10_000, "")

    end = telling.tell_all(counting)

    check(telling.stage)
    assert said(end) == said(telling.end)
    assert end.queued == telling.end.queued
    assert counting.seen > 5


@pytest.mark.parametrize("way", WAYS)
def test_an_accident_while_the_rest_is_handed_back_doubles_nothing_and_loses_nothing(
    telling: Telling, way: str
) -> None:
    befell: set[str] = set()
    for act in _first_acts(telling):
        for number in range(_times(telling, act)):
            accident = HandingBack(number, way)
            end = telling.tell_from(act, accident)
            assert accident.victim
            befell.add(accident.victim.function)
            if end is not telling.end:
                check(telling.stage)
                assert uncrossed(said(end)) == uncrossed(said(telling.end)), accident.victim
    assert {"evaluate", "send"} <= befell
