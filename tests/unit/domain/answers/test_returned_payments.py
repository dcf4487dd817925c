"""Practice 1, R7: a payment came back, and the reason decides what follows."""

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.account.account import Account
from relance.domain.answers.returned_payments import after_return
from relance.domain.booking.booking import book_money, take_back
from relance.domain.ledger.invoices import PaymentMethod
from relance.domain.ledger.payments import Payment
from relance.domain.ledger.return_reasons import bounce_possible_until
from tests.builders import account, asked, asks, at, day, invoice, rules, says, task_closed, waits

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
