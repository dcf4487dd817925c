"""Practice 2: more time than a link may give is asked of a person, who has two days to answer."""

from dataclasses import replace
from typing import Any

from relance.domain.answers.answering import take
from relance.domain.answers.claims_and_promises import About, Promised
from relance.domain.answers.time_requests import asks_for_time, request_time
from tests.builders import account, at, day, invoice, message, paid, promise, rules


def about(*invoice_ids: str, **changes: Any) -> About:
    """An answer of Tuesday 9 June to the first reminder."""
    names = invoice_ids or ("F-1",)
    file = account(*(invoice(name) for name in names), **changes)
    items = tuple(f"{name}/1" for name in names)
    return About(file, message(items=items), rules(), at("2026-06-09 11:00"))


def test_only_a_day_beyond_the_horizon_and_within_a_year_is_a_request() -> None:
    beyond = {on: asks_for_time(about(), Promised(day(on))) for on in (
        "2026-06-08", "2026-06-24", "2026-06-25", "2027-06-09", "2027-06-10")}  # fmt: skip
    assert [on for on, asks in beyond.items() if asks] == ["2026-06-25", "2027-06-09"]


def test_where_only_the_telephone_is_left_a_form_asks_for_nothing() -> None:
    broken = about(promises=(promise("2026-06-01", "2026-06-03"),))
    late = replace(about(), now=at("2026-07-20 11:00"))
    settled = about()
    settled = replace(settled, account=paid(settled.account, "2026-06-08"))
    assert not any(
        asks_for_time(one, Promised(day("2026-08-31"))) for one in (broken, late, settled)
    )


def test_a_request_makes_a_task_and_leaves_two_business_days() -> None:
    taken = request_time(about("F-1", "F-2"), Promised(day("2026-08-31")))
    (task,) = taken.after.tasks
    assert (task.kind, task.item_ids) == ("request_for_time", ("F-1/1", "F-2/1"))
    assert [(h.invoice_id, h.until_on) for h in taken.after.holds] == [
        ("F-1", day("2026-06-11")),
        ("F-2", day("2026-06-11")),
    ]
    assert taken.fact
    assert taken.fact.figures["promised_on"] == "2026-08-31"


def test_a_request_repeated_holds_no_longer_and_the_same_one_is_the_same_fact() -> None:
    start = about()
    first = take(start, Promised(day("2026-08-31")))
    again = replace(start, account=first.after)
    assert take(again, Promised(day("2026-08-31"))) == replace(first, fact=None)
    other = request_time(again, Promised(day("2026-09-30"))).after
    assert other.tasks == first.after.tasks  # one open task
    assert other.holds == first.after.holds
