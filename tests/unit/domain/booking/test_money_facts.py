"""R21, R22: what the journal says of money; R7: when a return was recorded."""

from dataclasses import replace

from relance.domain.booking.booking import book_money
from relance.domain.booking.money_facts import arrival_id, correction_fact, going_fact, payment_fact
from relance.domain.booking.placing import Books, give_back, place, with_question
from relance.domain.ledger.payments import Payment, Plan, Share
from relance.domain.tasks.asking import task_id
from tests.builders import account, at, day, invoice, message, says

NOW = at("2026-06-08 12:00")
PAID = Payment("P-1", 350_00, "EUR", day("2026-06-08"), NOW)


def test_the_fact_of_a_payment_says_what_each_invoice_and_the_cash_gained() -> None:
    before = account()
    after = book_money(before, "P-1", "EUR", {"F-1": 350_00}, 0, day("2026-06-08"), NOW)
    fact = payment_fact(arrival_id(PAID), PAID, before, after, NOW)

    assert (fact.fact_id, fact.kind, fact.invoice_ids) == ("P-1/0", "payment", ("F-1",))
    assert fact.figures["invoice/F-1_minor"] == 300_00
    assert fact.figures["unallocated_minor"] == 50_00
    assert fact.figures["amount_minor"] == 350_00


def test_the_fact_of_a_return_says_what_went_back_and_why() -> None:
    after = account()
    before = book_money(after, "P-1", "EUR", {"F-1": 300_00}, 0, day("2026-06-08"), NOW)
    returned = replace(PAID, reversed_minor=300_00)
    fact = going_fact(PAID, returned, day("2026-06-10"), "no funds", before, after, NOW)

    assert (fact.fact_id, fact.kind) == ("P-1/returned-30000", "reversal")
    assert (fact.figures["amount_minor"], fact.figures["reason"]) == (300_00, "no funds")


def test_a_refund_and_what_is_here_again_are_facts_of_their_own() -> None:
    """R40: nobody but the payer returns money, so neither names a reason of his bank."""
    owing = account()
    held = book_money(owing, "P-1", "EUR", {"F-1": 300_00}, 0, day("2026-06-08"), NOW)
    refunded, on = replace(PAID, refunded_minor=300_00), day("2026-06-10")
    out = going_fact(PAID, refunded, on, "asked by customer", held, owing, NOW)
    back = going_fact(refunded, PAID, on, "failed", owing, held, NOW)

    assert (out.fact_id, out.kind) == ("P-1/refunded-30000", "refund")
    assert (back.fact_id, back.kind) == ("P-1/back-0-0", "reinstated")
    assert out.figures["invoice/F-1_minor"] == back.figures["invoice/F-1_minor"] == 300_00
    assert "reason" not in out.figures | back.figures


def test_a_correction_says_who_made_it_and_how_much_moved() -> None:
    before = account(invoice(), invoice("F-2"))
    on = day("2026-06-08")
    wrong = book_money(before, "P-1", "EUR", {"F-1": 300_00}, 0, on, NOW)
    right = book_money(before, "P-1", "EUR", {"F-1": 100_00, "F-2": 200_00}, 0, on, NOW)
    payment = replace(PAID, corrections=2)
    fact = correction_fact(payment, day("2026-06-10"), "ada", wrong, right, NOW)

    assert (fact.fact_id, fact.kind, fact.author) == (
        "P-1/corrected-2",
        "allocation_corrected",
        "ada",
    )
    assert set(fact.invoice_ids) == {"F-1", "F-2"}
    assert fact.figures["amount_minor"] == 200_00


def test_a_payment_is_named_returned_by_the_next_reminder_whatever_went_between() -> None:
    # 100.00 arrive on 3 June, the second asks for the rest on 9, the bank takes them back on 11.
    early_at = at("2026-06-03 12:00")
    payment = Payment(
        "P-1", 100_00, "EUR", day("2026-06-03"), early_at,
        shares=(Share(100_00, "F-1"),), waiting=(Share(100_00, "F-1"),),
    )  # fmt: skip
    books = place(Books(payment, {"C-1": account()}), {"F-1": "C-1"}, early_at)
    spoken = (message("first"), message("second", "2026-06-09"))
    asked = {"C-1": replace(books.accounts["C-1"], messages=spoken)}
    back, left_minor = give_back(replace(books, accounts=asked), 100_00, at("2026-06-11 09:00"))

    assert left_minor == 0
    assert says(back.accounts["C-1"], "2026-06-16 10:00").variant == "payment_returned"


def test_a_question_about_a_currency_is_asked_once() -> None:
    asked = with_question(account(invoice(currency="USD")), PAID, NOW)

    assert [task.task_id for task in asked.tasks] == [task_id("check_currency", "P-1")]
    assert with_question(asked, PAID, NOW) == asked


def test_a_payment_known_only_from_its_refund_is_awaited() -> None:
    assert PAID.state == "recorded"
    assert replace(PAID, arrived=False).state == "awaited"
    assert replace(PAID, waiting=(Share(1),)).state == "unmatched"


def test_a_payment_over_more_invoices_than_are_written_at_once_is_under_way() -> None:
    planned = replace(PAID, waiting=(Share(1),), plan=Plan(day("2026-06-08")))
    assert planned.state == "under_way"
    assert replace(planned, arrived=False).state == "awaited"


def test_the_same_money_announced_again_says_the_same() -> None:
    one = replace(PAID, shares=(Share(100_00, "F-1"), Share(250_00, "F-2")))
    two = replace(PAID, shares=(Share(250_00, "F-2"), Share(100_00, "F-1")), source="stripe")

    assert one.says_the_same(two)
    assert not one.says_the_same(PAID)


def test_the_fact_of_a_payment_says_nothing_of_another_payment() -> None:
    other = book_money(account(), "P-0", "EUR", {"F-1": 100_00}, 20_00, day("2026-06-05"), NOW)
    after = book_money(other, "P-1", "EUR", {"F-1": 350_00}, 0, day("2026-06-08"), NOW)
    fact = payment_fact(arrival_id(PAID), PAID, other, after, NOW)

    assert fact.figures["invoice/F-1_minor"] == 200_00
    assert fact.figures["unallocated_minor"] == 150_00
