"""All that Stripe tells of money, in any order and twice: mapped, or a person looks (R40)."""

from itertools import permutations
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.conversation.position import position
from relance.domain.ledger.invoices import Item
from relance.domain.ledger.payments import Payment
from relance.domain.trace import Finding
from relance.flows.money.payments import get_payment
from tests.actors.payments import Ledger, intent, ledger, refunded
from tests.builders import day, invoice, rules
from tests.harness.cloud import Cloud


@pytest.fixture(name="books")
def _books(cloud: Cloud) -> Ledger:
    return ledger(cloud).has(invoice(), invoice("F-2"))


def refund(
    amount: int = 300_00, status: str = "succeeded", refund_id: str = "re_1", **changes: Any
) -> dict[str, Any]:
    return {
        "id": refund_id,
        "object": "refund",
        "amount": amount,
        "charge": "ch_pi_1",
        "currency": "eur",
        "payment_intent": "pi_1",
        "status": status,
    } | changes


def dispute(
    status: str = "needs_response", amount: int = 300_00, reason: str = "fraudulent", **changes: Any
) -> dict[str, Any]:
    return {
        "id": "dp_1",
        "object": "dispute",
        "amount": amount,
        "charge": "ch_pi_1",
        "currency": "eur",
        "payment_intent": "pi_1",
        "reason": reason,
        "status": status,
    } | changes


def told(books: Ledger, *events: tuple[str, dict[str, Any]]) -> Payment:
    for kind, thing in events:
        assert books.stripe(kind, thing).status == 202, kind
        books.settle()
    return get_payment(books.tenant_id, "stripe:pi_1")


PAID = ("payment_intent.succeeded", intent())


def asked(books: Ledger) -> list[str]:
    return sorted(task.kind for task in books.account().tasks if not task.closed_at)


def test_a_refund_is_no_returned_payment_and_is_held_until_a_person_answers(books: Ledger) -> None:
    after = told(books, PAID, ("refund.created", refund(status="pending")))
    assert (after.refunded_minor, after.reversed_minor) == (300_00, 0)
    assert books.open()["F-1"] == 300_00
    file = books.account()
    assert file.history.returned == ()
    paused = {i.item_id: why.reason for i, why in _paused(file)}
    assert paused == {"F-1/1": "refunded"}


def _paused(file: Account) -> tuple[tuple[Item, Finding], ...]:
    return position(file, "EUR", rules(), day("2026-06-20")).paused


REFUNDED = (
    PAID,
    ("refund.created", refund(status="pending")),
    ("charge.refunded", refunded()),
    ("refund.failed", refund(status="failed")),
    ("charge.refund.updated", refund(status="failed")),
)


@pytest.mark.parametrize("order", [*permutations(range(5))][::7])
def test_a_refund_that_failed_leaves_the_invoice_paid_in_any_order(
    books: Ledger, order: tuple[int, ...]
) -> None:
    after = told(books, *(REFUNDED[index] for index in order))
    assert (after.refunded_minor, after.reversed_minor) == (0, 0)
    assert "F-1" not in books.open()
    assert asked(books) == []


def test_partial_refunds_add_up_and_one_of_them_fails(books: Ledger) -> None:
    one, two = refund(100_00), refund(50_00, refund_id="re_2")
    after = told(books, PAID, ("refund.created", one), ("refund.created", two))
    assert after.refunded_minor == 150_00
    told(books, ("charge.refunded", refunded(amount=150_00)))
    assert books.open()["F-1"] == 150_00
    after = told(books, ("refund.updated", one | {"status": "canceled"}))
    assert (after.refunded_minor, books.open()["F-1"]) == (50_00, 50_00)


WON = (
    PAID,
    ("charge.dispute.created", dispute()),
    ("charge.dispute.funds_withdrawn", dispute()),
    ("charge.dispute.funds_reinstated", dispute("won")),
    ("charge.dispute.closed", dispute("won")),
)


@pytest.mark.parametrize("order", [*permutations(range(5))][::7])
def test_a_dispute_that_was_won_leaves_the_invoice_paid_in_any_order(
    books: Ledger, order: tuple[int, ...]
) -> None:
    after = told(books, *(WON[index] for index in order))
    assert (after.refunded_minor, after.reversed_minor) == (0, 0)
    file = books.account()
    assert "F-1" not in books.open()
    assert file.disputes == ()
    assert asked(books) == []
    assert file.history.returned == ()


def test_a_sepa_debit_is_withdrawn_at_once_and_lost(books: Ledger) -> None:
    lost = dispute("lost", reason="insufficient_funds")
    after = told(books, PAID, ("charge.dispute.created", lost), ("charge.dispute.closed", lost))
    assert after.reversed_minor == 300_00
    assert books.open()["F-1"] == 300_00
    assert books.account().disputes == ()
    assert [one.reason for one in books.account().history.returned] == ["insufficient_funds"]


def test_what_the_debtor_contests_is_a_dispute_and_a_part_is_a_part(books: Ledger) -> None:
    after = told(books, PAID, ("charge.dispute.funds_withdrawn", dispute(amount=120_00)))
    assert after.reversed_minor == 120_00
    assert books.open()["F-1"] == 120_00
    assert [d.reason for d in books.account().disputes] == ["debit_refused"]


def test_an_inquiry_moves_nothing_and_a_person_looks(books: Ledger) -> None:
    after = told(books, PAID, ("charge.dispute.created", dispute("warning_needs_response")))
    assert after.reversed_minor == 0
    assert "F-1" not in books.open()
    assert asked(books) == ["check_provider_event"]


def test_money_in_another_currency_than_the_payment_is_never_taken_at_face_value(
    books: Ledger,
) -> None:
    dollars = refund(50_00, currency="usd")
    after = told(books, PAID, ("refund.created", dollars))
    told(books, ("charge.dispute.funds_withdrawn", dispute(amount=50_00, currency="usd")))
    assert (after.refunded_minor, after.reversed_minor) == (0, 0)
    assert "F-1" not in books.open()
    assert asked(books) == ["check_provider_event", "check_provider_event"]


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("invoice.voided", {"id": "in_1", "total": 300_00, "metadata": {"invoice_id": "F-1"}}),
        ("invoice.marked_uncollectible", {"total": 1, "metadata": {"invoice_id": "F-1"}}),
        ("invoice.overpaid", {"id": "in_1", "amount_paid": 1, "metadata": {"invoice_id": "F-1"}}),
        ("invoice.paid", {"id": "in_1", "amount_paid": 1, "metadata": {"invoice_id": "F-1"}}),
        ("credit_note.created", {"id": "cn_1", "amount": 1, "metadata": {"invoice_id": "F-1"}}),
        ("payment_intent.payment_failed", intent()),
        ("something.new", {"id": "x", "amount": 1, "metadata": {"invoice_id": "F-1"}}),
    ],
)
def test_what_no_amount_follows_from_makes_one_task(
    books: Ledger, kind: str, thing: dict[str, Any]
) -> None:
    for _ in range(2):
        assert books.stripe(kind, thing | {"currency": "eur"}).status == 202
        books.settle()
    assert asked(books) == ["check_provider_event"]
    assert books.open() == {"F-1": 300_00, "F-2": 300_00}


def test_a_try_that_failed_before_the_money_came_is_no_news(books: Ledger) -> None:
    told(books, PAID, ("payment_intent.payment_failed", intent()))
    assert asked(books) == []


def test_a_payment_that_is_funded_in_parts_grows(books: Ledger) -> None:
    action = {"display_bank_transfer_instructions": {"amount_remaining": 200_00}}
    partly = intent() | {"amount_received": 0, "next_action": action}
    told(books, ("payment_intent.partially_funded", partly))
    assert books.open()["F-1"] == 200_00
    after = told(books, PAID, ("payment_intent.partially_funded", partly))
    assert after.amount_minor == 300_00
    assert "F-1" not in books.open()


def test_a_charge_and_its_intent_are_one_payment(books: Ledger) -> None:
    charge = {
        "id": "ch_pi_1",
        "object": "charge",
        "amount": 300_00,
        "captured": True,
        "currency": "eur",
        "metadata": {"invoice_id": "F-1"},
        "payment_intent": "pi_1",
    }
    told(books, ("charge.succeeded", charge), PAID)
    assert books.open() == {"F-2": 300_00}
    reserved = charge | {"id": "ch_9", "payment_intent": "pi_9", "captured": False}
    assert books.stripe("charge.succeeded", reserved).status == 200


def test_a_bank_tells_of_refunds_and_of_what_is_here_again(books: Ledger) -> None:
    data = {"payment_id": "BANK-7", "amount_minor": 300_00, "currency": "EUR"}
    more = {"invoice_id": "F-1", "value_on": "2026-06-01"}
    for kind in ("received", "refunded", "refund_undone", "returned", "return_undone"):
        assert books.standard(f"payment.{kind}", **data, **more).status == 202
        books.settle()
    after = get_payment(books.tenant_id, "BANK-7")
    assert (after.refunded_minor, after.reversed_minor) == (0, 0)
    assert books.open() == {"F-2": 300_00}
