"""Practice 1, R7: a payment came back, and the reason decides what follows."""

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.answers.returned_payments import after_return, cause_of, noted
from relance.domain.booking.booking import book_money, take_back
from relance.domain.booking.levelling import Told, levelled
from relance.domain.booking.placing import Books, place
from relance.domain.ledger.invoices import PaymentMethod
from relance.domain.ledger.payments import Outgoing, Payment, Plan, Share, Way, with_outgoing
from relance.domain.ledger.return_reasons import bounce_possible_until
from tests.builders import (
    account,
    asked,
    asks,
    at,
    day,
    dispute,
    ids,
    invoice,
    rules,
    says,
    task_closed,
    waits,
)

RETURNED_AT = at("2026-06-10 09:00")


def returned(
    reason: str, method: str = "direct_debit_core", means: str = "direct_debit"
) -> Account:
    """The file after the debit of F-1 of 2 June came back on the 10th."""
    file = account(invoice(payment_method=PaymentMethod(method)))
    on = day("2026-06-02")
    held = book_money(file, "P-1", "EUR", {"F-1": 300_00}, 0, on, at("2026-06-02 12:00"), means)
    back, _ = take_back(held, "P-1", 300_00, RETURNED_AT)
    money = Payment("P-1", 300_00, "EUR", on, RETURNED_AT, means, reversed_minor=300_00)
    return after_return(held, back, money, reason, day("2026-06-10"), RETURNED_AT)


def kinds(file: Account) -> list[str]:
    return [task.kind for task in file.tasks]


def test_a_debit_without_funds_is_chased_at_once_and_asked_about_before_it_is_presented() -> None:
    file = returned("am04")
    assert kinds(file) == ["ask_before_presenting"]
    assert says(file, "2026-06-10 10:00").variant == "payment_returned"


def test_a_debit_from_a_closed_account_asks_for_new_details() -> None:
    assert kinds(returned("ac04")) == ["ask_new_details"]


@pytest.mark.parametrize("reason", ["md06", "md01"])
def test_a_debit_that_the_debtor_had_sent_back_is_a_dispute_by_itself(reason: str) -> None:
    file = returned(reason)
    (said,) = file.disputes
    assert (said.reason, said.author, said.invoice_id) == ("debit_refused", "bank", "F-1")
    assert kinds(file) == ["dispute"]
    assert waits(file, "2026-06-10 10:00").reason == "dispute"


@pytest.mark.parametrize("method", ["lcr", "bor"])
def test_an_unpaid_bill_is_called_about_the_same_day(method: str) -> None:
    (task,) = returned("returned", method, "other").tasks
    assert (task.kind, task.due_on, task.item_ids) == ("unpaid_bill", day("2026-06-10"), ("F-1/1",))


def test_a_transfer_that_went_back_without_a_reason_asks_nobody() -> None:
    assert kinds(returned("am04", "transfer", "transfer")) == []
    assert kinds(returned("returned", "transfer", "transfer")) == []


def test_money_that_was_on_no_invoice_opens_nothing() -> None:
    file = account()
    money = Payment("P-1", 300_00, "EUR", day("2026-06-02"), RETURNED_AT, reversed_minor=300_00)
    assert after_return(file, file, money, "md06", day("2026-06-10"), RETURNED_AT) == file


def test_a_return_over_many_invoices_asks_one_question_about_all_of_them() -> None:
    """R22: one plan, several transactions; the second one finds the task of the first."""
    on, now = day("2026-06-02"), at("2026-06-02 12:00")
    held = account(*(invoice(name, allocations=()) for name in ("F-1", "F-2")))
    amounts = {"F-1": 300_00, "F-2": 300_00}
    held = book_money(held, "P-1", "EUR", amounts, 0, on, now, "direct_debit")
    plan = Plan(day("2026-06-10"), "am04", total_minor=600_00)
    half = Payment(
        "P-1", 600_00, "EUR", on, now, "direct_debit", reversed_minor=300_00, plan=plan
    )  # fmt: skip
    whole = replace(half, reversed_minor=600_00)
    told = Told(day("2026-06-10"), "am04")

    back, _ = take_back(held, "P-1", 300_00, RETURNED_AT)
    first = noted(
        Books(replace(half, reversed_minor=0), {"C-1": held}),
        Books(half, {"C-1": back}),
        told,
        RETURNED_AT,
    )
    asked_first = first.accounts["C-1"]
    back, _ = take_back(asked_first, "P-1", 300_00, RETURNED_AT)
    (task,) = noted(first, Books(whole, {"C-1": back}), told, RETURNED_AT).accounts["C-1"].tasks

    assert cause_of(half) == cause_of(whole) == "P-1/60000"
    assert [item.item_id for item in back.items] == ["F-1/1", "F-2/1"]
    assert (task.kind, set(task.item_ids)) == ("ask_before_presenting", {"F-1/1", "F-2/1"})


def returned_and_won(*told: tuple[str, int, int]) -> Account:
    """F-1 after its debit of 300.00, and what was told of its returns: name, gone, here again."""
    share = (Share(300_00, "F-1"),)
    on, now = day("2026-06-02"), at("2026-06-02 12:00")
    money = Payment("P-1", 300_00, "EUR", on, now, "direct_debit", waiting=share)
    books = place(Books(money, {"C-1": account()}), {"F-1": "C-1"}, now)
    for name, out_minor, back_minor in told:
        one = Outgoing(name, Way.RETURN, out_minor, back_minor)
        outgoings = with_outgoing(books.payment.gone, one)
        wanted = replace(books, payment=replace(books.payment, outgoings=outgoings))
        after, _ = levelled(wanted, RETURNED_AT)
        books = noted(books, after, Told(day("2026-06-10"), "md06"), RETURNED_AT)
    return books.accounts["C-1"]


def test_a_return_that_is_won_is_forgotten_with_its_question() -> None:
    """R40: what did not come back asks nobody, and is no dispute."""
    file = returned_and_won(("dp_1", 300_00, 0), ("dp_1", 300_00, 300_00))
    assert (file.items, file.disputes, file.history.returned) == ((), (), ())
    assert [(task.outcome, task.closed_at) for task in file.tasks] == [("moot", RETURNED_AT)]


def test_what_is_still_gone_stays_disputed_asked_about_and_remembered() -> None:
    file = returned_and_won(("dp_1", 300_00, 0), ("dp_1", 300_00, 100_00))
    assert [item.open_minor for item in file.items] == [200_00]
    assert [said.reason for said in file.disputes] == ["debit_refused"]
    assert [(task.kind, task.closed_at) for task in file.tasks] == [("dispute", None)]
    assert [one.payment_id for one in file.history.returned] == ["P-1"]
    assert waits(file, "2026-06-12 10:00").reason == "dispute"


@pytest.mark.parametrize("order", [("dp_1", "dp_2"), ("dp_2", "dp_1")])
def test_two_returns_that_are_won_in_any_order_leave_nothing(order: tuple[str, str]) -> None:
    amounts = {"dp_1": 100_00, "dp_2": 200_00}
    out = [(name, minor, 0) for name, minor in amounts.items()]
    back = [(name, amounts[name], amounts[name]) for name in order]
    file = returned_and_won(*out, *back)
    assert (file.items, file.disputes, file.history.returned) == ((), (), ())
    assert {task.outcome for task in file.tasks} == {"moot"}


def test_a_dispute_of_the_debtor_stays_when_the_return_is_won() -> None:
    file = returned_and_won(("dp_1", 100_00, 0))
    said = dispute("2026-06-09", "F-2")
    file = replace(file, invoices=(*file.invoices, invoice("F-2")), disputes=(*file.disputes, said))
    asked_of = OpenTask("said-1", "dispute", RETURNED_AT, "EUR", ids("F-2/1"))
    file = replace(file, tasks=(*file.tasks, asked_of))
    gone = Payment("P-1", 300_00, "EUR", day("2026-06-02"), RETURNED_AT, reversed_minor=100_00)
    whole = replace(gone, reversed_minor=0)
    paid_up = tuple(
        replace(one, allocations=tuple(replace(e, reversed_minor=0) for e in one.allocations))
        for one in file.invoices
    )
    books = Books(gone, {"C-1": file}), Books(whole, {"C-1": replace(file, invoices=paid_up)})
    after = noted(*books, Told(day("2026-06-10"), "won"), RETURNED_AT).accounts["C-1"]
    assert after.disputes == (said,)
    assert [task.outcome for task in after.tasks] == ["moot", None]


def test_a_collection_that_a_person_found_unpaid_is_chased_and_one_that_came_is_not() -> None:
    file = account(invoice(payment_method=PaymentMethod.LCR))
    (task,) = asks(file, "2026-06-10 10:00")
    done = task_closed(asked(file, task, RETURNED_AT), "check_collection", "2026-06-10 11:00")
    assert waits(done, "2026-06-11 10:00").reason == "collection_unconfirmed"
    (only,) = done.tasks
    unpaid = replace(done, tasks=(replace(only, outcome="unpaid"),))
    assert says(unpaid, "2026-06-11 10:00").key.kind == "first"


def test_a_cheque_that_was_credited_may_come_back_for_eight_bank_days() -> None:
    bank_days, on = rules().bank_days, date(2026, 6, 2)
    assert bounce_possible_until("cheque", on, bank_days, 8) == date(2026, 6, 12)
    assert bounce_possible_until("transfer", on, bank_days, 8) is None
