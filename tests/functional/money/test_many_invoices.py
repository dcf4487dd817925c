"""A payment over more invoices than one transaction can write, and all that may become of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.data import accounts, tenant_money
from relance.domain.ledger.payments import Payment, Share, Way
from relance.flows.money import stages
from relance.flows.money.payments import get_payment, record_payment
from relance.flows.money.returns import Going, send_out, take_in
from tests.actors.payments import Ledger, ledger, payment
from tests.builders import customer, day, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice

CUSTOMERS = ("C-1", "C-2", "C-3")


@pytest.fixture(name="books")
def _books(cloud: Cloud) -> Ledger:
    return ledger(cloud, mode="shadow")


def owing(books: Ledger, count: int, customers: tuple[str, ...] = CUSTOMERS) -> tuple[Share, ...]:
    """That many invoices of 10.00 each, in turn of each customer; and a share for each."""
    for name in customers:
        file_customer(books.cloud, books.tenant, customer(name))
    shares = []
    for number in range(count):
        owner = customers[number % len(customers)]
        one = replace(invoice(f"F-{number}", total_minor=10_00), customer_id=owner)
        file_invoice(books.cloud, books.tenant, one)
        shares.append(Share(10_00, one.invoice_id))
    return tuple(shares)


def open_minor(books: Ledger, customers: tuple[str, ...] = CUSTOMERS) -> int:
    files = (accounts.load(books.tenant_id, name) for name in customers)
    return sum(item.open_minor for file in files if file for item in file.items)


def silent(books: Ledger) -> bool:
    return tenant_money.load(books.tenant_id, books.now - timedelta(days=300)).waits


def goes(books: Ledger, way: Way, amount_minor: int | None = None) -> Payment:
    going = Going(way, amount_minor, day("2026-06-02"), "am04")
    return send_out(books.tenant_id, "BANK-1", going, books.now)


def comes(books: Ledger, way: Way) -> Payment:
    return take_in(books.tenant_id, "BANK-1", Going(way, None, day("2026-06-03"), "x"), books.now)


@pytest.mark.parametrize("count", [24, 25, 60])
def test_it_is_placed_returned_and_here_again_whole(books: Ledger, count: int) -> None:
    shares, total = owing(books, count), count * 10_00
    done, new = record_payment(books.tenant_id, payment(*shares), books.now)
    assert (new, done.state, open_minor(books)) == (True, "recorded", 0)
    assert sum(place.amount_minor for place in done.placed) == total
    gone = goes(books, Way.RETURN)
    assert (gone.state, gone.reversed_minor, open_minor(books)) == ("recorded", total, total)
    again = comes(books, Way.RETURN)
    assert (again.reversed_minor, again.taken, open_minor(books)) == (0, (), 0)
    assert not silent(books)
    assert record_payment(books.tenant_id, payment(*shares), books.now) == (again, False)


def test_each_invoice_in_an_account_of_its_own(books: Ledger) -> None:
    customers = tuple(f"C-{number}" for number in range(20))
    shares = owing(books, 20, customers)
    record_payment(books.tenant_id, payment(*shares, amount_minor=250_00), books.now)
    assert open_minor(books, customers) == 0
    assert get_payment(books.tenant_id, "BANK-1").waiting == (Share(50_00),)
    assert goes(books, Way.REFUND).refunded_minor == 250_00
    assert open_minor(books, customers) == 200_00
    comes(books, Way.REFUND)
    assert open_minor(books, customers) == 0
    assert get_payment(books.tenant_id, "BANK-1").waiting == (Share(50_00),)


def test_a_part_goes_back_and_each_account_is_asked_once(books: Ledger) -> None:
    shares = owing(books, 60)
    record_payment(books.tenant_id, payment(*shares, means="direct_debit"), books.now)
    assert goes(books, Way.RETURN, 355_00).reversed_minor == 355_00
    assert open_minor(books) == 355_00
    for name in CUSTOMERS:
        file = accounts.load(books.tenant_id, name)
        assert file
        tasks = [task for task in file.tasks if task.kind == "ask_before_presenting"]
        assert len(tasks) <= 1
        assert set(tasks[0].item_ids if tasks else ()) == {item.item_id for item in file.items}


def test_unknown_invoices_among_many_wait(books: Ledger) -> None:
    known = owing(books, 30)
    unknown = tuple(Share(1_00, f"U-{number}") for number in range(40))
    done, _ = record_payment(books.tenant_id, payment(*known, *unknown), books.now)
    assert open_minor(books) == 0
    assert {share.invoice_id for share in done.waiting} == {f"U-{n}" for n in range(40)}
    assert goes(books, Way.RETURN).waiting == ()
    assert open_minor(books) == 300_00


class Killed(BaseException):
    """The function is killed."""


@pytest.fixture(name="kill_after")
def _kill_after(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Kills whoever takes a step when so many were taken."""
    left, step = [10_000], stages._step

    def killing(tenant_id: str, payment_id: str, now: object) -> None:
        if left[0] == 0:
            left[0] = 10_000
            raise Killed
        left[0] -= 1
        step(tenant_id, payment_id, now)  # type: ignore[arg-type]

    monkeypatch.setattr(stages, "_step", killing)
    return left


@pytest.mark.parametrize("steps", [0, 2])
def test_killed_on_the_way_the_tenant_is_silent_until_a_tick_has_gone_on(
    books: Ledger, kill_after: list[int], steps: int
) -> None:
    shares, total = owing(books, 40), 400_00
    kill_after[0] = steps
    with pytest.raises(Killed):
        record_payment(books.tenant_id, payment(*shares), books.now)
    assert silent(books)
    assert get_payment(books.tenant_id, "BANK-1").state == "under_way"
    books.tick_later(hours=1)
    assert (open_minor(books), silent(books)) == (0, False)
    kill_after[0] = steps
    with pytest.raises(Killed):
        goes(books, Way.RETURN)
    assert silent(books)
    books.tick_later(hours=2)
    assert (open_minor(books), silent(books)) == (total, False)
    kill_after[0] = steps
    with pytest.raises(Killed):
        comes(books, Way.RETURN)
    assert silent(books)
    # What is told meanwhile finds it done first.
    assert goes(books, Way.REFUND, 100_00).refunded_minor == 100_00
    assert (open_minor(books), silent(books)) == (100_00, False)


def test_a_bank_that_tells_of_a_return_over_many_holds_nobody_for_ever(books: Ledger) -> None:
    shares = owing(books, 40)
    record_payment(books.tenant_id, payment(*shares), books.now)
    told = {"payment_id": "BANK-1", "amount_minor": 400_00, "currency": "EUR"}
    books.standard("payment.returned", **told, value_on="2026-06-02", reason="AM04")
    books.settle()
    assert (open_minor(books), silent(books)) == (400_00, False)
