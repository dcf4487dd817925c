"""R13: whom the index shows to be reminded, who was counted, and how many a day is promised."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from relance.data.runs import Due
from relance.domain.creditor.tenant import Tenant
from relance.domain.run.run_count import RunCount
from relance.flows.run.speaking import Speaking, Tomorrow, Unpromised, run_before
from tests.builders import at, day

TENANT = Tenant("t-1", "Créancier SA", mode="live")
SPEAKING = Speaking(TENANT)
MONDAY, TUESDAY = day("2026-06-08"), day("2026-06-09")


def due(review_at: str, zone: str | None = None, **changes: Any) -> Due:
    """An account with a debt since May, to be reviewed then."""
    made = Due("t-1", "C-1", at(review_at), day("2026-05-08"), None, zone, "FR")
    return replace(made, **changes)


def through(*ticks: str, promised: int | None = 0) -> RunCount:
    """The counts of a day on which these ticks let everybody through."""
    seen = RunCount(promised=promised)
    for tick in ticks:
        seen = seen.after(at(tick), 1, None, held_back=False)
    return seen


def crowd(one: Due, size: int) -> list[Due]:
    """So many accounts like it."""
    return [replace(one, account_id=f"C-{number}") for number in range(size)]


def test_who_was_decided_today_has_spoken() -> None:
    ten = at("2026-06-09 10:00")
    assert SPEAKING.speaks(due("2026-06-09 10:00"), ten)
    assert not SPEAKING.speaks(due("2026-06-09 10:00", decided_at=ten), ten)
    assert not SPEAKING.speaks(due("2026-06-09 10:00", zone="Mars/Olympus"), ten)


@pytest.mark.parametrize("later", ["2026-06-09 11:00", "2026-06-09 23:00"])
def test_who_was_let_through_is_known_until_the_day_is_over(later: str) -> None:
    """Also in the night, whose ticks write to nobody."""
    waiting = due("2026-06-09 10:00")
    assert SPEAKING.known_to(through("2026-06-09 10:00", later), waiting)
    assert not SPEAKING.known_to(through("2026-06-09 09:00"), waiting)
    assert not SPEAKING.known_to(RunCount(), waiting)


def test_who_was_looked_at_outside_of_his_hours_was_not_counted() -> None:
    early = due("2026-06-09 08:00")
    assert not SPEAKING.known_to(through("2026-06-09 09:00"), early)
    assert SPEAKING.known_to(through("2026-06-09 10:00"), early)
    evening = due("2026-06-09 16:30")
    assert not SPEAKING.known_to(through("2026-06-09 18:00"), evening)


def test_the_hours_are_the_debtors() -> None:
    """Ten in New York is sixteen in Paris; ten in Tokyo is three in the morning."""
    american, japanese = ("America/New_York", "Asia/Tokyo")
    assert not SPEAKING.known_to(through("2026-06-09 15:00"), due("2026-06-09 09:00", american))
    assert SPEAKING.known_to(through("2026-06-09 16:00"), due("2026-06-09 09:00", american))
    assert SPEAKING.known_to(through("2026-06-09 23:00"), due("2026-06-09 03:00", japanese))
    assert not SPEAKING.known_to(through("2026-06-09 02:00"), due("2026-06-09 01:00", japanese))
    assert not SPEAKING.known_to(through("2026-06-09 02:00"), due("2026-06-09 01:00", "Mars/X"))


def promise(found: list[Due], seen: RunCount) -> int:
    tomorrow = Tomorrow(SPEAKING, TUESDAY, (RunCount(), seen))
    for one in found:
        tomorrow.take(one)
    return tomorrow.promised(seen)


def test_a_day_is_promised_who_is_reviewed_then_and_who_waits_for_a_worker() -> None:
    planned, waiting = crowd(due("2026-06-10 10:00"), 7), crowd(due("2026-06-09 10:00"), 300)
    night = through("2026-06-09 10:00", "2026-06-09 23:00")

    assert promise(planned, night) == 7
    assert promise(waiting, night) == 300
    assert promise([*planned, *waiting], night) == 307
    decided = crowd(due("2026-06-09 11:00", decided_at=at("2026-06-10 00:30")), 5)
    assert promise(decided, night) == 0


def test_of_what_the_breaker_held_no_more_is_promised_than_the_day_was_itself() -> None:
    flood = crowd(due("2026-06-09 09:30"), 5_000)
    tripped = RunCount(promised=40).after(at("2026-06-09 10:00"), 0, "too_many", held_back=True)

    assert promise(flood, tripped) == 40
    assert promise(flood[:12], tripped) == 12


def stands_in(found: list[Due], last: RunCount, today: date = TUESDAY) -> int:
    unpromised = Unpromised(SPEAKING, today, last)
    for one in found:
        unpromised.take(one)
    return unpromised.promised


def test_for_a_day_after_a_gap_who_waited_or_was_set_for_its_hour_stands_in() -> None:
    waited, planned = crowd(due("2026-06-08 10:00"), 100), crowd(due("2026-06-09 10:00"), 300)
    imported = crowd(due("2026-06-09 08:12"), 5_000)

    assert stands_in([*waited, *planned, *imported], RunCount()) == 400
    assert stands_in(crowd(due("2026-06-09 16:00", "America/New_York"), 9), RunCount()) == 9
    assert stands_in(crowd(due("2026-06-09 10:00", "Mars/Olympus"), 9), RunCount()) == 0


def test_what_the_breaker_held_before_a_gap_is_a_surprise_after_it() -> None:
    held, unseen = crowd(due("2026-06-05 09:30"), 5_000), crowd(due("2026-06-05 08:00"), 30)
    last = through("2026-06-05 09:00", promised=50)
    tripped = last.after(at("2026-06-05 10:00"), 0, "too_many", held_back=True)

    assert stands_in([*held, *unseen], tripped) == 30 + 49
    assert stands_in([*held, *unseen], last) == 5_030


def test_the_last_day_with_a_run_is_that_before_a_gap() -> None:
    def ran(at_: datetime | None) -> RunCount:
        return RunCount(counted_at=at_)

    friday = ran(at("2026-06-05 10:00"))
    days = {
        day("2026-06-05"): friday,
        MONDAY: RunCount(promised=3),
        TUESDAY: ran(at("2026-06-09 10:00")),
    }
    assert run_before(days, TUESDAY) is friday
    assert run_before({}, TUESDAY) == RunCount()
