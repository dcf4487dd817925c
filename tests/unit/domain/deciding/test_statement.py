"""R29: a backlog without history begins with a statement; large or old, with a person."""

from dataclasses import replace
from typing import Any

from relance.domain.decision import Hold
from relance.domain.tasks.asking import task_id
from tests.builders import (
    account,
    asked,
    asks,
    at,
    day,
    hold,
    invoice,
    message,
    rules,
    says,
    task_closed,
    waits,
    walk,
)

IMPORTED_AT = at("2026-07-01 08:00")


def test_a_backlog_begins_with_a_statement_and_not_with_a_final() -> None:
    send = says(account(invoice(recorded_at=IMPORTED_AT)), "2026-07-01 10:00")

    assert (send.key.kind, send.variant) == ("first", "statement")


def test_after_the_statement_the_ladder_goes_on_one_step_at_a_time() -> None:
    story = walk(account(invoice(recorded_at=IMPORTED_AT)), start="2026-07-01", days=30)

    assert story.said == ["07-01 first statement", "07-06 second", "07-15 final"]
    assert story.asked == ["07-27 decision"]


def test_a_backlog_of_some_days_begins_with_a_statement_too() -> None:
    # The first step's day was Friday 5; the invoice came on Saturday 6.
    young = invoice(recorded_at=at("2026-06-06 08:00"))
    fresh = invoice(recorded_at=at("2026-06-05 08:00"))

    assert says(account(young), "2026-06-08 10:00").variant == "statement"
    assert says(account(fresh), "2026-06-05 10:00").variant == "ordinary"


def test_more_than_sixty_days_late_a_person_looks_first() -> None:
    # 60 days after 2 June is 1 August.
    file = account(invoice(recorded_at=IMPORTED_AT), holds=(hold(until_on="2026-07-30"),))

    assert says(file, "2026-07-31 10:00").variant == "statement"
    assert waits(file, "2026-08-03 10:00").reason == "backlog_review"
    assert [task.kind for task in asks(file, "2026-08-03 10:00")] == ["review_backlog"]


def test_above_ten_thousand_a_person_looks_first() -> None:
    edge = invoice(recorded_at=IMPORTED_AT, total_minor=10_000_00)
    above = invoice(recorded_at=IMPORTED_AT, total_minor=10_000_01)

    assert says(account(edge), "2026-07-01 10:00").variant == "statement"
    assert waits(account(above), "2026-07-01 10:00").reason == "backlog_review"


def test_the_review_is_asked_once_and_holds_until_it_is_answered() -> None:
    file = account(invoice(recorded_at=IMPORTED_AT, total_minor=20_000_00))
    story = walk(file, start="2026-07-01", days=20)
    seen = task_closed(story.account, "review_backlog", "2026-07-21 09:00")

    assert story.said == []
    assert story.asked == ["07-01 review_backlog"]
    assert says(replace(seen, decided_at=None), "2026-07-21 10:00").variant == "statement"


def test_an_imported_level_goes_on_where_the_former_system_stood() -> None:
    known = invoice(recorded_at=IMPORTED_AT, last_level=1, last_contacted_on=day("2026-06-29"))

    assert waits(account(known), "2026-07-02 10:00").reason == "not_yet"
    send = says(account(known), "2026-07-03 10:00")
    assert (send.key.kind, send.variant) == ("second", "ordinary")


def test_an_imported_second_allows_the_final_and_names_the_invoice_in_it() -> None:
    known: dict[str, Any] = {"last_level": 2, "last_contacted_on": day("2026-06-20")}
    file = account(invoice(**known), invoice("F-2", due_on="2026-06-03", **known))
    send = says(file, "2026-07-01 10:00")

    assert (send.key.kind, send.item_ids, send.other_ids) == ("final", ("F-1/1", "F-2/1"), ())


def test_an_imported_invoice_without_a_second_never_begins_with_a_final() -> None:
    known = invoice(recorded_at=IMPORTED_AT, last_level=1)

    assert says(account(known), "2026-07-01 10:00").key.kind == "second"


def test_an_imported_level_is_no_courtesy_of_what_comes_due() -> None:
    known = invoice(due_on="2026-07-10", last_level=0)

    assert says(account(known), "2026-07-03 10:00").key.kind == "courtesy"


def test_a_customer_who_had_a_message_gets_no_statement() -> None:
    file = account(
        invoice(recorded_at=IMPORTED_AT), messages=(message("first", "2026-06-20", ("F-9/1",)),)
    )

    assert says(file, "2026-07-01 10:00").variant == "ordinary"


def test_a_task_keeps_its_name_for_the_same_cause() -> None:
    file = account(invoice(recorded_at=IMPORTED_AT, total_minor=20_000_00))
    (task,) = asks(file, "2026-07-01 10:00")

    assert task.task_id == task_id("review_backlog", "F-1/1")
    assert asks(asked(file, task, IMPORTED_AT), "2026-07-02 10:00", rules()) == []


def test_a_later_backlog_begins_with_so_many_a_day_and_the_others_wait_for_the_next() -> None:
    """R37: the cap of the day is used up; what has a history does not wait for it."""
    file = account(invoice(recorded_at=IMPORTED_AT))
    answer = waits(file, "2026-07-01 10:00", rules(statements_left=0))

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_on) == ("daily_cap", day("2026-07-02"))
    assert says(file, "2026-07-01 10:00", rules(statements_left=1)).variant == "statement"
    assert says(account(), "2026-06-05 10:00", rules(statements_left=0)).variant == "ordinary"
