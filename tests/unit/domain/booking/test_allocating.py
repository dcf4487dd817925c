"""Which money of a payment is free, in what order, when a person allocates it (R31)."""

from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.booking.allocating import assign, unnamed_minor
from relance.domain.booking.placing import Books
from relance.domain.errors import Conflict
from relance.domain.ledger.payments import Payment, Share
from tests.builders import DUE, account, at, receipt

NOW = at("2026-06-04 12:00")


def books(waiting: tuple[Share, ...] = (), file: Account | None = None) -> Books:
    """A payment P-9 of 300.00."""
    payment = Payment("P-9", 300_00, "EUR", DUE, NOW, waiting=waiting)
    return Books(payment, {"C-1": file or account()})


def test_what_has_no_name_goes_before_what_waits_for_another_invoice() -> None:
    start = books((Share(200_00, "F-9"), Share(100_00)))
    after = assign(start, (Share(150_00, "F-1"),))
    assert set(after.payment.waiting) == {Share(150_00, "F-9"), Share(150_00, "F-1")}
    assert unnamed_minor(after) == 0


def test_the_cash_of_an_account_goes_last_and_other_money_stays() -> None:
    other = replace(receipt(50_00), payment_id="P-8")
    start = books((Share(100_00),), account(receipts=(receipt(200_00), other)))
    after = assign(start, (Share(80_00, "F-1"), Share(70_00, "F-2")))
    assert [(r.payment_id, r.unallocated_minor) for r in after.accounts["C-1"].receipts] == [
        ("P-9", 150_00),
        ("P-8", 50_00),
    ]
    all_of_it = assign(start, (Share(300_00, "F-1"),))
    assert all_of_it.accounts["C-1"].receipts == (other,)


def test_more_than_is_free_is_refused() -> None:
    with pytest.raises(Conflict):
        assign(books((Share(100_00),)), (Share(100_01, "F-1"),))


def test_only_what_has_neither_invoice_nor_customer_is_unnamed() -> None:
    some = (Share(1_00), Share(2_00, "F-9"), Share(4_00, customer_id="C-9"))
    assert unnamed_minor(books(some)) == 1_00
