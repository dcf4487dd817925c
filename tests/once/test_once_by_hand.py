"""A message by hand, crashed at every call to AWS in every way: once and not lost (R8, R14)."""

from collections import Counter

import pytest

from tests.once.accidents import FAILS, UNHEARD, WAYS, Accident, Stutter
from tests.once.by_hand import ByHand
from tests.once.invariants import check, said, tasks
from tests.once.moment import Moment
from tests.once.telling import Telling

STORY = ByHand


def test_without_accidents_each_is_told_once_and_the_reminder_waits(telling: Telling) -> None:
    check(telling.stage)

    assert said(telling.end) == Counter(
        [
            ("C-1", "manual", "0", "C-1@client.example"),
            ("C-1", "first", "0", "C-1@client.example"),
            ("C-2", "manual", "0", "C-2@client.example"),
        ]
    )
    days = {mail.tags["relance_key"]: mail.sent_at[:10] for mail in telling.end.mails}
    assert sorted(days.values())[-1] == "2026-06-15"


@pytest.mark.parametrize("way", WAYS)
def test_an_accident_at_any_call_loses_nothing_and_doubles_nothing(
    telling: Telling, way: str
) -> None:
    def right(end: Moment) -> None:
        check(telling.stage)
        assert said(end) == said(telling.end)
        assert "message_failed" not in tasks(end, "C-1")

    tried, wrong = 0, []
    for act, calls in enumerate(telling.calls):
        for call in range(0 if act in telling.aftermath else len(calls)):
            accident = Accident(call, way)
            try:
                telling.tell_anew(act, accident, right)
            except AssertionError as error:
                wrong.append(f"act {act} call {call} {accident.victim}: {error}")
            tried += 1
    assert wrong == []
    assert tried > 40


@pytest.mark.parametrize("way", [FAILS, UNHEARD])
def test_calls_that_the_sdk_repeats_take_effect_once(telling: Telling, way: str) -> None:
    stutter = Stutter(way)

    end = telling.tell_all(stutter)

    check(telling.stage)
    assert stutter.times > 20
    assert said(end) == said(telling.end)
