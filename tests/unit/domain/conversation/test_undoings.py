"""After an error of ours: slowly, with days that can be kept, and said to be ours (R40)."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.decision import Hold
from relance.domain.ledger.invoices import Invoice, Undone
from tests.builders import (
    PLAIN,
    account,
    allocation,
    asks,
    at,
    day,
    invoice,
    message,
    rules,
    says,
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
