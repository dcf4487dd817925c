"""R2, R4, R5: before the due date, kindly, together, and never late."""

from dataclasses import replace

from relance.domain.decision import Skip, Skipped
from relance.domain.ledger.item_id import ItemId
from tests.builders import (
    PLAIN,
    account,
    claim,
    closed,
    day,
    hold,
    invoice,
    message,
    promise,
    receipt,
    rules,
    says,
    waits,
    walk,
)


def test_the_courtesy_goes_seven_days_before_the_due_date() -> None:
    send = says(account(), "2026-05-26 10:00")

    assert (send.key.kind, send.key.level, send.reason) == ("courtesy", 0, "courtesy_due")
    assert waits(account(), "2026-05-25 10:00").reason == "nothing_due"


def test_a_courtesy_lists_all_that_falls_due_within_ten_days() -> None:
    file = account(
        invoice(), invoice("F-2", due_on="2026-06-05"), invoice("F-3", due_on="2026-06-06")
    )
    send = says(file, "2026-05-26 10:00")

    assert send.item_ids == ("F-1/1", "F-2/1")


def test_small_invoices_together_are_worth_a_courtesy_that_one_alone_is_not() -> None:
    one = invoice(total_minor=149_99)
    two = invoice("F-2", due_on="2026-06-05", total_minor=1)

    assert waits(account(one), "2026-05-26 10:00").reason == "nothing_due"
    assert says(account(one, invoice("F-2", due_on="2026-06-05")), "2026-05-26 10:00")
    # The cent is below the small balance: it is not counted.
    assert waits(account(one, two), "2026-05-26 10:00").reason == "nothing_due"


def test_the_announced_amount_is_what_free_money_leaves() -> None:
    file = account(receipts=(receipt(150_01),))

    assert waits(file, "2026-05-26 10:00").reason == "nothing_due"
    assert says(replace(file, receipts=(receipt(150_00),)), "2026-05-26 10:00")


def test_a_courtesy_delayed_by_a_long_week_end_is_still_sent_within_four_days() -> None:
    shut = rules(open_days=closed("2026-05-26", "2026-05-27", "2026-05-28"))

    assert walk(account(), shut).said[0] == "05-29 courtesy"


def test_a_courtesy_that_would_be_five_days_late_is_skipped_and_said_so() -> None:
    # Due on Thursday 4: the courtesy's day is Thursday 28 May, its last Monday 1 June.
    shut = rules(open_days=closed("2026-05-28", "2026-05-29", "2026-06-01"))
    story = walk(account(invoice(due_on="2026-06-04")), shut)
    (decision,) = story.decisions[day("2026-06-02")]

    assert story.said[0] == "06-08 first"
    assert isinstance(decision, Skip)
    assert decision.skipped == (Skipped(ItemId("F-1/1"), "courtesy", "stale"),)


def test_a_courtesy_comes_two_business_days_before_the_due_date_or_not_at_all() -> None:
    # Due on Tuesday 2: Friday 29 May leaves Monday and Tuesday; Saturday would be too late.
    # Due on Monday 1: Thursday 28 is the last day although Friday 29 is only 4 days late.
    friday = rules(open_days=closed("2026-05-26", "2026-05-27", "2026-05-28"))
    thursday_closed = rules(
        open_days=closed("2026-05-25", "2026-05-26", "2026-05-27", "2026-05-28")
    )

    assert walk(account(), friday).said[0] == "05-29 courtesy"
    assert walk(account(invoice(due_on="2026-06-01")), thursday_closed).said[0] == "06-04 first"


def test_a_courtesy_waits_until_the_debtor_has_had_the_invoice_for_five_days() -> None:
    fresh = account(invoice(issued_on="2026-05-23"))
    skip = waits(fresh, "2026-05-26 10:00")

    assert isinstance(skip, Skip)
    assert skip.next_on == day("2026-05-28")
    assert walk(fresh).said[0] == "05-28 courtesy"


def test_an_invoice_issued_too_late_for_a_courtesy_gets_none() -> None:
    # Issued on 25 May, with the debtor for 5 days on Saturday 30: later than Friday 29.
    assert walk(account(invoice(issued_on="2026-05-25"))).said[0] == "06-05 first"


def test_a_courtesy_counts_from_receipt_where_it_is_known() -> None:
    fresh = account(invoice(received_on=day("2026-05-23")))

    assert walk(fresh, days=12).said == ["05-28 courtesy"]


def test_an_invoice_received_late_is_still_announced_before_its_legal_due_date() -> None:
    # Received on 24 May, its ladder starts on 3 June, but it is due on 2 June all the same.
    file = account(invoice(received_on=day("2026-05-24"), total_minor=600_00))

    # And "due today" is said on 2 June, not on the day the ladder starts.
    assert walk(file, days=15).said == ["05-29 courtesy", "06-02 due_today"]


def test_the_message_of_the_due_day_is_never_moved() -> None:
    # 6 June is a Saturday: the message of the due day is not sent on Monday.
    story = walk(account(invoice(due_on="2026-06-06", total_minor=600_00)))

    assert story.said[:2] == ["06-01 courtesy", "06-10 first"]


def test_the_message_of_the_due_day_speaks_only_of_what_is_due_today() -> None:
    file = account(invoice(total_minor=600_00), invoice("F-2", due_on="2026-06-03"))

    assert says(file, "2026-06-02 10:00").item_ids == ("F-1/1",)


def test_the_message_of_the_due_day_needs_five_hundred() -> None:
    assert waits(account(invoice(total_minor=499_99)), "2026-06-02 10:00").reason == "nothing_due"
    assert says(account(invoice(total_minor=500_00)), "2026-06-02 10:00").key.kind == "due_today"


def test_who_has_answered_is_not_asked_again_on_the_due_day() -> None:
    # A card claim of 25 May holds one business day: it is long over on 2 June.
    due = invoice(total_minor=600_00)
    said = claim("2026-05-25", means="card")
    will = promise("2026-05-25", "2026-05-27")

    assert waits(account(due, claims=(said,)), "2026-06-02 10:00").reason == "nothing_due"
    assert waits(account(due, promises=(will,)), "2026-06-02 10:00").reason == "nothing_due"


def test_a_courtesy_is_not_repeated_the_next_day() -> None:
    file = account(messages=(message("courtesy", "2026-05-26"),))

    assert waits(file, "2026-05-27 10:00").reason == "nothing_due"


def test_no_courtesy_is_sent_while_something_is_overdue() -> None:
    file = account(invoice(), invoice("F-2", due_on="2026-06-15"))

    assert says(file, "2026-06-08 10:00").item_ids == ("F-1/1",)


def test_a_held_item_is_neither_announced_nor_listed() -> None:
    file = account(invoice(), invoice("F-2", due_on="2026-06-03"), holds=(hold(invoice_id="F-1"),))

    assert waits(file, "2026-05-26 10:00").reason == "nothing_due"
    assert says(file, "2026-05-27 10:00").item_ids == ("F-2/1",)


def test_a_file_with_nothing_but_held_items_says_why_it_is_silent() -> None:
    assert waits(account(holds=(hold("disputed"),)), "2026-05-26 10:00").reason == "disputed"


def test_an_invoice_recorded_after_its_courtesy_day_is_announced_while_it_helps() -> None:
    file = account(invoice())

    assert walk(file, start="2026-05-28").said[0] == "05-28 courtesy"
    assert walk(file, start="2026-05-30").said[0] == "06-05 first"


def test_what_was_announced_together_is_not_announced_once_more_alone() -> None:
    file = account(invoice("F-1"), invoice("F-2", due_on="2026-06-04"))

    assert walk(file, days=16).said == ["05-26 courtesy"]


def test_a_courtesy_goes_on_its_day_however_early_the_policy_wants_it() -> None:
    steps = (replace(PLAIN.steps[0], days_after_due=-14), *PLAIN.steps[1:])
    file = account(invoice(due_on="2026-06-30", issued_on="2026-05-31"))

    story = walk(file, rules(policy=replace(PLAIN, steps=steps)), start="2026-06-01", days=28)
    assert story.said == ["06-16 courtesy"]
