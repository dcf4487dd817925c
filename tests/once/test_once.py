"""Once, and only once: the story, crashed at every call to AWS in every way (R14 to R18, R30)."""

from collections import Counter
from itertools import product

import pytest

from tests.once.accidents import FAILS, UNHEARD, WAYS, Accident, Stutter
from tests.once.invariants import check, said
from tests.once.moment import Moment
from tests.once.telling import Telling, uncrossed


def test_without_accidents_each_debtor_is_told_once_what_concerns_him(telling: Telling) -> None:
    check(telling.stage)

    assert said(telling.end) == Counter(
        [
            ("C-1", "first", "0", "C-1@client.example"),
            ("C-1", "receipt", "0", "C-1@client.example"),
            ("C-2", "first", "0", "C-2@client.example"),
            ("C-2", "receipt", "0", "C-2@client.example"),
            ("C-3", "first", "0", "C-3@client.example"),
            ("C-3", "confirmation", "0", "C-3@client.example"),
            ("C-5", "first", "0", "dead@bounces.example"),
            ("C-5", "first", "0+1", "C-5@client.example"),
            ("C-6", "first", "0", "C-6@client.example"),
        ]
    )


def test_what_nobody_could_tell_apart_is_told_once_and_nothing_else(telling: Telling) -> None:
    for one, other in product(telling.moments, repeat=2):
        assert (one.likeness == other.likeness) == one.like(other)
    telling.stage.set_back(telling.moments[1])
    assert telling.stage.moment().likeness == telling.moments[1].likeness

    act, *_ = telling.acts_of("send")
    mail = next(n for n, call in enumerate(telling.calls[act]) if "SendEmail" in call)
    for _ in range(2):
        _tell(telling, act, Accident(mail, UNHEARD))
    assert telling.told_to_the_end <= 1
    assert telling.told_to_the_end + telling.told_before == 2


@pytest.mark.parametrize("way", WAYS)
def test_an_accident_at_any_call_loses_nothing_and_doubles_nothing(
    telling: Telling, way: str
) -> None:
    tried: Counter[str] = Counter()
    wrong: list[str] = []
    for act, calls in enumerate(telling.calls):
        for call in range(0 if act in telling.aftermath else len(calls)):
            accident = Accident(call, way)
            try:
                _tell(telling, act, accident)
            except AssertionError as error:
                wrong.append(f"act {act} call {call} {accident.victim}: {error}")
            tried[calls[call]] += 1
    _report(way, tried, telling)
    assert wrong == []
    assert tried.total() > 100


@pytest.mark.parametrize("way", [FAILS, UNHEARD])
def test_calls_that_the_sdk_repeats_take_effect_once(telling: Telling, way: str) -> None:
    stutter = Stutter(way)

    end = telling.tell_all(stutter)

    check(telling.stage)
    assert stutter.times > sum(map(len, telling.calls)) // 2
    assert said(end) == said(telling.end)
    assert end.like(telling.end)


def _tell(telling: Telling, act: int, accident: Accident) -> None:
    def right(end: Moment) -> None:
        check(telling.stage)
        assert uncrossed(said(end)) == uncrossed(said(telling.end))

    telling.tell_anew(act, accident, right)


def _report(way: str, tried: Counter[str], telling: Telling) -> None:
    told, before = telling.told_to_the_end, telling.told_before
    print(f"\n{way}: {tried.total()} calls, {told} told to the end, {before} were told before")
    for call, times in sorted(tried.items()):
        print(f"{times:5} {call}")
