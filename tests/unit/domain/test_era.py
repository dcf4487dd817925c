"""One range for every day and instant that comes in: it can be computed with for ever."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.era import (
    FIRST_ON,
    LAST_ON,
    OutsideEra,
    day_of,
    instant_at,
    instant_of,
    keeps,
)

LONGEST = timedelta(days=30 * 730)  # every step of a policy as late as a policy may say


@pytest.mark.parametrize("on", [FIRST_ON, date(2026, 6, 2), LAST_ON])
def test_a_day_of_the_era_is_taken(on: date) -> None:
    assert day_of(on.isoformat()) == on


@pytest.mark.parametrize(
    "text",
    [
        *("9999-12-31", "0001-01-01", "0000-01-01", "1989-12-31", "2101-01-01"),
        *("2026-02-30", "2026-2-3", "20260602", "2026-W23-2", "٢٠٢٦-٠٦-٠٢", "2026-06-02\n"),
        *("", 0, 20260602, None, 1e400, True, "2026-06-02T00:00:00Z"),
    ],
)
def test_any_other_is_refused(text: object) -> None:
    with pytest.raises(OutsideEra):
        day_of(text)


@given(on=st.dates(FIRST_ON, LAST_ON))
def test_whatever_is_added_to_a_day_of_the_era_a_row_can_say_it(on: date) -> None:
    assert day_of(on.isoformat()) == on
    assert keeps(on)
    assert date.min < on - LONGEST < on + LONGEST < date.max


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-06-02T10:00:00Z", datetime(2026, 6, 2, 10, tzinfo=UTC)),
        ("2026-06-02t10:00:00.5z", datetime(2026, 6, 2, 10, 0, 0, 500_000, tzinfo=UTC)),
        ("2026-06-02T10:00+14:00", datetime(2026, 6, 1, 20, tzinfo=UTC)),
        ("2100-12-31T23:59:59Z", datetime(2100, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_instant_is_taken_in_utc(text: str, at: datetime) -> None:
    taken = instant_of(text)
    assert (taken, taken.tzinfo) == (at, UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1990-01-01T00:00:00+01:00"),
        *("2100-12-31T23:00:00-02:00", "2026-06-02T10:00:00", "2026-06-02", "2026-06-02T25:00Z"),
        *("2026-06-02T10:00:00+24:30", "2026-02-30T10:00Z", 1_780_000_000, 1e400, None, ""),
    ],
)
def test_any_other_instant_is_refused(text: object) -> None:
    with pytest.raises(OutsideEra):
        instant_of(text)


@pytest.mark.parametrize("seconds", [-1, 0, 631_151_999, 4_133_980_800, 10**12, 10**400])
def test_seconds_outside_of_the_era_are_refused(seconds: int) -> None:
    with pytest.raises(OutsideEra):
        instant_at(seconds)


@pytest.mark.parametrize("seconds", [631_152_000, 4_133_980_799])
def test_seconds_of_the_era_are_taken(seconds: int) -> None:
    assert instant_at(seconds).timestamp() == seconds


@pytest.mark.parametrize("on", [date.min, date(1949, 12, 31), date(2141, 1, 1), date.max])
def test_no_row_can_have_come_to_say_so(on: date) -> None:
    assert not keeps(on)
