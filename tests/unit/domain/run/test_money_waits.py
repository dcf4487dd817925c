"""R22, R33: when money waited to be recorded, all mail was held, and no step was missed."""

from datetime import timedelta

import pytest

from relance.domain.run.money_waits import KEPT, MOST_SPANS, MoneyWaits, Span
from tests.builders import account, at, at_ten, invoice, message, outage, rules, says

HOUR = timedelta(hours=1)
NINE = at("2026-06-05 09:00")


def waits(*hours: tuple[int, int]) -> MoneyWaits:
    """Times by the hours after nine."""
    found = MoneyWaits()
    for start, end in hours:
        found = found.plus(NINE + start * HOUR, NINE + end * HOUR)
    return found


def hours_of(known: MoneyWaits) -> list[tuple[int, int]]:
    return [((a - NINE) // HOUR, (b - NINE) // HOUR) for a, b in known.spans]


@pytest.mark.parametrize(
    ("noted", "known"),
    [
        ([(0, 2), (5, 6)], [(0, 2), (5, 6)]),
        ([(5, 6), (0, 2)], [(0, 2), (5, 6)]),
        ([(0, 2), (2, 6)], [(0, 6)]),
        ([(0, 9), (2, 3)], [(0, 9)]),
        ([(0, 2), (4, 6), (1, 5)], [(0, 6)]),
    ],
)
def test_times_that_touch_are_one_in_whatever_order_they_are_told(
    noted: list[tuple[int, int]], known: list[tuple[int, int]]
) -> None:
    assert hours_of(waits(*noted)) == known


def test_what_no_outage_can_meet_any_more_is_forgotten() -> None:
    later = NINE + KEPT + 3 * HOUR
    assert waits((0, 2)).plus(later, later + HOUR).spans == ((later, later + HOUR),)


def test_of_too_many_the_oldest_are_told_as_one() -> None:
    known = waits(*((2 * n, 2 * n + 1) for n in range(MOST_SPANS + 2)))
    assert len(known.spans) == MOST_SPANS
    assert hours_of(known)[:2] == [(0, 5), (6, 7)]


def test_what_is_known_of_the_whole_time_is_no_news() -> None:
    known = waits((0, 4))
    assert known.covers(NINE + HOUR, NINE + 4 * HOUR)
    assert not known.covers(NINE + HOUR, NINE + 5 * HOUR)


def test_only_what_met_an_outage_is_looked_at() -> None:
    known = waits((0, 2), (30, 40))
    dark = (NINE + 20 * HOUR, NINE + 35 * HOUR)
    assert known.over([]) == ()
    assert known.over([dark]) == known.spans[1:]


def skipped(*spans: Span) -> tuple[str, list[str]]:
    """What goes on 16 June, after days without a run from the 5th on, and what is skipped."""
    by = rules(outages=outage("2026-06-04 12:00", "2026-06-16 09:00"), money_waited=spans)
    file = account(invoice(), messages=(message("courtesy", "2026-05-26"),))
    send = says(file, "2026-06-16 10:00", by)
    return send.key.kind, [one.kind for one in send.skipped]


def test_what_money_held_on_the_days_without_a_run_was_delayed_and_not_missed() -> None:
    whole = at("2026-06-04 12:00"), at("2026-06-16 09:00")
    assert skipped() == ("second", ["first"])
    assert skipped(whole) == ("first", [])


def test_the_day_counts_whose_sending_hour_it_was() -> None:
    """The first was due on the 5th; had it gone on the 9th, the second would go on the 16th."""
    until_the_ninth = at("2026-06-04 12:00"), at("2026-06-09 09:00")
    assert skipped(until_the_ninth) == ("second", ["first"])
    after_ten = at_ten("2026-06-05") + timedelta(seconds=1), at("2026-06-16 09:00")
    assert skipped(after_ten) == ("second", ["first"])
    at_the_hour = at_ten("2026-06-05"), at("2026-06-16 09:00")
    assert skipped(at_the_hour) == ("first", [])
    ended_at_it = at("2026-06-04 12:00"), at_ten("2026-06-05")
    assert skipped(ended_at_it) == ("second", ["first"])
