"""R46: what is set aside is tried again by itself, and never every hour for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.errors import Cause, Unreadable
from relance.domain.run.set_aside import SetAside
from tests.builders import at

NOON = at("2026-06-02 12:00")
HOUR = timedelta(hours=1)


def met(times: int, cause: Cause = Cause.UNDECIDED) -> SetAside:
    return SetAside("C-1", "head", cause, NOON, NOON, times)


@pytest.mark.parametrize(
    ("times", "hours"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 24), (7, 24), (10_000, 24)]
)
def test_what_cannot_be_decided_is_tried_after_twice_as_long_each_time(
    times: int, hours: int
) -> None:
    assert met(times).again_at == NOON + hours * HOUR


@pytest.mark.parametrize("cause", [Cause.UNREADABLE, Cause.MALFORMED])
@pytest.mark.parametrize("times", [1, 9])
def test_what_cannot_be_read_is_tried_once_a_day(cause: Cause, times: int) -> None:
    assert met(times, cause).again_at == NOON + 24 * HOUR


def test_what_is_met_again_keeps_since_when_and_says_what_it_is_now() -> None:
    later = met(1).met_again(NOON + HOUR, Cause.UNREADABLE, "open_minor")

    assert later == replace(met(2, Cause.UNREADABLE), last_at=NOON + HOUR, attribute="open_minor")
    assert later.first_at == NOON


@pytest.mark.parametrize(
    ("place", "of_account", "told"),
    [("C-1", True, "C-1"), ("#run", False, "run"), ("settings#t-1", False, "settings t-1")],
)
def test_people_are_told_of_an_account_or_of_what_is_the_tenants(
    place: str, of_account: bool, told: str
) -> None:
    for one in (replace(met(1), place=place), Unreadable("t-1", place, "head")):
        assert (one.of_account, one.place_name) == (of_account, told)
