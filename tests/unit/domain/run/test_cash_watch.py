"""R13, B9: the breaker on cash trips where the money looks wrong, and on no quiet day."""

from datetime import date, timedelta

import pytest

from relance.domain.calendar import ONE_DAY
from relance.domain.ledger.invoices import DocumentType
from relance.domain.run.cash_watch import (
    CashWatch,
    Overdue,
    after_run,
    no_money,
    overdue_grew,
    overdue_of,
    seen_from,
)
from tests.builders import closed, day, invoice

TUESDAY = day("2026-06-09")


def weeks_of_runs(
    a_day: int = 10, tuesdays: int | None = None, start: str = "2026-05-04"
) -> CashWatch:
    """Runs on every working day until the Monday before, each with so many payments."""
    recorded, runs, on = 100, {}, day(start)
    while on < TUESDAY:
        if on.weekday() < 5:
            recorded += tuesdays if tuesdays is not None and on.weekday() == 1 else a_day
            runs[on.isoformat()] = recorded
        on += ONE_DAY
    return CashWatch(recorded, runs)


def test_a_tuesday_without_any_payment_is_not_usual() -> None:
    assert no_money(weeks_of_runs(), TUESDAY, closed())


def test_one_payment_since_the_last_run_is_a_sign_of_life() -> None:
    watch = weeks_of_runs()

    assert not no_money(CashWatch(watch.recorded + 1, watch.runs), TUESDAY, closed())


def test_a_new_tenant_has_no_history_to_trip_over() -> None:
    assert not no_money(CashWatch(), TUESDAY, closed())
    assert not no_money(weeks_of_runs(start="2026-05-25"), TUESDAY, closed())


@pytest.mark.parametrize("tuesdays", [0, 4])
def test_a_weekday_with_little_money_does_not_trip(tuesdays: int) -> None:
    assert not no_money(weeks_of_runs(tuesdays=tuesdays), TUESDAY, closed())


def test_three_of_the_last_four_such_days_are_enough_and_two_are_not() -> None:
    def without(*days: str) -> CashWatch:
        watch = weeks_of_runs()
        return CashWatch(watch.recorded, {d: n for d, n in watch.runs.items() if d not in days})

    assert no_money(without("2026-05-26"), TUESDAY, closed())
    assert not no_money(without("2026-05-26", "2026-05-19"), TUESDAY, closed())


@pytest.mark.parametrize("holiday", ["2026-06-08", "2026-06-09"])
def test_the_day_of_a_bank_holiday_and_the_one_after_never_trip(holiday: str) -> None:
    watch = weeks_of_runs()
    runs = {on: recorded for on, recorded in watch.runs.items() if on != holiday}

    assert not no_money(
        CashWatch(runs["2026-06-05"], runs) if holiday == "2026-06-08" else watch,
        TUESDAY,
        closed(holiday),
    )


def test_a_week_end_is_no_closed_day() -> None:
    monday = day("2026-06-08")
    watch = weeks_of_runs()
    runs = {on: recorded for on, recorded in watch.runs.items() if on < "2026-06-08"}

    assert no_money(CashWatch(runs["2026-06-05"], runs), monday, closed())


def found(on: date, minor: int, **coming: int) -> Overdue:
    falls = {due_on.replace("_", "-")[1:]: {"EUR": amount} for due_on, amount in coming.items()}
    return Overdue(on, {"EUR": minor}, falls)


def seen(minor: int, on: str = "2026-06-08", **coming: int) -> CashWatch:
    return after_run(CashWatch(7), found(day(on), minor, **coming))


def test_thirty_percent_more_than_was_seen_coming_trips() -> None:
    assert not overdue_grew(seen(100_000_00), found(TUESDAY, 135_000_00))
    assert overdue_grew(seen(100_000_00), found(TUESDAY, 135_000_01))


def test_the_end_of_a_month_is_no_surprise() -> None:
    before = seen(100_000_00, d2026_06_08=90_000_00, d2026_06_09=500_000_00)

    assert not overdue_grew(before, found(TUESDAY, 190_000_00))
    assert overdue_grew(before, found(TUESDAY, 300_000_00))


def test_a_currency_is_held_against_itself() -> None:
    before = seen(100_000_00)

    assert overdue_grew(before, Overdue(TUESDAY, {"EUR": 100_000_00, "GBP": 5_000_01}))
    assert not overdue_grew(before, Overdue(TUESDAY, {"EUR": 100_000_00, "GBP": 5_000_00}))
    yen = CashWatch(0, {}, Overdue(day("2026-06-08"), {}, {"2026-06-08": {"JPY": 90_000}}))
    assert not overdue_grew(yen, Overdue(TUESDAY, {"JPY": 122_000}))


def test_without_a_run_of_these_days_nothing_is_compared() -> None:
    assert not overdue_grew(CashWatch(), found(TUESDAY, 10**9))
    assert not overdue_grew(seen(0, on="2026-05-31"), found(TUESDAY, 10**9))
    assert not overdue_grew(seen(0, on="2026-06-09"), found(TUESDAY, 10**9))


def test_eight_weeks_are_kept() -> None:
    watch = CashWatch(9, {"2026-04-01": 1, "2026-06-08": 8})
    after = after_run(watch, found(TUESDAY, 0))

    assert after.runs == {"2026-06-08": 8, "2026-06-09": 9}
    assert after.ran(TUESDAY)
    assert after.last_before(TUESDAY + timedelta(days=1)) == TUESDAY


def test_what_is_overdue_is_told_from_what_falls_due_within_the_days_that_are_seen() -> None:
    yesterday, today = TUESDAY - ONE_DAY, TUESDAY
    dues = (yesterday, today, seen_from(today) - ONE_DAY, seen_from(today))
    bills = [invoice(f"F-{n}", due_on=on, total_minor=10**n) for n, on in enumerate(dues)]

    counted = overdue_of(bills, TUESDAY)
    coming = {"2026-06-09": {"EUR": 10}, "2026-06-16": {"EUR": 100}}
    assert counted == Overdue(TUESDAY, {"EUR": 1}, coming)


def test_what_is_never_chased_is_not_overdue() -> None:
    late = TUESDAY - ONE_DAY
    cancelled = invoice("F-1", due_on=late, cancelled_on=late)
    proforma = invoice("F-2", due_on=late, document_type=DocumentType.PRO_FORMA)
    assert overdue_of([cancelled, proforma], TUESDAY).totals == {}
