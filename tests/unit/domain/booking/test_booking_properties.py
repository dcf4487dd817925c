"""Whatever is booked, returned, cancelled or amended: the money adds up (R21, R22)."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from relance.domain.account.account import Account
from relance.domain.booking.amend import amend_invoice
from relance.domain.booking.booking import book_money, cancel_invoice, find, settled, take_back
from relance.domain.booking.placing import Books, give_back, place
from relance.domain.ledger.invoices import Invoice, open_minor
from relance.domain.ledger.payments import Payment, Share
from tests.builders import DUE, account, at, customer, invoice

NOW = at("2026-06-03 09:00")
ON = date(2026, 6, 3)
IDS = ("F-1", "F-2", "F-3")
money = some.integers(1, 500)


@some.composite
def accounts(draw: some.DrawFn) -> Account:
    count = draw(some.integers(1, 3))
    invoices = [
        invoice(
            name,
            total_minor=draw(money),
            due_on=DUE + timedelta(days=draw(some.integers(0, 30))),
            currency=draw(some.sampled_from(("EUR", "EUR", "USD"))),
        )
        for name in IDS[:count]
    ]
    return account(*invoices)


amounts = some.dictionaries(some.sampled_from(IDS), money, max_size=3)


def held(file: Account, payment_id: str) -> int:
    applied = sum(
        entry.net_minor
        for one in file.invoices
        for entry in one.allocations
        if entry.payment_id == payment_id
    )
    cash = sum(r.unallocated_minor for r in file.receipts if r.payment_id == payment_id)
    return applied + cash


def all_open(file: Account) -> dict[str, int]:
    return {one.invoice_id: open_minor(one) for one in file.invoices}


def known(file: Account, wanted: dict[str, int]) -> dict[str, int]:
    return {key: value for key, value in wanted.items() if find(file, key)}


@given(accounts(), amounts, some.integers(0, 300))
def test_what_is_booked_is_held_to_the_cent(
    file: Account, wanted: dict[str, int], cash: int
) -> None:
    wanted = known(file, wanted)
    after = book_money(file, "P-1", "EUR", wanted, cash, ON, NOW)
    assert held(after, "P-1") == sum(wanted.values()) + cash
    assert all(one.paid_minor <= one.total_minor for one in after.invoices)
    assert all(one.paid_minor == 0 for one in after.invoices if one.currency != "EUR")


@given(accounts(), amounts, some.integers(0, 300), some.integers(0, 3000))
def test_what_is_returned_and_what_is_left_make_the_payment(
    file: Account, wanted: dict[str, int], cash: int, back: int
) -> None:
    wanted = known(file, wanted)
    total = sum(wanted.values()) + cash
    after, lost = take_back(book_money(file, "P-1", "EUR", wanted, cash, ON, NOW), "P-1", back)
    assert lost == max(back - total, 0)
    assert held(after, "P-1") == total - (back - lost)


@given(accounts(), amounts, some.integers(0, 300))
def test_a_payment_that_went_back_leaves_every_invoice_as_it_was(
    file: Account, wanted: dict[str, int], cash: int
) -> None:
    wanted = known(file, wanted)
    paid = book_money(file, "P-1", "EUR", wanted, cash, ON, NOW)
    after, lost = take_back(paid, "P-1", sum(wanted.values()) + cash)
    assert lost == 0
    assert all_open(after) == all_open(file)
    assert after.receipts == file.receipts


@given(accounts(), some.lists(some.tuples(some.integers(0, 6), some.sampled_from(IDS), money)))
def test_no_series_of_facts_loses_or_doubles_money(
    file: Account, facts: list[tuple[int, str, int]]
) -> None:
    """Payments P-0 to P-2 come and go while invoices are amended and cancelled."""
    announced: dict[str, int] = {}
    for kind, invoice_id, amount in facts:
        payment_id = f"P-{amount % 3}"
        before, found = file, find(file, invoice_id)
        match kind:
            case 0 | 1 | 2 if found and not found.cancelled_on:
                file = book_money(file, payment_id, "EUR", {invoice_id: amount}, 0, ON, NOW)
                announced[payment_id] = announced.get(payment_id, 0) + amount
            case 3:
                file, lost = take_back(file, payment_id, amount)
                announced[payment_id] = announced.get(payment_id, 0) - amount + lost
            case 4 if found and not found.cancelled_on:
                file = cancel_invoice(file, invoice_id, ON)
            case 5 if found and not found.cancelled_on:
                file = amend_invoice(file, _with_total(found, amount))
            case 6:
                file = book_money(file, payment_id, "EUR", {}, amount, ON, NOW)
                announced[payment_id] = announced.get(payment_id, 0) + amount
        file = settled(file, NOW)
        assert {key: held(file, key) for key in announced} == announced, (before, kind)


def _with_total(one: Invoice, total_minor: int) -> Invoice:
    part = replace(one.parts[0], amount_minor=total_minor)
    return replace(one, total_minor=total_minor, parts=(part,))


shares = some.lists(
    some.builds(
        Share,
        money,
        some.sampled_from((None, *IDS, "X-1")),
        some.sampled_from((None, "C-1", "C-2", "C-9")),
    ),
    max_size=5,
).map(tuple)


def books(first: Account, parts: tuple[Share, ...], rest: int) -> Books:
    total = sum(share.amount_minor for share in parts) + rest
    waiting = (*parts, Share(rest)) if rest else parts
    payment = Payment("P-1", total, "EUR", ON, NOW, shares=parts, waiting=waiting)
    second = Account("t-1", "C-2", 1, customer("C-2"), (invoice("F-3", total_minor=200),))
    files = {"C-1": replace(first, invoices=first.invoices[:2]), "C-2": second}
    return Books(payment, files)


FILED = {"F-1": "C-1", "F-2": "C-1", "F-3": "C-2"}


def everywhere(found: Books) -> int:
    waiting = sum(share.amount_minor for share in found.payment.waiting)
    return waiting + sum(held(file, "P-1") for file in found.accounts.values())


@given(accounts(), shares, some.integers(0, 200))
def test_placing_a_payment_keeps_every_cent_somewhere(
    first: Account, parts: tuple[Share, ...], rest: int
) -> None:
    before = books(first, parts, rest)
    after = place(before, FILED, NOW)
    assert everywhere(after) == before.payment.amount_minor
    placed = sum(put.amount_minor for put in after.payment.placed)
    waiting = sum(share.amount_minor for share in after.payment.waiting)
    assert placed + waiting == before.payment.amount_minor
    assert place(after, FILED, NOW) == after


@given(accounts(), shares, some.integers(0, 200), some.integers(0, 3000))
def test_giving_back_takes_what_is_asked_and_no_more(
    first: Account, parts: tuple[Share, ...], rest: int, back: int
) -> None:
    placed = place(books(first, parts, rest), FILED, NOW)
    after, lost = give_back(placed, back, NOW)
    assert lost == max(back - placed.payment.amount_minor, 0)
    assert everywhere(after) == placed.payment.amount_minor - back + lost


@given(accounts(), shares, some.integers(0, 200))
def test_a_payment_given_back_whole_leaves_nothing_of_it(
    first: Account, parts: tuple[Share, ...], rest: int
) -> None:
    before = books(first, parts, rest)
    after, lost = give_back(place(before, FILED, NOW), before.payment.amount_minor, NOW)
    assert (lost, after.payment.waiting) == (0, ())
    for key, file in before.accounts.items():
        assert all_open(after.accounts[key]) == all_open(file)
