"""Payments that come back, by the reason of the bank, over HTTP and webhooks (practice 1)."""

from typing import Any

import pytest

from tests.actors.tool import Tool, fields, tool
from tests.harness.cloud import Cloud

DEBIT = {"means": "direct_debit", "value_on": "2026-06-01"}


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.invoice(payment_method="direct_debit_core")
    return made


def sent_back(mine: Tool, reason: str) -> Any:
    """The payment after the debit of F-1 came back."""
    assert mine.pay(**DEBIT).status == 201
    answer = mine("POST", "/payments/BANK-1/reversal", {"reason": reason})
    assert answer.status == 200, answer.text
    return answer.json


def kinds(mine: Tool) -> list[str]:
    return [task["kind"] for task in mine.get("/tasks")["tasks"]]


def test_a_debit_without_funds_is_owed_again_and_not_under_way_any_more(mine: Tool) -> None:
    assert sent_back(mine, "AM04")["reversed_minor"] == 300_00
    (item,) = mine.get("/invoices/F-1")["items"]
    assert (item["open_minor"], item["paused"]) == (300_00, None)
    assert kinds(mine) == ["ask_before_presenting"]


def test_a_debit_that_the_debtor_had_sent_back_is_disputed(mine: Tool) -> None:
    sent_back(mine, "MD06")
    (dispute,) = mine.get("/customers/C-1/disputes")["disputes"]
    assert (dispute["reason"], dispute["author"]) == ("debit_refused", "bank")
    assert mine.get("/invoices/F-1")["items"][0]["paused"] == "dispute"
    again = mine("POST", "/payments/BANK-1/reversal", {"reason": "MD06"})
    assert again.status == 200
    assert len(mine.get("/customers/C-1/disputes")["disputes"]) == 1


def test_a_debit_from_a_closed_account_asks_for_new_details(mine: Tool) -> None:
    sent_back(mine, "AC04")
    assert kinds(mine) == ["ask_new_details"]


def test_a_reason_is_a_code(mine: Tool) -> None:
    mine.pay(**DEBIT)
    answer = mine("POST", "/payments/BANK-1/reversal", {"reason": "no funds, sorry"})
    assert (answer.status, fields(answer)) == (422, ["reason"])


def test_a_cheque_that_was_received_is_not_cashed(mine: Tool) -> None:
    mine.invoice("F-2")
    cheque = mine.pay(means="cheque", allocations=[{"invoice_id": "F-2", "amount_minor": 300_00}])
    assert cheque.json["bounce_possible_until"] == "2026-06-11"
    assert mine.get("/payments/BANK-1")["bounce_possible_until"] == "2026-06-11"
    assert mine.get("/invoices/F-2")["status"] == "closed"  # it is credited all the same
