"""R11: once per local day of the debtor, in his hours; due and overdue on the creditor's day."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from relance.domain.calendar import Calendar, both, local_date
from relance.domain.decision import Hold, Skip
from relance.domain.policies.policy import Step
from tests.builders import (
    PARIS,
    PLAIN,
    account,
    at,
    closed,
    day,
    invoice,
    message,
    rules,
    says,
    waits,
    walk,
)

TOKYO, AUCKLAND = "Asia/Tokyo", "Pacific/Auckland"
NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"


def test_nothing_goes_before_the_sending_hour_of_the_debtor() -> None:
    # The first has been due since Friday 5; on Tuesday 9 it goes at ten.
    answer = waits(account(), "2026-06-09 09:00")

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_at) == ("outside_window", at("2026-06-09 10:00"))
    assert says(account(), "2026-06-09 10:00").key.kind == "first"


def test_a_day_begins_at_the_sending_hour_so_that_one_review_is_enough() -> None:
    answer = waits(account(), "2026-06-05 09:59")

    assert isinstance(answer, Skip)
    assert (answer.reason, answer.next_on) == ("not_yet", day("2026-06-05"))


def test_nothing_goes_in_the_evening() -> None:
    assert says(account(), "2026-06-08 16:59")
    answer = waits(account(), "2026-06-08 17:00")

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_at) == ("outside_window", at("2026-06-09 10:00"))


def test_a_day_has_one_reminder_however_small_the_gap() -> None:
    spoken = account(invoice(due_on="2026-05-20"), messages=(message("first", "2026-06-05"),))
    hurried = rules(gap_days=0, policy=replace(PLAIN, steps=tuple(map(_at_once, PLAIN.steps))))
    answer = waits(spoken, "2026-06-05 14:00", hurried)

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_at) == ("decided_today", at("2026-06-06 10:00"))


def _at_once(step: Step) -> Step:
    return replace(step, spacing_days=0)


def test_a_run_that_decided_and_sent_nothing_does_not_use_up_the_day() -> None:
    """R36: the worker may have died, or SES may have taken nothing."""
    assert says(account(decided_at=at("2026-06-05 10:00")), "2026-06-05 11:00")


def test_a_late_tick_of_the_same_day_still_sends() -> None:
    assert says(account(), "2026-06-05 16:00").key.kind == "first"


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        (PARIS, "2026-06-05T08:00"),
        (TOKYO, "2026-06-05T01:00"),
        (AUCKLAND, "2026-06-04T22:00"),
        (NEW_YORK, "2026-06-05T14:00"),
    ],
)
def test_the_first_goes_at_ten_at_the_debtors_on_the_creditors_day(zone: str, utc: str) -> None:
    by = rules(debtor_zone=zone)
    send = says(account(), "2026-06-05 10:00", by, zone)

    assert send.key.kind == "first"
    assert at("2026-06-05 10:00", zone) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert by.begins_at(day("2026-06-05"), at("2026-06-04 10:30", zone)) == at(
        "2026-06-05 10:00", zone
    )


def test_in_the_southern_summer_ten_in_auckland_is_still_yesterday_in_paris() -> None:
    # Due on Tuesday 6 January 2026: the first is Friday 9 in Paris, where Auckland's Friday
    # morning is Thursday evening. Its Saturday morning is closed; Monday 12 it is.
    file = account(invoice(due_on="2026-01-06"))
    by = rules(debtor_zone=AUCKLAND)

    friday = waits(file, "2026-01-09 10:00", by, AUCKLAND)
    saturday = waits(file, "2026-01-10 10:00", by, AUCKLAND)
    assert (friday.reason, saturday.reason) == ("not_yet", "closed_day")
    assert isinstance(saturday, Hold)
    assert saturday.until_at == at("2026-01-12 10:00", AUCKLAND)
    assert says(file, "2026-01-12 10:00", by, AUCKLAND).key.kind == "first"


def test_a_friday_evening_here_is_not_a_saturday_morning_there() -> None:
    story = walk(account(), rules(debtor_zone=AUCKLAND))

    assert {on.weekday() for on, _ in story.sends} <= {0, 1, 2, 3, 4}


def test_all_hours_of_a_debtors_day_are_decided_for_the_same_creditors_day() -> None:
    # At 16:00 in Los Angeles it is already tomorrow in Paris.
    by = rules(debtor_zone=LOS_ANGELES)
    late = at("2026-06-04 16:00", LOS_ANGELES)

    assert local_date(late, PARIS) == day("2026-06-05")
    assert by.today(late) == day("2026-06-04")
    assert waits(account(), "2026-06-04 16:00", by, LOS_ANGELES).reason == "not_yet"


def test_an_evening_in_utc_is_not_yet_overdue_here() -> None:
    # 23:30 UTC of the due date is the day after in Paris; the day is decided at ten.
    by = rules(debtor_zone="UTC")
    skip = waits(account(), "2026-06-02 23:30", by, "UTC")

    assert skip.figures.overdue_minor == 0


@pytest.mark.parametrize(
    ("on", "utc"),
    [("2026-03-27", 9), ("2026-03-30", 8), ("2026-10-23", 8), ("2026-10-26", 9)],
)
def test_ten_is_ten_on_both_sides_of_daylight_saving(on: str, utc: int) -> None:
    opens = rules().opens_at(day(on))

    assert opens.hour == utc
    assert rules().run_day(opens) == day(on)
    assert rules().today(opens) == day(on)


def test_the_gap_counts_days_and_not_hours_over_daylight_saving() -> None:
    file = account(
        invoice(due_on="2026-03-20"), messages=(message("manual", "2026-03-27", ("F-9/1",)),)
    )

    assert waits(file, "2026-03-30 10:00").reason == "gap"
    assert says(file, "2026-03-31 10:00").key.kind == "first"


def test_a_closed_day_of_either_side_is_closed() -> None:
    joined = both((closed("2026-06-05"), closed("2026-06-08")))

    assert not joined.is_open(day("2026-06-05"))
    assert joined.next_open(day("2026-06-05")) == day("2026-06-09")
    assert walk(account(), rules(open_days=joined)).said[1] == "06-09 first"


def test_open_days_are_counted_from_the_day_after() -> None:
    assert Calendar().add_open_days(day("2026-06-05"), 1) == day("2026-06-08")
    assert Calendar().add_open_days(day("2026-06-06"), 0) == day("2026-06-06")
    assert Calendar().previous_open(day("2026-06-08")) == day("2026-06-05")
