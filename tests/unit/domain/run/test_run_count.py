"""R13, R29: what a tick makes of the counts of its day."""

from dataclasses import replace

from relance.domain.run.run_count import RunCount
from tests.builders import at

NINE, TEN = at("2026-06-08 09:00"), at("2026-06-08 10:00")


def test_each_tick_adds_what_it_enqueued() -> None:
    once = RunCount(promised=9).after(NINE, 4, None, held_back=False)
    twice = once.after(TEN, 3, None, held_back=False)
    assert twice == RunCount(9, enqueued=7, counted_at=TEN, counted=3, admitted_at=TEN)


def test_a_tick_that_comes_again_counts_once_and_the_larger_number() -> None:
    once = RunCount().after(NINE, 4, None, held_back=False)
    assert once.after(NINE, 4, None, held_back=False) == once
    assert once.after(NINE, 1, None, held_back=False) == once
    assert once.after(NINE, 6, None, held_back=False).enqueued == 6


def test_what_was_let_go_on_during_a_day_adds_to_what_was_expected_of_it() -> None:
    assert RunCount(promised=9, brought=3).expected == 12
    assert RunCount(brought=3).expected == 3


def test_why_it_tripped_is_said_as_long_as_it_holds() -> None:
    stopped = RunCount().after(NINE, 0, "too_many", held_back=True)
    assert (stopped.tripped, stopped.why, stopped.capped) == (True, "too_many", False)
    released = stopped.after(TEN, 40, None, held_back=False)
    assert (released.tripped, released.why) == (False, None)
    # Who the breaker held waited for no cap.
    assert not stopped.after(TEN, 0, None, held_back=True).capped


def test_who_a_tick_let_through_is_known_for_the_day_whatever_comes_later() -> None:
    """R13: an account counts once a day, though no worker has decided about it."""
    assert not RunCount().knows(NINE)
    once = RunCount().after(NINE, 4, None, held_back=False)
    assert once.knows(NINE)
    assert not once.knows(TEN)
    # An older tick that comes late, and a tick that trips, change nothing of it.
    assert once.after(at("2026-06-08 08:00"), 0, None, held_back=False).knows(NINE)
    tripped = once.after(TEN, 0, "too_many", held_back=True)
    assert tripped.knows(NINE)
    assert not tripped.knows(TEN)


def test_of_those_held_as_many_are_no_surprise_tomorrow_as_were_promised_today() -> None:
    day = RunCount(promised=30, enqueued=10, brought=2)
    assert [day.expects_of(held) for held in (0, 5, 22, 5_000)] == [0, 5, 22, 22]
    assert RunCount(promised=3, enqueued=9).expects_of(4) == 0


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
