"""R34: a due date that moves: what was done by it, what a person is asked, what is taken back."""

from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.account.earlier import earlier
from relance.domain.account.message import Message
from relance.domain.account.on_file import OpenTask
from relance.domain.conversation.due_dates import to_withdraw
from relance.domain.conversation.ladder import occasion_of
from relance.domain.decision import Task
from relance.domain.ledger.due_changes import DueChange, DueReason, legal_on
from relance.domain.ledger.invoices import Invoice, as_due
from relance.domain.tasks.asking import moot
from tests.builders import (
    PARIS,
    account,
    asks,
    at,
    at_ten,
    day,
    ids,
    invoice,
    message,
    says,
    step_task,
    waits,
)

FIRST = message("first", "2026-06-05")
SECOND = message("second", "2026-06-12", deadline_on=day("2026-06-19"))


def change(from_on: str, to_on: str, on: str, reason: str | None = None) -> DueChange:
    said = DueReason(reason) if reason else None
    who = "A. B." if reason else None
    return DueChange("1", day(from_on), day(to_on), day(on), at(f"{on} 09:00"), said, who)


def moved(*changes: DueChange, **more: object) -> Invoice:
    """F-1, due on Tuesday 2 June 2026 at first."""
    more = {"issued_on": "2026-05-03"} | more
    return invoice(due_on=str(changes[-1].to_on), due_changes=changes, **more)  # type: ignore[arg-type]


LATER = change("2026-06-02", "2026-06-30", "2026-06-08")


def tasks(file: Account, moment: str) -> list[str]:
    return [one.kind for one in asks(file, moment) if isinstance(one, Task)]


def test_an_extension_before_the_second_begins_the_ladder_anew() -> None:
    file = account(moved(LATER), messages=(FIRST,))
    again = says(file, "2026-07-03 10:00")
    assert (again.key.kind, again.key.occasion) == ("first", "moved-1")


def test_what_went_when_its_day_by_the_new_date_had_come_stays_done() -> None:
    late = message("first", "2026-06-15")
    file = account(moved(change("2026-06-02", "2026-06-10", "2026-06-16")), messages=(late,))
    assert says(file, "2026-06-22 10:00").key.kind == "second"


def test_three_days_keep_what_was_done_and_several_add_up() -> None:
    one = change("2026-06-02", "2026-06-05", "2026-06-08")
    assert says(account(moved(one), messages=(FIRST,)), "2026-06-15 10:00").key.kind == "second"
    two = change("2026-06-05", "2026-06-08", "2026-06-09")
    file = account(moved(one, two), messages=(FIRST,))
    again = says(file, "2026-06-15 10:00")
    assert (again.key.kind, again.key.occasion) == ("first", "moved-1")


def test_an_earlier_date_replays_nothing() -> None:
    early = change("2026-06-02", "2026-05-20", "2026-06-08")
    file = account(moved(early), messages=(FIRST,))
    assert says(file, "2026-06-12 10:00").key.kind == "second"
    assert str(occasion_of(file.items[0])) == "0"


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ([LATER], (FIRST, replace(SECOND, reserved_at=at("2026-06-07 10:00")))),
        ([LATER, change("2026-06-30", "2026-07-10", "2026-06-20")], (FIRST,)),
        ([LATER, change("2026-06-30", "2026-06-02", "2026-06-20")], (FIRST,)),
    ],
)
def test_a_move_that_nobody_explained_stops_the_item_and_asks(
    changes: list[DueChange], messages: tuple[Message, ...]
) -> None:
    file = account(moved(*changes), messages=messages)
    assert waits(file, "2026-07-20 10:00").reason == "due_date_moved"
    assert tasks(file, "2026-06-21 10:00") == ["due_date_moved"]


@pytest.mark.parametrize("reason", ["correction", "extension"])
def test_a_named_person_explains_it_and_the_task_is_over(reason: str) -> None:
    again = change("2026-06-30", "2026-07-10", "2026-06-20")
    asked = account(moved(LATER, again), messages=(FIRST,))
    (task,) = (one for one in asks(asked, "2026-06-21 10:00") if isinstance(one, Task))
    open_task = OpenTask(task.task_id, "due_date_moved", at_ten("2026-06-21"), "EUR", task.item_ids)
    assert not moot(replace(asked, tasks=(open_task,)), at("2026-06-22 10:00"))
    told = change("2026-06-30", "2026-07-10", "2026-06-20", reason)
    file = account(moved(LATER, told), messages=(FIRST,), tasks=(open_task,))
    assert [one.outcome for one in moot(file, at("2026-06-22 10:00"))] == ["moot"]
    assert says(file, "2026-07-15 10:00").key.kind == "first"
    legal = {"correction": "2026-07-10", "extension": "2026-06-02"}[reason]
    assert str(file.items[0].legal_due_on) == legal


def test_a_date_that_never_moved_is_the_legal_one() -> None:
    assert legal_on((), day("2026-06-02")) == day("2026-06-02")


def test_who_was_chased_before_relance_begins_anew_by_what_his_date_says() -> None:
    known = {"last_level": 2, "last_contacted_on": day("2026-06-12")}
    extended = change("2026-06-02", "2026-06-30", "2026-06-15", "extension")
    recorded = at("2026-06-14 10:00")
    file = account(moved(extended, recorded_at=recorded, **known))
    assert says(file, "2026-07-03 10:00").key.kind == "first"
    unsaid = change("2026-06-02", "2026-06-30", "2026-06-15")
    unmoved = account(moved(unsaid, recorded_at=recorded, **known))
    assert waits(unmoved, "2026-07-03 10:00").reason == "due_date_moved"
    short = change("2026-06-02", "2026-06-08", "2026-06-15", "correction")
    file = account(moved(short, recorded_at=recorded, **known))
    assert says(file, "2026-06-22 10:00").key.kind == "second"


def test_a_step_given_to_a_person_before_the_move_is_over() -> None:
    call = step_task("call", "second", 2)
    file = account(moved(LATER), tasks=(replace(call, recorded_at=at("2026-06-07 10:00")),))
    assert [one.outcome for one in moot(file, at("2026-06-09 10:00"))] == ["moot"]


def test_what_was_announced_is_taken_back_once() -> None:
    told = (FIRST, SECOND)
    why = change("2026-06-02", "2026-06-30", "2026-06-15", "extension")
    file = account(moved(why), messages=told)
    assert [item.item_id for item in to_withdraw(file, "EUR")] == ["F-1/1"]
    again = message("first", "2026-07-03", occasion="moved-1")
    since = account(moved(why), messages=(*told, again))
    assert not to_withdraw(since, "EUR")
    assert not to_withdraw(account(moved(LATER), messages=(FIRST,)), "EUR")
    assert not to_withdraw(account(invoice(), messages=told), "EUR")


def test_a_day_that_was_withdrawn_holds_nothing_up() -> None:
    why = change("2026-06-02", "2026-06-08", "2026-06-15", "correction")
    far = replace(SECOND, deadline_on=day("2026-07-30"))
    file = account(moved(why), messages=(FIRST, far))
    assert says(file, "2026-06-22 10:00").key.kind == "second"


def test_a_day_before_the_move_sees_the_date_of_then() -> None:
    file = account(moved(LATER), messages=(FIRST,))
    (before,) = earlier(file, at("2026-06-07 10:00"), PARIS).invoices
    assert (before.parts[0].due_on, before.due_changes) == (day("2026-06-02"), ())
    assert as_due(moved(LATER), at("2026-06-09 10:00")) == moved(LATER)


# --- Letters, and what was announced -----------------------------------------------------------

# Received on 12 June, with a fortnight: nothing firmer before the 26th and two bank days (R44).
LETTER = step_task(
    "registered", "first", 1, "2026-06-05", outcome="received", closed="2026-06-12 09:00"
)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ((), "day_named"),
        ((change("2026-06-02", "2026-06-08", "2026-06-15", "correction"),), ""),
        ((change("2026-06-02", "2026-06-08", "2026-06-15", "extension"),), ""),
        # Three days undo nothing, and small moves add up.
        ((change("2026-06-02", "2026-06-05", "2026-06-15", "correction"),), "day_named"),
        (
            (
                change("2026-06-02", "2026-06-05", "2026-06-15", "correction"),
                change("2026-06-05", "2026-06-08", "2026-06-16", "correction"),
            ),
            "",
        ),
        # An earlier day takes nothing back; nor does one that was taken back itself.
        ((change("2026-06-02", "2026-05-25", "2026-06-15", "correction"),), "day_named"),
        (
            (
                change("2026-06-02", "2026-06-08", "2026-06-15", "correction"),
                change("2026-06-08", "2026-06-02", "2026-06-16", "correction"),
            ),
            "day_named",
        ),
        # What moved before the letter was written, it knew.
        ((change("2026-05-20", "2026-06-02", "2026-06-04", "correction"),), "day_named"),
    ],
)
def test_the_day_that_a_letter_named_is_moot_as_its_level_is(
    changes: tuple[DueChange, ...], reason: str
) -> None:
    file = account(moved(*changes) if changes else invoice(), messages=(FIRST,), tasks=(LETTER,))
    if reason:
        assert waits(file, "2026-06-22 10:00").reason == reason
    else:
        assert says(file, "2026-06-22 10:00").key.kind == "second"


def test_the_day_of_a_letter_stands_for_what_it_named_beside_what_moved() -> None:
    both = replace(LETTER, item_ids=ids("F-1/1", "F-2/1"))
    move = change("2026-06-02", "2026-06-08", "2026-06-15", "correction")
    first = replace(FIRST, item_ids=both.item_ids)
    file = account(moved(move), invoice("F-2"), messages=(first,), tasks=(both,))
    assert waits(file, "2026-06-22 10:00").reason == "day_named"


def test_a_letter_that_is_received_after_the_move_was_written_before_it() -> None:
    """Posted on the 5th, moved on the 8th, received on the 12th: its words were about the 2nd."""
    known = (change("2026-06-02", "2026-06-30", "2026-06-08", "extension"),)
    file = account(moved(*known), tasks=(LETTER,))
    again = says(file, "2026-07-03 10:00")
    assert (again.key.kind, again.key.occasion) == ("first", "moved-1")
    assert waits(replace(file, invoices=(invoice(),)), "2026-06-22 10:00").reason == "day_named"


def test_a_letter_at_second_that_is_received_after_the_move_went_before_it() -> None:
    letter = replace(LETTER, step="second", level=2)
    file = account(moved(LATER), messages=(FIRST,), tasks=(letter,))
    assert waits(file, "2026-07-20 10:00").reason == "due_date_moved"


def test_what_was_announced_for_an_item_that_is_due_later_is_not_carried_out() -> None:
    told = replace(SECOND, consequence="takeover")

    def commitments(file: Account) -> list[str]:
        return [kind for kind in tasks(file, "2026-06-22 10:00") if kind == "commitment"]

    assert commitments(account(messages=(FIRST, told))) == ["commitment"]
    why = change("2026-06-02", "2026-06-30", "2026-06-15", "extension")
    assert commitments(account(moved(why), messages=(FIRST, told))) == []
    small = change("2026-06-02", "2026-06-05", "2026-06-15", "correction")
    assert commitments(account(moved(small), messages=(FIRST, told))) == ["commitment"]
    back = change("2026-06-30", "2026-06-02", "2026-06-16", "correction")
    assert commitments(account(moved(why, back), messages=(FIRST, told))) == ["commitment"]


@pytest.mark.parametrize("kind", ["commitment", "order_hold"])
def test_what_is_asked_of_late_items_is_over_once_all_of_them_are_due_later(kind: str) -> None:
    task = OpenTask("t", kind, at_ten("2026-06-20"), "EUR", ids("F-1/1", "F-2/1"))
    why = change("2026-06-02", "2026-06-30", "2026-06-21", "extension")
    second = replace(moved(why), invoice_id="F-2")
    one = account(moved(why), invoice("F-2"), tasks=(task,))
    assert not moot(one, at("2026-06-22 10:00"))
    both = account(moved(why), second, tasks=(task,))
    assert [over.outcome for over in moot(both, at("2026-06-22 10:00"))] == ["moot"]
