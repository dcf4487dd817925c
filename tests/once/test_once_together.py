"""R13 to R16: everything delivered twice, and two of everything at the same time."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders import at
from tests.harness.cloud import Outcome, Proceed, Request, event_of
from tests.once.invariants import check, said
from tests.once.stage import Stage
from tests.once.telling import Telling


def test_every_batch_delivered_twice_in_a_row(telling: Telling) -> None:
    telling.stage.cloud.twice = True

    end = telling.tell_all()

    check(telling.stage)
    assert said(end) == said(telling.end)


@pytest.mark.parametrize("seed", range(3))
def test_every_batch_delivered_to_two_at_once(
    telling: Telling, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = TwoAtOnce(telling.stage, random.Random(seed))
    monkeypatch.setattr(telling.stage, "work", two.work)

    end = telling.tell_all(two.dawdle)

    check(telling.stage)
    assert said(end) == said(telling.end)
    assert two.pairs > 20


def test_two_ticks_at_once_and_a_tick_that_comes_hours_late(telling: Telling) -> None:
    stage = telling.stage
    stage.set_back(telling.moments[2])
    for hour in ("2026-06-09 10:00", "2026-06-09 10:00", "2026-06-09 11:00"):
        stage.tick(at(hour))
    stage.work("dispatch")
    stage.work("evaluate")
    telling.story.pays("F-4")
    stage.work("payments")
    stage.work("send")
    stage.work()
    telling.story.answers_come_back()
    stage.work()
    for hour in ("2026-06-09 12:00", "2026-06-09 10:00", "2026-06-09 11:00"):
        stage.tick(at(hour))
        stage.cloud.clock.set(at("2026-06-09 12:00"))
        stage.work()

    telling.story.the_night()
    stage.tick(at("2026-06-10 10:00"))
    stage.work()
    telling.story.the_days_after()

    check(stage)
    assert said(stage.moment()) == said(telling.end)


class TwoAtOnce:
    """Each batch goes to two processes in two threads, which wait for each other or do not."""

    def __init__(self, stage: Stage, chance: random.Random) -> None:
        self._stage, self._chance = stage, chance
        self.pairs = 0

    def dawdle(self, request: Request, proceed: Proceed) -> Outcome:
        """A tap: every call takes its time."""
        time.sleep(self._chance.choice((0, 0, 0.001, 0.003)))
        return proceed()

    def work(self, *functions: str) -> None:
        """As `Stage.work`, two at a time."""
        cloud = self._stage.cloud
        with ThreadPoolExecutor(2) as pool:
            while True:
                cloud.mailbox.settle()
                busy = self._stage.queues.busy(*functions)
                if not busy:
                    return
                (source,) = self._stage.queues.of(busy[0])
                messages = self._stage.queues.receive(source)
                event = event_of(source, messages)
                answers = [*pool.map(lambda _: self._invoke(source.function, event), range(2))]  # noqa: B023
                self.pairs += 1
                failed = {one for answer in answers for one in answer}
                self._stage.queues.settle(source, messages, failed)

    def _invoke(self, function: str, event: Any) -> set[str]:
        answer = self._stage.cloud.invoke(function, event)
        return {str(one["itemIdentifier"]) for one in answer["batchItemFailures"]}
