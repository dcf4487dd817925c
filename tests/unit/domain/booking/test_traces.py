"""What an account remembers of what is settled, and forgets (R21, practice 7)."""

from dataclasses import replace
from datetime import timedelta

from relance.domain.account.account import Account
from relance.domain.account.history import History, Money, Returned, Trace
from relance.domain.booking.booking import book_money, cancel_invoice, settled, take_back
from relance.domain.booking.traces import MOST_CLOSED, with_return
from tests.builders import account, allocation, at, day, invoice, part, promise

NOW = at("2026-06-04 12:00")


def payed(file: Account, payment_id: str = "P-1") -> Account:
    """The account after the money for F-1 came."""
    on = day("2026-06-04")
    return settled(book_money(file, payment_id, "EUR", {"F-1": 300_00}, 0, on, NOW), NOW)


def test_paying_an_invoice_leaves_a_trace() -> None:
    assert payed(account()).history.closed == (
        Trace(
            "F-1",
            "EUR",
            ((day("2026-06-02"), 300_00),),
            (Money(day("2026-06-04"), 300_00, NOW),),
            issued_on=day("2026-05-03"),
        ),
    )


def test_settling_again_changes_nothing() -> None:
    once = payed(account())
    assert settled(once, NOW) == once


def test_a_trace_stays_when_the_invoice_has_gone_to_the_archive() -> None:
    gone = replace(payed(account()), invoices=())
    assert settled(gone, NOW).history == gone.history


def test_a_payment_that_comes_back_takes_the_trace_back() -> None:
    after, _ = take_back(payed(account()), "P-1", 300_00, NOW)
    assert settled(after, NOW).history.closed == ()


def test_what_nobody_paid_leaves_no_trace() -> None:
    cancelled = invoice(cancelled_on=day("2026-06-03"))
    free = invoice("F-2", total_minor=0)
    assert settled(account(cancelled, free), NOW).history == History()


def test_an_invoice_cancelled_after_it_was_paid_is_forgotten() -> None:
    paid = payed(account())
    assert settled(cancel_invoice(paid, "F-1", day("2026-06-10")), NOW).history.closed == ()


def test_an_invoice_that_now_costs_more_is_open_again() -> None:
    paid = payed(account())
    dearer = replace(paid.invoices[0], total_minor=400_00)
    assert settled(replace(paid, invoices=(dearer,)), NOW).history.closed == ()


def test_a_promise_is_remembered_once_nothing_of_it_is_open() -> None:
    said = promise("2026-06-03", "2026-06-10")
    before = account(promises=(said,))
    assert settled(before, NOW).history.promises == ()
    after = payed(before)
    assert (after.promises, after.history.promises) == ((), (said,))


def test_a_payment_that_came_back_twice_is_one_return() -> None:
    once = with_return(account(), "P-1", day("2026-06-04"), "AM04")
    twice = with_return(once, "P-1", day("2026-06-05"), "AM04")
    assert twice.history.returned == (Returned("P-1", day("2026-06-05"), "AM04"),)


def test_after_twenty_five_months_nothing_is_remembered() -> None:
    said = promise("2026-06-03", "2026-06-10")
    full = with_return(payed(account(promises=(said,))), "P-9", day("2026-06-04"), "AM04")
    gone = replace(full, invoices=())
    still = settled(gone, at("2028-07-01 12:00"))
    assert still.history == full.history
    assert settled(gone, at("2028-07-20 12:00")).history == History()


def test_only_the_two_hundred_youngest_are_remembered() -> None:
    many = tuple(
        invoice(
            f"F-{n:03}",
            due_on=day("2026-01-01") + timedelta(days=n // 2),
            allocations=(allocation(300_00, "2026-06-01"),),
        )
        for n in range(MOST_CLOSED + 1)
    )
    kept = settled(account(*many), NOW).history.closed
    assert [trace.invoice_id for trace in kept] == [f"F-{n:03}" for n in range(1, MOST_CLOSED + 1)]


def test_invoices_of_many_parts_are_fewer() -> None:
    parts = [part(str(n), 10_00, day("2026-01-01") + timedelta(days=n)) for n in range(60)]
    many = tuple(
        invoice(f"F-{n:02}", parts=parts, allocations=(allocation(600_00, "2026-06-01"),))
        for n in range(20)
    )
    kept = settled(account(*many), NOW).history.closed
    assert [trace.invoice_id for trace in kept] == [f"F-{n:02}" for n in range(4, 20)]
