"""R40: money that had gone out and is here again goes where it had been."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.booking.levelling import levelled
from relance.domain.booking.placing import Books
from relance.domain.ledger.payments import Outgoing, Payment, Share, Taken, Way, with_outgoing
from tests.builders import account, allocation, at, day, invoice

NOW = at("2026-06-17 09:00")
PAID = Payment("P-1", 300_00, "EUR", day("2026-06-15"), at("2026-06-15 12:00"))
OF_ANOTHER = allocation(40_00, "2026-06-10", "P-0", refunded_minor=40_00, refunded_at=NOW)


def told(books: Books, out_minor: int, back_minor: int = 0, way: Way = Way.REFUND) -> Books:
    """The books after so much was said to be out, and here again, by one thing."""
    one = Outgoing("re_1", way, out_minor, back_minor)
    payment = replace(books.payment, outgoings=with_outgoing(books.payment.gone, one))
    after, lost_minor = levelled(replace(books, payment=payment), NOW)
    assert lost_minor == 0
    return after


def test_what_waited_waits_again_for_the_same_invoice_or_customer() -> None:
    waiting = (Share(100_00, "F-9"), Share(120_00, None, "C-1"), Share(80_00))
    start = Books(replace(PAID, waiting=waiting), {})
    gone = told(start, 250_00)
    assert gone.payment.waiting == (Share(50_00),)
    again = told(gone, 250_00, 250_00)
    assert set(again.payment.waiting) == set(waiting)
    assert (again.payment.taken, again.payment.refunded_minor) == ((), 0)


def test_what_was_taken_last_is_put_back_first() -> None:
    start = Books(replace(PAID, waiting=(Share(100_00, "F-9"), Share(200_00, "F-8"))), {})
    again = told(told(start, 250_00), 250_00, 150_00)
    assert set(again.payment.waiting) == {Share(200_00, "F-8")}
    assert again.payment.taken == (Taken(Way.REFUND, 100_00, None, "F-9"),)


def test_money_of_another_payment_that_is_out_stays_out() -> None:
    """On the same invoice, in a row that does not say from where the refund was taken."""
    back = allocation(300_00, "2026-06-15", refunded_minor=200_00, refunded_at=NOW)
    file = account(invoice(total_minor=400_00, allocations=(OF_ANOTHER, back, OF_ANOTHER)))
    old = replace(PAID, refunded_minor=200_00, outgoings=(Outgoing("re_1", Way.REFUND, 200_00),))
    after = told(Books(old, {"C-1": file}), 200_00, 200_00).accounts["C-1"]
    (held,) = after.invoices
    assert held.allocations == (OF_ANOTHER, allocation(300_00, "2026-06-15"), OF_ANOTHER)
    assert (held.paid_minor, after.receipts) == (300_00, ())


def put_back_after(**changes: object) -> tuple[Account, int]:
    """F-1 of 300.00, refunded, then changed, after the refund failed; and what its cash is."""
    back = allocation(300_00, "2026-06-15", refunded_minor=300_00, refunded_at=NOW)
    file = account(replace(invoice(allocations=(back,)), **changes))  # type: ignore[arg-type]
    taken = (Taken(Way.REFUND, 300_00, "C-1", "F-1"),)
    out = (Outgoing("re_1", Way.REFUND, 300_00),)
    payment = replace(PAID, refunded_minor=300_00, taken=taken, outgoings=out)
    after = told(Books(payment, {"C-1": file}), 300_00, 300_00).accounts["C-1"]
    return after, sum(receipt.unallocated_minor for receipt in after.receipts)


def test_an_invoice_takes_no_more_than_it_lacks_meanwhile() -> None:
    back = allocation(300_00, "2026-06-15", refunded_minor=300_00, refunded_at=NOW)
    other = allocation(200_00, "2026-06-16", "P-2")
    after, cash_minor = put_back_after(allocations=(back, other))
    assert (after.items, cash_minor) == ((), 200_00)
    assert after.invoices[0].paid_minor == 300_00


def test_an_invoice_that_was_cancelled_meanwhile_takes_nothing() -> None:
    after, cash_minor = put_back_after(cancelled_on=day("2026-06-16"))
    assert (after.items, cash_minor) == ((), 300_00)


def test_an_invoice_that_has_left_the_account_takes_nothing() -> None:
    after, cash_minor = put_back_after(invoice_id="F-2")
    assert [item.item_id for item in after.items] == ["F-2/1"]
    assert cash_minor == 300_00
