"""R40: the whole of a payment placed anew; what moves was never returned."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.booking.correcting import Rest, assigned, freed, replaced, standing
from relance.domain.booking.placing import Books
from relance.domain.ledger.invoices import Receipt
from relance.domain.ledger.payments import Payment, Placed, Share, Taken, Way
from tests.builders import account, allocation, at, customer, day, invoice, message

BOOKED, NOW = at("2026-06-15 12:00"), at("2026-06-17 09:00")
PAID = Payment("P-1", 300_00, "EUR", day("2026-06-15"), BOOKED)
OF_ANOTHER = allocation(40_00, "2026-06-10", "P-0")


def mine(amount_minor: int, on: str = "2026-06-15") -> Account:
    """F-1, of 400.00, with money of this payment after money of another one."""
    money = (OF_ANOTHER, allocation(amount_minor, on))
    return account(invoice(total_minor=400_00, allocations=money), invoice("F-2"))


def cash(amount_minor: int, payment_id: str = "P-1") -> Receipt:
    return Receipt(payment_id, "EUR", amount_minor, day("2026-06-15"), BOOKED)


def books(file: Account, *waiting: Share, **of_payment: object) -> Books:
    return Books(replace(PAID, waiting=waiting, **of_payment), {"C-1": file})  # type: ignore[arg-type]


def waits_in(after: Books) -> set[Share]:
    return set(after.payment.waiting)


def test_only_money_of_the_payment_stands_on_an_invoice() -> None:
    assert standing(books(mine(300_00))) == {("C-1", "F-1"): 300_00}


def test_what_is_wrong_on_an_invoice_is_cash_and_money_of_others_stays() -> None:
    after = freed(books(mine(300_00)), {"F-1": 100_00}, NOW).accounts["C-1"]
    first, _ = after.invoices
    assert first.allocations == (OF_ANOTHER, allocation(100_00, "2026-06-15"))
    assert after.receipts == (cash(200_00),)
    (mark,) = first.undone
    assert (mark.done_at, mark.undone_at, mark.amount_minor) == (BOOKED, NOW, 200_00)


def test_an_allocation_of_which_nothing_is_right_goes_whole() -> None:
    after = freed(books(mine(300_00)), {"F-2": 300_00}, NOW).accounts["C-1"]
    assert after.invoices[0].allocations == (OF_ANOTHER,)
    assert [item.open_minor for item in after.items] == [360_00, 300_00]


def test_what_is_right_as_it_stands_is_not_touched() -> None:
    before = books(mine(300_00))
    assert freed(before, {"F-1": 300_00}, NOW) == before


def test_the_thanks_that_named_the_invoice_since_are_remembered_and_others_are_not() -> None:
    told = (
        message("receipt", "2026-06-12"),
        message("thanks", "2026-06-16", ("F-2/1",)),
        message("receipt", "2026-06-16"),
        message("thanks", "2026-06-17", state="refused"),
    )
    file = replace(mine(300_00), messages=told)
    after = freed(books(file), {"F-2": 300_00}, NOW).accounts["C-1"]
    assert [one.thanked_on for one in after.invoices[0].undone] == [day("2026-06-16")]


def test_what_lacks_is_taken_from_what_waits_for_nobody_before_what_waits_for_another() -> None:
    start = books(mine(100_00), Share(120_00, "F-9"), Share(80_00))
    after = assigned(start, start, {"F-1": 100_00, "F-2": 150_00}, Rest())
    assert waits_in(after) == {Share(50_00, "F-9"), Share(150_00, "F-2")}
    assert after.accounts == start.accounts


def test_what_waits_is_left_where_nothing_lacks() -> None:
    start = books(mine(100_00), Share(200_00, "F-9"))
    assert assigned(start, start, {"F-1": 100_00}, Rest()) == start


def test_what_was_freed_now_goes_before_what_waits_and_cash_of_before_goes_last() -> None:
    start = books(replace(mine(100_00), receipts=(cash(60_00), cash(5_00, "P-0"))), Share(140_00))
    free = freed(start, {"F-2": 100_00}, NOW)
    after = assigned(start, free, {"F-2": 100_00}, Rest())
    assert after.accounts["C-1"].receipts == (cash(60_00), cash(5_00, "P-0"))
    assert waits_in(after) == {Share(140_00), Share(100_00, "F-2")}

    all_of_it = assigned(start, free, {"F-2": 280_00}, Rest())
    assert all_of_it.accounts["C-1"].receipts == (cash(20_00), cash(5_00, "P-0"))
    assert waits_in(all_of_it) == {Share(280_00, "F-2")}


def test_the_rest_waits_for_whom_it_is_said_to_be_and_is_no_cash_of_anybody() -> None:
    start = books(replace(mine(100_00), receipts=(cash(60_00),)), Share(140_00))
    for owner in ("C-2", None):
        after = assigned(start, start, {"F-1": 100_00}, Rest(True, owner))
        assert waits_in(after) == {Share(200_00, customer_id=owner)}
        assert after.accounts["C-1"].receipts == ()


def test_without_a_rest_nobody_is_named_for_it() -> None:
    start = books(mine(300_00))
    after = assigned(start, start, {"F-1": 300_00}, Rest(True, "C-2"))
    assert after.payment.waiting == ()


def test_the_payment_says_where_its_money_is_what_went_out_of_it_included() -> None:
    back = allocation(120_00, "2026-06-15", reversed_minor=20_00, reversed_at=NOW)
    here = account(invoice(allocations=(OF_ANOTHER, back)), receipts=(cash(60_00),))
    other = replace(account(invoice("X-1")), account_id="C-2", customer=customer("C-2"))
    taken = (
        Taken(Way.RETURN, 20_00, "C-1", "F-1"),
        Taken(Way.REFUND, 30_00, "C-2"),
        Taken(Way.REFUND, 90_00, None),
    )
    payment = replace(PAID, taken=taken, corrections=1)
    after = replaced(Books(payment, {"C-1": here, "C-2": other}))
    assert after.placed == (
        Placed("C-1", "F-1", 120_00),
        Placed("C-1", None, 60_00),
        Placed("C-2", None, 30_00),
    )
    assert after.corrections == 2
