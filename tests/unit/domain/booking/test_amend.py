"""An amended invoice keeps its money, and gives back what its new total does not hold (R31)."""

from dataclasses import replace
from datetime import date

from relance.domain.account.account import Account
from relance.domain.booking.amend import amend_invoice, begun_anew
from relance.domain.booking.booking import find
from relance.domain.ledger.invoices import DocumentType, Invoice, Part
from tests.builders import DUE, account, allocation, invoice


def lowered(old: Invoice, total_minor: int) -> Invoice:
    return replace(old, total_minor=total_minor, parts=(Part("1", total_minor, DUE),))


def kept(after: Account) -> Invoice:
    found = find(after, "F-1")
    assert found is not None
    return found


def test_a_total_above_what_was_paid_leaves_the_money_alone() -> None:
    paid = invoice(paid_minor=100_00)
    after = amend_invoice(account(paid), lowered(paid, 200_00))
    assert kept(after).paid_minor == 100_00
    assert after.receipts == ()


def test_a_total_below_what_was_paid_frees_the_rest_for_other_debts() -> None:
    paid = invoice(paid_minor=100_00)
    after = amend_invoice(account(paid), lowered(paid, 30_00))
    assert kept(after).paid_minor == 30_00
    assert [r.unallocated_minor for r in after.receipts] == [70_00]
    assert after.credit_minor("EUR") == 70_00


def test_the_latest_money_is_freed_first_and_nobody_hears_of_a_return() -> None:
    money = (allocation(100_00, DUE, "P-1"), allocation(50_00, DUE, "P-2"))
    paid = invoice(allocations=money)
    after = amend_invoice(account(paid), lowered(paid, 80_00))
    assert [(a.payment_id, a.amount_minor) for a in kept(after).allocations] == [("P-1", 80_00)]
    assert {r.payment_id: r.unallocated_minor for r in after.receipts} == {
        "P-2": 50_00,
        "P-1": 20_00,
    }
    assert not any(a.reversed_minor for a in kept(after).allocations)


def test_money_that_was_returned_is_not_freed_again() -> None:
    money = (allocation(100_00, DUE, "P-1", reversed_minor=40_00),)
    paid = invoice(allocations=money)
    after = amend_invoice(account(paid), lowered(paid, 10_00))
    (entry,) = kept(after).allocations
    assert (entry.net_minor, entry.reversed_minor) == (10_00, 40_00)
    assert [r.unallocated_minor for r in after.receipts] == [50_00]


def test_what_a_credit_note_gave_was_never_money() -> None:
    note = invoice(
        document_type=DocumentType.CREDIT_NOTE,
        allocations=(allocation(100_00, DUE, "invoice:F-2"),),
    )
    after = amend_invoice(account(note), lowered(note, 50_00))
    assert after.receipts == ()


def test_a_debt_that_a_factor_gave_back_begins_anew_that_day() -> None:
    before, today = invoice(assigned_to="Factor SA"), date(2026, 7, 1)
    after = begun_anew(before, invoice(), today)
    assert (after.ladder_from_on, after.taken_back_on) == (today, today)
    again = begun_anew(after, invoice(), date(2026, 7, 9))
    assert (again.ladder_from_on, again.taken_back_on) == (today, today)
    assert begun_anew(before, invoice(assigned_to="Other SA"), today).taken_back_on is None
