"""R14: what was so when a mail left, and was recorded only after its reservation."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.crossing import (
    CrossedBy,
    Crossing,
    Departure,
    may_be_paid_across,
    paid_across,
    said_across,
)
from relance.domain.account.journal import Moment
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.invoices import Allocation, DocumentType, Invoice
from tests.builders import account, allocation, at, day, invoice, message, part, receipt

TEN = at("2026-06-05 10:00")
LEFT = Departure(day("2026-06-05"), TEN, TEN + timedelta(seconds=2), version=7)


def money(value_on: str, recorded: str, amount_minor: int = 300_00, **more: Any) -> Allocation:
    return allocation(amount_minor, value_on, recorded_at=at(recorded), **more)


def crossed(now: Invoice, then: Account | None = None, *items: str) -> list[CrossedBy]:
    """By what the message about F-1 was crossed, as the invoice stands now."""
    listed = items or ("F-1/1",)
    found = paid_across(then or account(), listed, {now.invoice_id: now}, LEFT)
    return [one.by for each in found.values() for one in each]


@pytest.mark.parametrize(
    ("value_on", "recorded", "expected"),
    [
        ("2026-06-04", "2026-06-08 15:00", ["payment"]),
        ("2026-06-05", "2026-06-05 16:00", ["payment"]),  # the bank says the day and no hour
        ("2026-06-06", "2026-06-08 15:00", []),
        ("2026-06-06", "2026-06-05 10:00:01", ["payment"]),  # before SES had the mail
        ("2026-06-06", "2026-06-05 09:59:59", ["payment"]),  # overtaken by the reservation
    ],
)
def test_money_crosses_where_the_bank_had_it_or_it_was_told_before_the_mail_was_handed_over(
    value_on: str, recorded: str, expected: list[str]
) -> None:
    paid = invoice(allocations=(money(value_on, recorded),))
    assert crossed(paid) == expected
    assert may_be_paid_across(paid, LEFT) is bool(expected)


def test_what_crossed_is_told_with_its_amount_and_days() -> None:
    paid = money("2026-06-04", "2026-06-08 15:00")
    found = paid_across(account(), ["F-1/1"], {"F-1": invoice(allocations=(paid,))}, LEFT)
    assert found == {
        "F-1": (Crossing(CrossedBy.PAYMENT, paid.recorded_at, day("2026-06-04"), 300_00),)
    }


def test_a_part_of_it_crosses_nothing_and_two_parts_that_make_the_whole_do() -> None:
    first = money("2026-06-04", "2026-06-08 15:00", 100_00)
    rest = money("2026-06-03", "2026-06-09 15:00", 200_00, payment_id="P-2")
    assert crossed(invoice(allocations=(first,))) == []
    assert crossed(invoice(allocations=(first, rest))) == ["payment", "payment"]


def test_money_that_was_known_is_not_what_is_missing() -> None:
    """A hundred was known: two hundred that come later settle the rest, and they alone cross."""
    known = money("2026-06-03", "2026-06-04 15:00", 100_00)
    rest = money("2026-06-04", "2026-06-08 15:00", 200_00, payment_id="P-2")
    then = account(invoice(allocations=(known,)))
    assert crossed(invoice(allocations=(known, rest)), then) == ["payment"]
    assert crossed(invoice(allocations=(known,)), then) == []


def test_money_that_came_back_or_was_given_back_was_no_payment() -> None:
    paid = money("2026-06-04", "2026-06-08 15:00")
    assert crossed(invoice(allocations=(replace(paid, reversed_minor=300_00),))) == []
    assert crossed(invoice(allocations=(replace(paid, refunded_minor=1),))) == []


def test_unallocated_money_and_a_credit_note_on_file_were_known() -> None:
    paid = money("2026-06-04", "2026-06-08 15:00", payment_id="P-9")
    note = invoice("N-1", total_minor=300_00, document_type=DocumentType.CREDIT_NOTE)
    given = Allocation.by_credit("N-1", 300_00, day("2026-06-04"), at("2026-06-08 15:00"))
    assert crossed(invoice(allocations=(paid,)), account(receipts=(receipt(300_00),))) == []
    assert crossed(invoice(allocations=(given,)), account(invoice(), note)) == []
    assert crossed(invoice(allocations=(given,))) == ["credit_note"]


def test_a_credit_note_of_the_day_itself_answers_the_mail() -> None:
    given = Allocation.by_credit("N-1", 300_00, LEFT.on, at("2026-06-05 16:00"))
    assert crossed(invoice(allocations=(given,))) == []


def test_the_parts_that_a_message_demanded_decide_and_no_others() -> None:
    parts = (part("a", 100_00, "2026-06-02"), part("b", 200_00, "2026-07-02"))
    then = account(invoice(parts=parts))
    now = invoice(parts=parts, allocations=(money("2026-06-04", "2026-06-08 15:00", 100_00),))
    assert crossed(now, then, "F-1/a") == ["payment"]
    assert crossed(now, then, "F-1/a", "F-1/b") == []


def test_another_invoice_and_one_that_is_gone_cross_nothing() -> None:
    other = invoice("F-2", allocations=(money("2026-06-04", "2026-06-08 15:00"),))
    assert crossed(other) == []
    assert paid_across(account(), ["F-1/1"], {}, LEFT) == {}


# --- What was said -------------------------------------------------------------------------------


def fact(
    what: str, recorded: str, *invoice_ids: str, on: str | None = None, **figures: str
) -> Fact:
    recorded_at = at(recorded)
    effective_on = day(on) if on else recorded_at.date()
    return Fact("f", what, recorded_at, effective_on, invoice_ids, "debtor", {**figures})


def said(one: Fact, version: int = 9, left: Departure = LEFT) -> list[CrossedBy]:
    return [each.by for each in said_across([(one, version)], ["F-1"], left)]


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        (FactKind.CLAIM, "claim"),
        (FactKind.PROMISE, "promise"),
        (FactKind.TIME_REQUESTED, "time_requested"),
        (FactKind.PROBLEM, "problem"),
        (FactKind.DISPUTE_OPENED, "dispute"),
        (FactKind.REPLY, "reply"),
        (FactKind.HOLD_SET, "hold"),
        (FactKind.INVOICE_CANCELLED, "cancellation"),
    ],
)
def test_what_was_said_between_reservation_and_ses_crosses(kind: str, by: str) -> None:
    assert said(fact(kind, "2026-06-05 10:00:01", "F-1")) == [by]
    assert said(fact(kind, "2026-06-05 10:00:05", "F-1")) == []  # an answer to the mail
    assert said(fact(kind, "2026-06-08 10:00", "F-1", on="2026-06-04")) == [by]  # came late to us
    assert said(fact(kind, "2026-06-05 10:00:01", "F-2")) == []


def test_a_hold_of_the_whole_customer_is_about_every_invoice() -> None:
    assert said(fact(FactKind.HOLD_SET, "2026-06-05 10:00:01")) == ["hold"]


def test_of_replies_those_cross_that_pause() -> None:
    late = "2026-06-05 10:00:01"
    assert said(fact(FactKind.REPLY, late, kind="automatic")) == []
    assert said(fact(FactKind.REPLY, late, kind="automatic", contests="disputed")) == ["reply"]
    assert said(fact(FactKind.REPLY, late, kind="person")) == ["reply"]


def test_other_facts_prevent_no_mail_and_cross_none() -> None:
    assert said(fact(FactKind.COPY_REQUESTED, "2026-06-05 10:00:01", "F-1")) == []


def test_the_order_of_commits_decides_not_the_clock_of_who_wrote() -> None:
    """Read at 9:59:59, overtaken by the reservation, and committed behind it."""
    overtaken = fact(FactKind.CLAIM, "2026-06-05 09:59:59", "F-1")
    assert said(overtaken, version=9) == ["claim"]
    assert said(overtaken, version=7) == []
    by_time = replace(LEFT, version=None)
    assert said(overtaken, version=9, left=by_time) == []
    assert said(replace(overtaken, recorded_at=TEN + timedelta(seconds=1)), 1, by_time) == ["claim"]


def test_a_message_left_when_ses_had_it_or_at_least_when_it_was_delivered() -> None:
    sent_at = TEN + timedelta(seconds=2)
    sent = message("first", "2026-06-05", state="sent", sent_at=sent_at, version=7)
    assert Departure.of(sent) == LEFT
    assert LEFT.moment == Moment(TEN, 7)
    told = replace(sent, sent_at=None, delivered_at=sent_at)
    assert Departure.of(told).handed_over_at == sent_at
    unknown = message("first", "2026-06-05", state="unknown")
    assert Departure.of(unknown) == Departure(LEFT.on, TEN, TEN)
