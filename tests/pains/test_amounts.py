"""D. Wrong amounts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.policies.shipped import CLASSIC
from tests.builders import PLAIN, account, invoice, rules, walk
from tests.pains.shop import Shop, plain


@pytest.mark.pain("D1", "OCA/credit-control#330")
def test_a_part_payment_neither_ends_the_reminders_nor_their_history(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.pays("F-1", 100_00).days("2026-06-06", "2026-06-09")
    chased = [line for line in shop.said if "receipt" not in line]
    assert chased == ["06-05 first", "06-09 second"]
    told = [entry["name"] for entry in shop.timeline() if entry["kind"] == "message"]
    assert [name for name in told if name != "receipt"] == ["first", "second"]


@pytest.mark.pain(
    "D2",
    "akaunting/akaunting#1776",
    "OCA/credit-control#380",
    "InvoiceShelf/InvoiceShelf#297",
    "invoiceninja/ui#3363",
)
def test_neither_the_total_nor_what_was_paid_is_demanded_but_what_is_left(shop: Shop) -> None:
    shop.owes().pays("F-1", 120_00).days("2026-06-05")
    text = plain(shop.mails[-1])
    assert "À régler : 180,00 €" in text
    assert "120,00" not in text
    assert "180,00" in shop.mails[-1].html
    assert "À régler : 300,00" not in text


@pytest.mark.pain("D3", "frappe/erpnext#42605", "frappe/erpnext#46770")
def test_what_is_left_of_several_invoices_is_not_mixed_up(shop: Shop) -> None:
    shop.owes("F-1", total_minor=100_00).owes("F-2", total_minor=700_00)
    shop.owes("F-3", total_minor=50_00)
    shop.pays("F-2", 250_00).days("2026-06-05")
    text = plain(shop.mails[-1])
    assert "550,00" not in text  # what is left of F-2 and F-1, in whatever order
    left = {number: text[text.index(f"{number} À régler :") :] for number in ("F-1", "F-2", "F-3")}
    assert left["F-1"].startswith("F-1 À régler : 100,00 €")
    assert left["F-2"].startswith("F-2 À régler : 450,00 €")
    assert left["F-3"].startswith("F-3 À régler : 50,00 €")
    assert "600,00 €" in text  # all of them together


@pytest.mark.pain(
    "D4", "frappe/erpnext#56006", "adempiere/adempiere#2362", "metasfresh/metasfresh#15375"
)
def test_no_figure_stands_under_the_symbol_of_another_currency(shop: Shop) -> None:
    shop.owes("F-1", currency="GBP", total_minor=400_00, due_on="2026-06-01")
    shop.owes("F-2", currency="JPY", total_minor=52_000)
    shop.days("2026-06-03", "2026-06-09")
    pounds, yen = (plain(mail) for mail in shop.mails)
    assert "À régler : 400,00 £" in pounds
    assert "F-2" not in pounds
    assert "52 000" not in pounds
    assert "520,00" not in pounds
    assert re.search(r"À régler : 52 000 (JPY|¥|JP¥)", yen)
    assert "F-1" not in yen
    assert "400,00" not in yen


@pytest.mark.pain(
    "D5",
    "frappe/erpnext#26969",
    "OCA/credit-control#374",
    "invoiceninja/invoiceninja#8585",
    "OCA/credit-control, README of account_invoice_overdue_reminder",
)
def test_instalments_do_not_wait_for_the_last_due_date(shop: Shop) -> None:
    """Nor is an instalment asked for before its own day."""
    parts = [
        {"part_id": "1", "amount_minor": 100_00, "due_on": "2026-06-02"},
        {"part_id": "2", "amount_minor": 70_00, "due_on": "2026-06-05"},
        {"part_id": "3", "amount_minor": 130_00, "due_on": "2026-09-30"},
    ]
    shop.owes(parts=parts, due_on=None).days("2026-06-03", "2026-06-09")
    first, second = (plain(mail) for mail in shop.mails)
    assert "100,00 €" in first
    assert "170,00 €" not in first
    assert "170,00 €" in second
    assert "130,00" not in first + second
    assert "300,00 €" not in first + second


@pytest.mark.pain("D8", "invoiceninja/invoiceninja#4020")
@pytest.mark.parametrize("deadline_days", [8, 14])
def test_a_notice_that_goes_late_does_not_shorten_the_time_to_pay(deadline_days: int) -> None:
    steps = [
        replace(step, deadline_days=deadline_days) if step.kind == "final" else step
        for step in PLAIN.steps
    ]
    by = rules(policy=replace(CLASSIC, steps=tuple(steps)))
    for dark in ((), ("2026-06-19", "2026-06-22", "2026-06-23")):
        story = walk(account(invoice(total_minor=900_00)), by, dark=dark)
        ((on, final),) = [(on, s) for on, s in story.sends if s.key.kind == "final"]
        assert final.deadline_on
        assert final.deadline_on >= on + timedelta(days=deadline_days)
