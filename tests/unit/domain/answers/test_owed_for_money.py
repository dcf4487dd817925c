"""What a debtor hears of his money: a receipt, thanks, or nothing (B12, practice 8)."""

from dataclasses import replace
from datetime import date

import pytest

from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.account.on_file import Acknowledgement
from relance.domain.answers.owed_for_money import owed_for, paid_in_time
from relance.domain.booking.booking import book_money, settled
from relance.domain.ledger.invoices import DocumentType, PaymentMethod
from relance.domain.ledger.payments import Payment
from tests.builders import account, allocation, at, ids, invoice, message, owed, part

NOW = at("2026-06-08 12:00")
IN_TIME = "2026-06-02"
LATE = "2026-06-08"


def hears(
    file: Account,
    on: str = LATE,
    amount_minor: int = 300_00,
    invoice_id: str = "F-1",
    currency: str = "EUR",
) -> tuple[Acknowledgement, ...]:
    """What is owed for a payment of that value day, recorded on 8 June."""
    value_on = date.fromisoformat(on)
    paid = Payment("BANK-1", amount_minor, currency, value_on, NOW)
    after = book_money(file, "BANK-1", currency, {invoice_id: amount_minor}, 0, value_on, NOW)
    today = date(2026, 6, 8)
    return owed_for(file, settled(after, NOW), paid, amount_minor, "BANK-1/0", today, NOW)


def kinds(answers: tuple[Acknowledgement, ...]) -> list[str]:
    return [answer.kind for answer in answers]


def with_messages(*messages: Message, file: Account | None = None) -> Account:
    return replace(file or account(), messages=messages)


def test_money_after_a_reminder_is_acknowledged_with_what_arrived() -> None:
    assert hears(with_messages(message()), amount_minor=120_00) == (
        Acknowledgement(
            "BANK-1/0", "receipt", "EUR", ids("F-1/1"), NOW, 120_00, date(2026, 6, 8), "transfer"
        ),
    )


@pytest.mark.parametrize("kind", ["first", "second", "final"])
def test_each_reminder_of_the_ladder_owes_a_receipt(kind: str) -> None:
    assert kinds(hears(with_messages(message(kind)))) == ["receipt"]


@pytest.mark.parametrize("kind", ["courtesy", "due_today", "confirmation", "copy", "thanks"])
def test_what_did_not_chase_owes_no_receipt(kind: str) -> None:
    assert "receipt" not in kinds(hears(with_messages(message(kind))))


@pytest.mark.parametrize("state", ["bounced", "rejected", "refused", "complained"])
def test_a_reminder_that_did_not_count_owes_no_receipt(state: str) -> None:
    assert hears(with_messages(message(state=state))) == ()


@pytest.mark.parametrize("state", ["reserved", "unknown", "sent", "delayed", "delivered"])
def test_a_reminder_that_may_have_been_read_owes_a_receipt(state: str) -> None:
    assert kinds(hears(with_messages(message(state=state)))) == ["receipt"]


@pytest.mark.parametrize(("on", "owes"), [("2026-04-09", ["receipt"]), ("2026-04-08", [])])
def test_a_reminder_is_remembered_for_sixty_days(on: str, owes: list[str]) -> None:
    file = account(invoice(due_on="2026-03-02"))
    assert kinds(hears(with_messages(message(on=on, hour="12:00"), file=file))) == owes


def test_a_reminder_about_another_invoice_owes_no_receipt_for_this_one() -> None:
    file = account(invoice(), invoice("F-2"), messages=(message(items=("F-2/1",)),))
    assert hears(file) == ()


def test_money_in_another_currency_acknowledges_nothing() -> None:
    assert hears(with_messages(message()), currency="USD") == ()


def test_money_that_is_old_history_is_not_acknowledged() -> None:
    file = with_messages(message())
    assert kinds(hears(file, on="2026-05-09")) == ["receipt"]
    assert hears(file, on="2026-05-08") == ()


def test_nobody_is_thanked_for_history_that_is_fed_late() -> None:
    assert kinds(hears(account(), on="2026-06-01")) == ["thanks"]
    assert hears(account(), on="2026-05-31") == ()


def test_who_pays_in_time_unasked_is_thanked() -> None:
    (thanks,) = hears(account(), on=IN_TIME)
    assert (thanks.kind, thanks.item_ids, thanks.amount_minor) == ("thanks", ("F-1/1",), 300_00)


def test_who_pays_a_day_late_is_not_thanked() -> None:
    assert hears(account(), on="2026-06-03") == ()


def test_who_pays_a_part_is_not_thanked() -> None:
    assert hears(account(), on=IN_TIME, amount_minor=299_00) == ()


def test_a_courtesy_before_the_due_date_does_not_spoil_the_thanks() -> None:
    file = with_messages(message("courtesy", "2026-05-26"))
    assert kinds(hears(file, on=IN_TIME)) == ["thanks"]


def test_who_was_reminded_at_any_time_is_not_thanked() -> None:
    file = with_messages(
        message("first", "2026-03-02"), file=account(invoice(issued_on="2026-01-05"))
    )
    assert hears(file, on=IN_TIME) == ()


def test_nobody_is_thanked_while_something_else_is_overdue() -> None:
    file = account(invoice(), invoice("F-2", due_on="2026-05-20"))
    assert hears(file, on=IN_TIME) == ()
    later = account(invoice(), invoice("F-2", due_on="2026-06-08"))
    assert kinds(hears(later, on=IN_TIME)) == ["thanks"]


def test_nobody_is_thanked_twice_a_quarter() -> None:
    thanked = message("thanks", "2026-03-11", items=("F-0/1",))
    assert hears(with_messages(thanked), on=IN_TIME) == ()
    long_ago = message("thanks", "2026-03-09", items=("F-0/1",))
    assert kinds(hears(with_messages(long_ago), on=IN_TIME)) == ["thanks"]


def test_thanks_that_are_owed_already_are_enough() -> None:
    assert hears(account(owed=(owed("thanks"),)), on=IN_TIME) == ()
    assert kinds(hears(account(owed=(owed("receipt"),)), on=IN_TIME)) == ["thanks"]


def test_a_pro_forma_is_no_debt_that_could_be_paid_in_time() -> None:
    pro_forma = invoice(document_type=DocumentType.PRO_FORMA)
    assert hears(account(pro_forma), on=IN_TIME) == ()


def test_nobody_is_thanked_for_a_debit_that_we_took_ourselves() -> None:
    collected = invoice(payment_method=PaymentMethod.DIRECT_DEBIT_CORE)
    assert hears(account(collected), on=IN_TIME) == ()


PARTS = (part("a", 100_00, "2026-05-02"), part("b", 200_00, "2026-06-02"))


@pytest.mark.parametrize(
    ("paid", "in_time"),
    [
        (((100_00, "2026-05-02"), (200_00, "2026-06-02")), True),
        (((300_00, "2026-04-20"),), True),
        (((300_00, "2026-06-02"),), False),
        (((100_00, "2026-05-02"), (200_00, "2026-06-03")), False),
        (((99_00, "2026-05-02"), (201_00, "2026-06-01")), False),
    ],
)
def test_each_part_is_to_be_covered_on_its_own_day(
    paid: tuple[tuple[int, str], ...], in_time: bool
) -> None:
    entries = tuple(allocation(amount, on) for amount, on in paid)
    assert paid_in_time(invoice(parts=PARTS, allocations=entries)) is in_time
