"""R22, R23, R29: what stops a whole tenant."""

from relance.domain.decision import Hold
from tests.builders import account, at, closed, day, invoice, owed, rules, says, waits, walk


def test_a_paused_tenant_sends_nothing_at_all() -> None:
    file = account(owed=(owed(at_="2026-06-05 09:00"),))

    assert walk(file, rules(mode="paused")).said == []
    assert walk(account(), rules(mode="paused")).reason("2026-06-05") == "tenant_paused"


def test_a_tenant_in_shadow_decides_as_if_it_were_live() -> None:
    assert says(account(), "2026-06-05 10:00", rules(mode="shadow")).key.kind == "first"


def test_money_that_waits_to_be_recorded_holds_the_tenant() -> None:
    answer = waits(account(), "2026-06-05 10:00", rules(payments_backlog=True))

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_at) == ("payments_backlog", at("2026-06-05 11:00"))


def test_cash_must_be_booked_through_the_last_bank_day_before_today() -> None:
    # Monday 8: the last bank day before is Friday 5.
    friday = rules(cash_through_on=day("2026-06-05"))
    thursday = rules(cash_through_on=day("2026-06-04"))

    assert says(account(), "2026-06-08 10:00", friday)
    answer = waits(account(), "2026-06-08 10:00", thursday)
    assert isinstance(answer, Hold)
    # It is late by a day only, and may come while the hours last (R36).
    assert (answer.reason, answer.until_at) == ("feed_stale", at("2026-06-08 11:00"))
    evening = waits(account(), "2026-06-08 16:00", thursday)
    assert isinstance(evening, Hold)
    assert evening.until_at == at("2026-06-09 10:00")


def test_a_feed_that_stopped_days_ago_is_not_waited_for_by_the_hour() -> None:
    answer = waits(account(), "2026-06-08 10:00", rules(cash_through_on=day("2026-06-03")))

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_on) == ("feed_stale", day("2026-06-09"))


def test_a_bank_holiday_is_no_day_of_cash() -> None:
    # Easter Tuesday 7 April 2026: the last bank day was Maundy Thursday.
    by = rules(cash_through_on=day("2026-04-02"), bank_days=closed("2026-04-03", "2026-04-06"))
    assert says(account(invoice(due_on="2026-03-20")), "2026-04-07 10:00", by)


def test_a_feed_that_was_never_declared_holds_nothing() -> None:
    assert says(account(), "2026-06-08 10:00", rules(cash_through_on=None))


def test_a_stale_feed_delays_and_does_not_consume_the_step() -> None:
    story = walk(account(), rules(cash_through_on=day("2026-06-08")))

    assert story.said == ["05-26 courtesy", "06-05 first", "06-09 second"]
    assert story.reason("2026-06-16") == "feed_stale"
