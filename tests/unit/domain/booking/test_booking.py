"""Money in an account: applied, kept, moved, returned; never lost or counted twice (R21, R31)."""

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.account.account import Account
from relance.domain.booking.booking import (
    book_invoice,
    book_money,
    cancel_invoice,
    find,
    is_closed,
    settled,
    take_back,
)
from relance.domain.booking.credit_notes import apply_credit_notes
from relance.domain.ledger.invoices import DocumentType, Invoice, Receipt, open_minor
from tests.builders import account, allocation, at, claim, hold, invoice, promise

ON = date(2026, 6, 3)
NOW = at("2026-06-03 09:00")


def booked(
    file: Account, amounts: dict[str, int], cash_minor: int = 0, currency: str = "EUR"
) -> Account:
    return book_money(file, "P-1", currency, amounts, cash_minor, ON, NOW)


def open_of(file: Account, invoice_id: str = "F-1") -> int:
    found = find(file, invoice_id)
    assert found is not None
    return open_minor(found)


def cash(file: Account, payment_id: str = "P-1") -> int:
    return sum(r.unallocated_minor for r in file.receipts if r.payment_id == payment_id)


def credit_note(
    total_minor: int, corrects: str | None = "F-1", note_id: str = "A-1", currency: str = "EUR"
) -> Invoice:
    return invoice(
        note_id,
        total_minor=total_minor,
        currency=currency,
        document_type=DocumentType.CREDIT_NOTE,
        corrects=corrects,
    )


def test_a_payment_in_full_closes_the_invoice() -> None:
    after = booked(account(), {"F-1": 300_00})
    assert open_of(after) == 0
    assert is_closed(after.invoices[0])
    assert after.receipts == ()


def test_a_partial_payment_leaves_the_rest_open() -> None:
    after = booked(account(), {"F-1": 100_00})
    assert open_of(after) == 200_00
    assert [item.open_minor for item in after.items] == [200_00]


def test_what_is_paid_too_much_is_unallocated_cash() -> None:
    after = booked(account(), {"F-1": 350_00})
    assert open_of(after) == 0
    assert after.receipts == (Receipt("P-1", "EUR", 50_00, ON, NOW),)


def test_cash_of_one_payment_that_comes_in_two_goes_is_added_up() -> None:
    after = booked(booked(account(), {}, 20_00), {}, 30_00)
    assert [r.unallocated_minor for r in after.receipts] == [50_00]


def test_nothing_unallocated_makes_no_receipt() -> None:
    assert booked(account(), {}, 0).receipts == ()


def test_money_in_another_currency_is_never_added_to_an_invoice() -> None:
    after = booked(account(), {"F-1": 300_00}, currency="USD")
    assert open_of(after) == 300_00
    assert after.credit_minor("USD") == 300_00
    assert after.credit_minor("EUR") == 0


def test_money_for_a_cancelled_invoice_stays_with_the_customer() -> None:
    file = account(invoice(cancelled_on=ON))
    after = booked(file, {"F-1": 300_00})
    assert after.invoices == file.invoices
    assert cash(after) == 300_00


def test_a_new_version_of_an_invoice_keeps_its_money_and_its_first_recording() -> None:
    before = booked(account(), {"F-1": 100_00})
    newer = invoice(total_minor=400_00, source_version=2)
    after = book_invoice(before, replace(newer, recorded_at=NOW))
    assert open_of(after) == 300_00
    assert after.invoices[0].recorded_at == before.invoices[0].recorded_at
    assert after.invoices[0].source_version == 2


def test_a_second_invoice_stands_beside_the_first() -> None:
    after = book_invoice(account(), invoice("F-2"))
    assert [one.invoice_id for one in after.invoices] == ["F-1", "F-2"]


def test_a_return_takes_cash_first() -> None:
    after, lost_minor = take_back(booked(account(), {"F-1": 350_00}), "P-1", 40_00)
    assert (cash(after), open_of(after), lost_minor) == (10_00, 0, 0)


def test_a_return_opens_the_latest_debt_and_leaves_the_oldest_paid() -> None:
    file = account(invoice("F-1"), invoice("F-2", due_on="2026-07-02"))
    paid = booked(file, {"F-1": 300_00, "F-2": 300_00})
    after, lost_minor = take_back(paid, "P-1", 400_00)
    assert (open_of(after, "F-1"), open_of(after, "F-2"), lost_minor) == (100_00, 300_00, 0)


def test_a_return_shows_on_the_allocation_as_returned() -> None:
    after, _ = take_back(booked(account(), {"F-1": 300_00}), "P-1", 120_00)
    (entry,) = after.invoices[0].allocations
    assert (entry.amount_minor, entry.reversed_minor, entry.net_minor) == (300_00, 120_00, 180_00)


def test_a_return_leaves_the_money_of_others_alone() -> None:
    file = account(invoice(allocations=(allocation(100_00, ON, "P-2"),)))
    file = replace(file, receipts=(Receipt("P-3", "EUR", 5_00, ON, NOW),))
    after, lost_minor = take_back(booked(file, {"F-1": 50_00}), "P-1", 80_00)
    assert lost_minor == 30_00
    assert open_of(after) == 200_00
    assert cash(after, "P-3") == 5_00


def test_what_is_not_here_is_reported() -> None:
    file = account()
    assert take_back(file, "P-1", 10_00) == (file, 10_00)


def test_a_cancelled_invoice_leaves_its_money_with_the_customer() -> None:
    after = cancel_invoice(booked(account(), {"F-1": 120_00}, 10_00), "F-1", ON)
    assert after.invoices[0].cancelled_on == ON
    assert after.invoices[0].paid_minor == 0
    assert cash(after) == 130_00


def test_money_that_moved_is_not_told_as_returned() -> None:
    after = cancel_invoice(booked(account(), {"F-1": 120_00}), "F-1", ON)
    assert after.invoices[0].allocations == ()


def test_a_cancelled_invoice_still_shows_what_went_back() -> None:
    returned, _ = take_back(booked(account(), {"F-1": 120_00}), "P-1", 20_00)
    after = cancel_invoice(returned, "F-1", ON)
    (entry,) = after.invoices[0].allocations
    assert (entry.amount_minor, entry.reversed_minor) == (20_00, 20_00)
    assert cash(after) == 100_00


def test_cancelling_a_credit_note_makes_no_money_of_what_it_gave() -> None:
    file = account(invoice(), credit_note(400_00))
    spent = apply_credit_notes(file, NOW)
    after = cancel_invoice(spent, "A-1", ON)
    assert after.receipts == ()
    assert open_of(after) == 0


def test_a_credit_note_that_settles_its_invoice_is_spent_on_it() -> None:
    after = apply_credit_notes(account(invoice(), credit_note(400_00)), NOW)
    assert open_of(after, "F-1") == 0
    assert open_of(after, "A-1") == 100_00
    assert after.credit_minor("EUR") == 100_00


def test_a_credit_note_that_does_not_settle_waits_and_lowers_the_demand() -> None:
    file = account(invoice(), credit_note(100_00))
    after = apply_credit_notes(file, NOW)
    assert after == file
    assert [item.open_minor for item in after.items] == [200_00]


def test_two_credit_notes_that_settle_together_are_both_spent() -> None:
    file = account(invoice(), credit_note(100_00), credit_note(250_00, note_id="A-2"))
    after = apply_credit_notes(file, NOW)
    assert [open_of(after, key) for key in ("F-1", "A-1", "A-2")] == [0, 0, 50_00]


def test_a_third_credit_note_is_not_touched_when_two_suffice() -> None:
    notes = [credit_note(150_00, note_id=f"A-{n}") for n in (1, 2, 3)]
    after = apply_credit_notes(account(invoice(), *notes), NOW)
    assert after.invoices[3] == notes[2]


@pytest.mark.parametrize(
    "note",
    [
        credit_note(400_00, corrects=None),
        credit_note(400_00, corrects="F-9"),
        credit_note(400_00, currency="USD"),
        replace(credit_note(400_00), cancelled_on=ON),
    ],
)
def test_a_credit_note_of_something_else_settles_nothing(note: Invoice) -> None:
    file = account(invoice(), note)
    assert apply_credit_notes(file, NOW) == file


def test_a_cancelled_invoice_uses_up_no_credit_note() -> None:
    file = account(invoice(cancelled_on=ON), credit_note(400_00))
    assert apply_credit_notes(file, NOW) == file


def test_a_payment_of_the_rest_lets_the_credit_note_close_the_invoice() -> None:
    file = account(invoice(), credit_note(100_00))
    after = settled(booked(file, {"F-1": 200_00}), NOW)
    assert all(is_closed(one) for one in after.invoices)


def test_answers_about_what_is_settled_are_dropped() -> None:
    file = account(
        claims=(claim(ON),),
        promises=(promise(ON, "2026-06-10"),),
        holds=(hold(invoice_id="F-1"),),
    )
    after = settled(booked(file, {"F-1": 300_00}), NOW)
    assert (after.claims, after.promises, after.holds) == ((), (), ())


def test_answers_about_what_is_still_open_stay() -> None:
    file = account(
        claims=(claim(ON),),
        promises=(promise(ON, "2026-06-10"),),
        holds=(hold(invoice_id="F-1"), hold()),
    )
    assert settled(booked(file, {"F-1": 299_00}), NOW).holds == file.holds
    assert settled(booked(file, {"F-1": 299_00}), NOW).claims == file.claims
    assert settled(booked(file, {"F-1": 299_00}), NOW).promises == file.promises


def test_a_hold_on_a_pro_forma_stays_when_something_else_is_paid() -> None:
    pro_forma = invoice("PF-1", document_type=DocumentType.PRO_FORMA)
    file = account(invoice(), pro_forma, holds=(hold(invoice_id="PF-1"),))
    assert settled(booked(file, {"F-1": 300_00}), NOW).holds == file.holds
