"""R4, R33: the hours without a tick, as the next one knows them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.creditor.tenant import KEPT_OUTAGES, SystemState
from tests.builders import at

NINE = at("2026-06-08 09:00")
HOUR = timedelta(hours=1)
TICKED = SystemState(last_tick_at=NINE, mail_event_at=NINE)


def test_the_first_tick_and_a_tick_in_time_are_no_outage() -> None:
    assert SystemState().after_tick(NINE) == SystemState(last_tick_at=NINE)
    assert TICKED.after_tick(NINE + HOUR) == SystemState(NINE + HOUR, (), NINE)


def test_a_tick_that_comes_after_more_than_an_hour_ends_an_outage() -> None:
    assert TICKED.after_tick(NINE + 5 * HOUR).outages == ((NINE, NINE + 5 * HOUR),)


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_a_tick_that_is_doubled_or_late_changes_nothing(late: timedelta) -> None:
    assert TICKED.after_tick(NINE - late) == TICKED


def test_an_outage_is_forgotten_after_a_while() -> None:
    once = TICKED.after_tick(NINE + 5 * HOUR)
    long_after = NINE + 5 * HOUR + KEPT_OUTAGES
    assert replace(once, last_tick_at=long_after - HOUR).after_tick(long_after).outages == ()


def test_the_tick_before_is_known_also_where_a_tick_comes_again() -> None:
    assert TICKED.tick_before(NINE + 5 * HOUR) == NINE
    again = TICKED.after_tick(NINE + 5 * HOUR)
    assert again.tick_before(NINE + 5 * HOUR) == NINE
    assert again.tick_before(NINE + 4 * HOUR) == NINE + 3 * HOUR  # late: the one before is not kept
    assert SystemState().tick_before(NINE) is None
