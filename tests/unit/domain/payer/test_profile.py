"""The payer profile as practice 7 has it: figures to the decimal, and what can never be."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.payer.profile import Counted, Profile, tolerance_days

TODAY = date(2026, 6, 2)
FIRST = date(2025, 7, 1)


def profile(*delays: int, unpaid: Sequence[int] = (), **changes: Any) -> Profile:
    """One invoice every three weeks, each paid with that delay; some are still unpaid."""
    counted = tuple(
        Counted(
            f"F-{n}", due := FIRST + timedelta(days=21 * n), days, due + timedelta(days=2 + days)
        )
        for n, days in enumerate(delays)
    )
    late = tuple(Counted(f"U-{n}", FIRST, days) for n, days in enumerate(unpaid))
    return replace(Profile(TODAY, (*counted, *late)), **changes)


@pytest.mark.parametrize(
    ("delays", "average", "share", "score", "name"),
    [
        ((0,) * 12, 0, 0, 100, "good"),
        ((10,) * 10, 10, 0, 70, "usual"),
        ((18,) * 8, 18, 1, 26, "late"),
        ((38,) + (0,) * 9, Fraction("3.8"), Fraction("0.1"), Fraction("86.6"), "good"),
        ((0, 0, 2, 7, 23), Fraction("6.4"), Fraction("0.2"), Fraction("76.8"), "usual"),
    ],
)
def test_the_checks_of_the_page(
    delays: tuple[int, ...], average: Fraction, share: Fraction, score: Fraction, name: str
) -> None:
    known = profile(*delays)
    assert (known.average_days, known.late_share) == (average, share)
    assert (known.score, known.name) == (score, name)


def test_one_broken_promise_costs_ten_points() -> None:
    known = profile(0, 0, 2, 7, 23, broken=1)
    assert (known.score, known.name) == (Fraction("66.8"), "usual")


@pytest.mark.parametrize(
    ("kept", "partly", "broken", "points"),
    [
        (0, 0, 0, 0),
        (4, 0, 1, 0),
        (1, 1, 1, 1),
        (1, 0, 1, Fraction("0.5")),
        (0, 1, 0, Fraction("0.5")),
        (0, 3, 9, 3),
    ],
)
def test_a_kept_promise_makes_up_for_half_a_broken_one(
    kept: int, partly: int, broken: int, points: Fraction
) -> None:
    known = profile(kept=kept, partly_kept=partly, broken=broken)
    assert known.promise_points == points


def test_returned_payments_and_unfounded_disputes_count_twice_at_most() -> None:
    assert profile(0, 0, 0, returned=1, refused=1).score == 80
    assert profile(0, 0, 0, returned=9, refused=9).score == 60


def test_who_never_paid_badly_but_broke_a_promise_is_not_good() -> None:
    assert profile(0, 0, 0).name == "good"
    assert profile(0, 0, 0, broken=1).name == "usual"
    assert profile(0, 0, 0, returned=1).name == "usual"


def test_eighty_is_good_and_fifty_is_usual() -> None:
    assert profile(0, 0, 0, refused=2).score == 90
    assert profile(5, 5, 10).score == 80
    assert profile(5, 5, 10).name == "good"
    assert profile(5, 6, 10).name == "usual"
    assert profile(15, 15, 15, refused=1).name == "usual"
    assert profile(15, 15, 16, refused=1).name == "late"


def test_the_last_three_ten_days_later_than_before_cost_ten_points() -> None:
    assert profile(0, 0, 0, 10, 10, 10).worsened
    assert profile(0, 0, 0, 10, 10, 10).score == 75
    assert not profile(0, 0, 0, 10, 10, 9).worsened
    assert not profile(0, 0, 10, 10, 10).worsened  # needs six
    assert not profile(10, 10, 10, 0, 0, 0).worsened
    # What is still open is not among the last three paid.
    assert not profile(0, 0, 0, unpaid=(60, 60, 60)).worsened


def test_nobody_is_known_by_fewer_than_three_invoices() -> None:
    assert profile().name == "unknown"
    assert profile(0, 0).name == "unknown"
    assert profile(30, 30).name == "unknown"
    assert profile(0, 0, 0).name == "good"


def test_three_invoices_paid_on_one_day_are_one_observation() -> None:
    known = profile(0, 0, 0)
    once = tuple(replace(one, settled_on=TODAY) for one in known.counted)
    assert replace(known, counted=once).name == "unknown"


def test_a_customer_of_less_than_sixty_days_is_unknown() -> None:
    known = profile(0, 0, 0)
    assert replace(known, on=FIRST + timedelta(days=59)).name == "unknown"
    assert replace(known, on=FIRST + timedelta(days=60)).name == "good"


def test_something_open_for_sixty_days_is_late_whatever_else_is_known() -> None:
    assert profile(long_open=True).name == "late"
    assert profile(0, 0, 0, long_open=True).name == "late"


def test_who_never_pays_is_unknown_until_the_sixty_days_are_over() -> None:
    known = profile(unpaid=(20, 30, 40))
    assert (known.settled_days, known.name) == (0, "unknown")


@pytest.mark.parametrize(
    ("name", "median", "days"),
    [
        ("good", 4, 4),
        ("good", 9, 5),
        ("usual", 2, 2),
        ("usual", 9, 3),
        ("late", 9, 0),
        ("unknown", 9, 0),
    ],
)
def test_level_one_waits_for_who_always_pays_a_little_late(
    name: str, median: int, days: int
) -> None:
    assert tolerance_days(name, median) == days


def test_the_median_is_whole_days_and_nothing_for_nobody() -> None:
    assert profile(0, 3, 9).median_days == 3
    assert profile(0, 3, 4, 9).median_days == 3
    assert profile().median_days == 0


# --- What can never be -------------------------------------------------------------------------

DELAYS = st.lists(st.integers(0, 60), max_size=20)
COUNTS = st.integers(0, 5)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    return profile(
        *draw(DELAYS),
        unpaid=draw(st.lists(st.integers(14, 60), max_size=5)),
        kept=draw(COUNTS),
        partly_kept=draw(COUNTS),
        broken=draw(COUNTS),
        returned=draw(COUNTS),
        refused=draw(COUNTS),
    )


@given(profiles())
def test_a_score_is_between_nothing_and_a_hundred(known: Profile) -> None:
    assert 0 <= known.score <= 100
    assert known.name in ("good", "usual", "late", "unknown")


@given(profiles(), st.randoms())
def test_the_order_of_the_invoices_does_not_matter(known: Profile, chance: Any) -> None:
    shuffled = list(known.counted)
    chance.shuffle(shuffled)
    assert replace(known, counted=tuple(shuffled)).score == known.score
    assert replace(known, counted=tuple(shuffled)).name == known.name


@given(profiles(), st.data())
def test_paying_earlier_never_lowers_the_score_while_the_trend_stays(
    known: Profile, data: st.DataObject
) -> None:
    """The trend compares the last three with the others: those paid earlier raise the bar."""
    earlier = tuple(
        replace(one, delay_days=data.draw(st.integers(0, one.delay_days))) for one in known.counted
    )
    better = replace(known, counted=earlier)
    assert better.score + 10 * better.worsened >= known.score


@given(profiles(), st.sampled_from(("broken", "partly_kept", "returned", "refused")))
def test_no_fault_ever_raises_the_score(known: Profile, fault: str) -> None:
    worse = replace(known, **{fault: getattr(known, fault) + 1})
    assert worse.score <= known.score
