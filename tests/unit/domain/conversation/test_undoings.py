"""After an error of ours: slowly, with days that can be kept, and said to be ours (R40)."""

from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.conversation.undoings import to_name_anew
from relance.domain.decision import Hold
from relance.domain.ledger.due_changes import DueChange, DueReason
from relance.domain.ledger.invoices import Invoice, Undone
from tests.builders import (
    PLAIN,
    account,
    allocation,
    asked,
    asks,
    at,
    day,
    invoice,
    message,
    rules,
    says,
    step_task,
    task_closed,
    waits,
)


def wrong(
    done: str = "2026-06-15 09:00", undone: str = "2026-06-22 09:00", **changes: object
) -> Invoice:
    """F-1, due on Tuesday 2 June, of which we had said for a week that it was paid."""
    mark = Undone(at(done), at(undone), 300_00, day("2026-06-12"))
    return invoice(undone=(replace(mark, **changes),))  # type: ignore[arg-type]


def after_a_first(one: Invoice, **changes: object) -> Account:
    return account(one, messages=(message("first", "2026-06-05"),), **changes)


def test_nothing_firmer_goes_for_two_bank_days() -> None:
    file = after_a_first(wrong())
    held = waits(file, "2026-06-23 10:00")
    assert isinstance(held, Hold)
    assert (held.reason, held.until_on) == ("undone_lately", day("2026-06-25"))
    assert waits(file, "2026-06-24 10:00").reason == "undone_lately"
    assert says(file, "2026-06-25 10:00").key.kind == "second"


def test_who_had_nothing_from_us_gets_a_first_at_once_and_nothing_above_it() -> None:
    assert says(account(wrong()), "2026-06-23 10:00").key.kind == "first"
    other = invoice("F-0", due_on="2026-05-20")
    known = (message("first", "2026-06-01", ["F-0/1"]),)
    file = account(other, wrong(), messages=known)
    assert waits(file, "2026-06-23 10:00").reason == "undone_lately"


def test_a_day_that_passed_while_our_error_stood_is_named_anew_at_the_same_level() -> None:
    told = message("second", "2026-06-12", deadline_on=day("2026-06-19"))
    file = account(wrong(), messages=(message("first", "2026-06-05"), told))
    again = says(file, "2026-06-23 10:00")
    assert (again.key.kind, again.key.occasion, again.variant) == ("second", "undone-1", "ordinary")
    assert again.deadline_on
    assert again.deadline_on > day("2026-06-23")


def test_a_day_that_had_passed_before_is_not_named_anew() -> None:
    told = message("second", "2026-06-08", deadline_on=day("2026-06-12"))
    file = account(wrong(), messages=(message("first", "2026-06-05"), told))
    assert waits(file, "2026-06-23 10:00").reason != "gap"
    assert not [d for d in asks(file, "2026-06-23 10:00") if d.kind == "second"]


def test_a_day_is_not_named_anew_where_a_person_spoke_with_him_since() -> None:
    told = message("second", "2026-06-12", deadline_on=day("2026-06-19"))
    call = step_task(
        "call", "second", 2, "2026-06-22", outcome="reached", closed="2026-06-22 15:00"
    )
    silent = account(wrong(), messages=(message("first", "2026-06-05"), told))
    spoken = replace(silent, tasks=(call,))
    (item,) = silent.items
    named = to_name_anew(item, silent, rules())
    assert named is not None
    assert (named[0].kind, named[1]) == ("second", "undone-1")
    assert to_name_anew(item, spoken, rules()) is None


def test_a_day_that_was_withdrawn_with_a_due_date_is_not_named_anew() -> None:
    told = message("second", "2026-06-12", deadline_on=day("2026-06-19"))
    file = account(wrong(), messages=(message("first", "2026-06-05"), told))
    moved_at = at("2026-06-15 10:00")
    before_on, due_on = day("2026-05-20"), file.items[0].due_on
    move = DueChange(
        "1", before_on, due_on, day("2026-06-15"), moved_at, DueReason.EXTENSION, "A. B."
    )
    (item,) = replace(file, invoices=(replace(file.invoices[0], due_changes=(move,)),)).items

    assert to_name_anew(file.items[0], file, rules()) is not None
    assert to_name_anew(item, file, rules()) is None


def test_who_was_thanked_is_told_that_the_error_was_ours_once() -> None:
    file = after_a_first(wrong(thanked_on=day("2026-06-16")))
    told = says(file, "2026-06-25 10:00")
    assert (told.key.kind, told.variant, told.reason) == ("second", "our_error", "our_error")
    since = replace(file, messages=(*file.messages, message("second", "2026-06-25")))
    assert says(since, "2026-07-15 10:00", rules(policy=PLAIN)).variant == "ordinary"


def test_a_courtesy_says_it_too() -> None:
    coming = replace(wrong("2026-05-18 09:00", "2026-05-21 09:00"), total_minor=5_000_00)
    coming = replace(
        coming,
        parts=(replace(coming.parts[0], amount_minor=5_000_00),),
        undone=tuple(replace(one, thanked_on=day("2026-05-19")) for one in coming.undone),
    )
    assert says(account(coming), "2026-05-26 10:00").variant == "our_error"


def test_what_was_announced_for_a_day_that_passed_meanwhile_is_not_carried_out() -> None:
    told = message("second", "2026-06-12", deadline_on=day("2026-06-19"), consequence="order_hold")
    before = (message("first", "2026-06-05"),)
    error, none = (account(one, messages=(*before, told)) for one in (wrong(), invoice()))
    kinds = [task.kind for task in asks(none, "2026-06-23 10:00", rules())]
    assert "commitment" in kinds
    kinds = [task.kind for task in asks(error, "2026-06-23 10:00", rules())]
    assert "commitment" not in kinds


def refunded(amount_minor: int = 300_00) -> Account:
    money = allocation(
        300_00, "2026-06-01", refunded_minor=amount_minor, refunded_at=at("2026-06-08 09:00")
    )
    return account(invoice(allocations=(money,)))


def test_what_we_gave_back_is_held_and_asked_about_with_an_alarm_after_two_bank_days() -> None:
    file = refunded()
    assert waits(file, "2026-06-09 10:00").reason == "refunded"
    assert [task.kind for task in asks(file, "2026-06-09 10:00")] == ["refunded"]
    alarm = [(task.kind, task.urgent) for task in asks(file, "2026-06-10 10:00")]
    assert alarm == [("refunded", False), ("refund_overdue", True)]


@pytest.mark.parametrize("asked_as", ["refunded", "refund_overdue"])
def test_a_credit_note_that_was_said_to_follow_a_refund_is_ours_to_write_and_rings_when_late(
    asked_as: str,
) -> None:
    """The owner hears after five business days of the answer, the manager after ten."""
    file = refunded()
    (task,) = (t for t in asks(file, "2026-06-10 10:00") if t.kind == asked_as)
    told = asked(file, task, at("2026-06-10 10:00"))
    told = task_closed(told, asked_as, "2026-06-10 11:00", "credit_note_follows")

    def rings(when: str) -> list[tuple[str, str, bool]]:
        return [(t.kind, t.reason, t.urgent) for t in asks(told, when)]

    owner = ("credit_note_waits", "the_credit_is_late", False)
    assert rings("2026-06-16 10:00") == []
    assert rings("2026-06-17 10:00") == [owner]
    assert rings("2026-06-23 10:00") == [owner]
    manager = ("credit_note_overdue", "the_credit_is_late", True)
    assert rings("2026-06-24 10:00") == [owner, manager]
    assert waits(told, "2026-06-24 10:00").reason == "refunded"


def test_a_debt_of_which_no_credit_note_is_to_follow_is_reminded_of_and_asks_nothing_more() -> None:
    (task,) = asks(refunded(), "2026-06-09 10:00")
    told = asked(refunded(), task, at("2026-06-09 10:00"))
    told = task_closed(told, "refunded", "2026-06-09 11:00", "no_credit_note")
    assert asks(told, "2026-06-24 10:00") == []
    assert says(told, "2026-06-24 10:00").variant == "ordinary"
