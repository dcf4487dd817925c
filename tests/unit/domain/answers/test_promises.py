"""R7, C4: "I will pay on"; R7: a payment that was returned."""

from dataclasses import replace

from tests.builders import (
    account,
    allocation,
    at,
    closed,
    invoice,
    message,
    paid,
    promise,
    rules,
    says,
    waits,
    walk,
)


def test_a_promise_holds_until_its_date_and_two_bank_days() -> None:
    # Promised for Friday 12: Monday 15 and Tuesday 16 are the bank's.
    file = account(messages=(message("first"),), promises=(promise("2026-06-08", "2026-06-12"),))

    assert waits(file, "2026-06-16 10:00").reason == "promised"
    assert says(file, "2026-06-17 10:00")


def test_a_promise_over_easter_counts_target_days() -> None:
    # Promised for Maundy Thursday 2 April 2026: Tuesday 7 and Wednesday 8 are the bank days.
    file = account(
        invoice(due_on="2026-03-20"),
        messages=(message("first", "2026-03-24"),),
        promises=(promise("2026-03-26", "2026-04-02"),),
    )
    bank = rules(bank_days=closed("2026-04-03", "2026-04-06"))

    assert waits(file, "2026-04-08 10:00", bank).reason == "promised"
    assert says(file, "2026-04-09 10:00", bank)


def test_a_promised_cheque_has_five_bank_days_and_money_from_abroad_three() -> None:
    will = promise("2026-06-08", "2026-06-12")
    cheque = account(messages=(message("first"),), promises=(replace(will, means="cheque"),))
    wire = account(messages=(message("first"),), promises=(will,))

    assert waits(cheque, "2026-06-19 10:00").reason == "promised"
    assert says(cheque, "2026-06-22 10:00")
    assert waits(wire, "2026-06-17 10:00", rules(abroad=True)).reason == "promised"
    assert says(wire, "2026-06-18 10:00", rules(abroad=True))


def test_a_broken_promise_takes_the_next_step_not_done_and_names_the_promise() -> None:
    file = account(messages=(message("first"),), promises=(promise("2026-06-08", "2026-06-12"),))
    send = says(file, "2026-06-17 10:00")

    assert (send.key.kind, send.variant, send.key.occasion) == ("second", "promise_broken", "0")


def test_a_partly_kept_promise_goes_on_in_the_same_words() -> None:
    part = invoice(allocations=(allocation(100_00, "2026-06-12"),))
    file = account(
        part, messages=(message("first"),), promises=(promise("2026-06-08", "2026-06-12"),)
    )
    send = says(file, "2026-06-17 10:00")

    assert (send.variant, send.figures.net_minor) == ("promise_broken", 200_00)


def test_a_broken_promise_is_named_once() -> None:
    story = walk(
        account(),
        facts={
            "2026-06-08": lambda now: replace(now, promises=(promise("2026-06-07", "2026-06-12"),))
        },
    )

    assert story.said == [
        "05-26 courtesy",
        "06-05 first",
        "06-17 second promise_broken",
        "06-29 final",
    ]


def test_a_message_about_another_invoice_does_not_use_up_the_words() -> None:
    file = account(
        messages=(message("first"), message("first", "2026-06-10", ("F-9/1",))),
        promises=(promise("2026-06-08", "2026-06-12"),),
    )

    assert says(file, "2026-06-17 10:00").variant == "promise_broken"


def test_a_promise_about_another_invoice_is_not_named() -> None:
    file = account(
        messages=(message("first"),), promises=(promise("2026-06-08", "2026-06-12", ("F-9/1",)),)
    )

    assert says(file, "2026-06-17 10:00").variant == "ordinary"


def test_a_kept_promise_ends_in_silence() -> None:
    will = promise("2026-06-07", "2026-06-12")
    story = walk(
        account(),
        facts={
            "2026-06-08": lambda now: replace(now, promises=(will,)),
            "2026-06-12": lambda now: paid(now, "2026-06-12"),
        },
    )

    assert story.said == ["05-26 courtesy", "06-05 first"]


def test_a_running_promise_is_not_named_by_a_message_about_the_others() -> None:
    file = account(
        invoice(), invoice("F-2"), promises=(promise("2026-06-03", "2026-06-12", ("F-2/1",)),)
    )
    send = says(file, "2026-06-05 10:00")

    assert (send.item_ids, send.variant) == (("F-1/1",), "ordinary")


def test_a_returned_payment_reopens_at_the_next_step_in_its_own_words() -> None:
    back = allocation(
        300_00, "2026-06-08", reversed_minor=300_00, reversed_at=at("2026-06-12 09:00")
    )
    file = account(invoice(allocations=(back,)), messages=(message("first"),))
    send = says(file, "2026-06-15 10:00")

    assert (send.key.kind, send.variant, send.key.occasion) == (
        "second",
        "payment_returned",
        "returned-1",
    )


def test_a_payment_returned_after_later_reminders_is_named_all_the_same() -> None:
    # 100.00 came on 3 June; the second demanded the rest; on 11 June they were taken back.
    back = allocation(
        100_00, "2026-06-03", reversed_minor=100_00, reversed_at=at("2026-06-11 09:00")
    )
    file = account(
        invoice(allocations=(back,)), messages=(message("first"), message("second", "2026-06-09"))
    )

    assert says(file, "2026-06-16 10:00").variant == "payment_returned"


def test_a_return_is_named_once() -> None:
    back = allocation(300_00, "2026-06-03", reversed_minor=300_00)
    file = account(
        invoice(allocations=(back,)),
        messages=(message("first"), message("second", "2026-06-09", occasion="returned-1")),
    )
    send = says(file, "2026-06-16 10:00")

    assert (send.key.kind, send.variant) == ("final", "ordinary")


def test_a_payment_returned_before_any_reminder_is_named_by_the_first() -> None:
    back = allocation(300_00, "2026-05-20", reversed_minor=300_00)
    send = says(account(invoice(allocations=(back,))), "2026-06-05 10:00")

    assert (send.key.kind, send.variant) == ("first", "payment_returned")


def test_a_promise_kept_with_money_that_was_matched_to_another_invoice_is_not_broken() -> None:
    elsewhere = invoice(
        "F-2",
        total_minor=500_00,
        allocations=(allocation(300_00, "2026-06-11"),),
        due_on="2026-07-02",
    )
    file = account(
        invoice(),
        elsewhere,
        messages=(message("first"),),
        promises=(promise("2026-06-08", "2026-06-12"),),
    )
    send = says(file, "2026-06-17 10:00")
    assert (send.key.kind, send.variant) == ("second", "ordinary")
