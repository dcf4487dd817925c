"""R13, R29: what a tick makes of the counts of its day."""

from dataclasses import replace

from relance.domain.run.run_count import RunCount
from tests.builders import at

NINE, TEN = at("2026-06-08 09:00"), at("2026-06-08 10:00")


def test_each_tick_adds_what_it_enqueued() -> None:
    once = RunCount(promised=9).after(NINE, 4, None, held_back=False)
    twice = once.after(TEN, 3, None, held_back=False)
    assert twice == RunCount(9, enqueued=7, counted_at=TEN, counted=3)


def test_a_tick_that_comes_again_counts_once_and_the_larger_number() -> None:
    once = RunCount().after(NINE, 4, None, held_back=False)
    assert once.after(NINE, 4, None, held_back=False) == once
    assert once.after(NINE, 1, None, held_back=False) == once
    assert once.after(NINE, 6, None, held_back=False).enqueued == 6


def test_what_was_let_go_on_during_a_day_adds_to_what_was_expected_of_it() -> None:
    """R13: on a day that nobody promised anything for, to what was held before it."""
    assert RunCount(promised=9, brought=3).expected(held_before=50) == 12
    assert RunCount(brought=3).expected(held_before=50) == 53
    assert RunCount(promised=0).expected(held_before=50) == 0


def test_why_it_tripped_is_said_as_long_as_it_holds() -> None:
    stopped = RunCount().after(NINE, 0, "too_many", held_back=True)
    assert (stopped.tripped, stopped.why, stopped.capped) == (True, "too_many", False)
    released = stopped.after(TEN, 40, None, held_back=False)
    assert (released.tripped, released.why) == (False, None)


def test_the_evening_does_not_end_the_cap_of_the_morning() -> None:
    morning = RunCount().after(NINE, 4, None, held_back=True)
    assert morning.capped
    assert morning.after(TEN, 0, None, held_back=False).capped


def test_the_cap_ends_after_a_whole_day_with_a_message_and_with_room() -> None:
    """R37: not on a day without a message, a full one, one that tripped or left some out."""
    morning = RunCount().after(TEN, 3, None, held_back=False)

    assert replace(morning, spoken=2, returned=1).ends_cap(3)
    assert not replace(morning, spoken=0, returned=3).ends_cap(3)
    assert not replace(morning, spoken=3).ends_cap(3)
    assert not replace(morning, spoken=2, returned=1, tripped=True).ends_cap(3)
    assert not replace(morning, spoken=2, returned=1, held_back=True).ends_cap(3)


def test_who_was_not_written_to_gives_his_place_back_at_the_next_tick() -> None:
    morning = replace(RunCount().after(NINE, 3, None, held_back=True), returned=2)

    assert (morning.used(NINE), morning.used(TEN)) == (3, 1)
