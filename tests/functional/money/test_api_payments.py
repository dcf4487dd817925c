"""Payments over HTTP (A3, R22, R31); what money does to accounts is tested with the flows."""

from typing import Any

import pytest

from tests.actors.tool import Tool, fields, tool
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.invoice()
    return made


def test_a_payment_is_recorded_once(mine: Tool) -> None:
    first = mine.pay()
    assert (first.status, first.json["state"]) == (201, "recorded")
    again = mine.pay()
    assert (again.status, again.json) == (200, first.json)
    assert mine.get("/payments/BANK-1") == first.json
    assert mine.get("/invoices/F-1")["paid_minor"] == 300_00


def test_the_same_reference_with_other_money_is_a_conflict(mine: Tool) -> None:
    mine.pay()
    answer = mine.pay(amount_minor=400_00)
    assert answer.status == 409
    assert fields(answer) == ["payment_id"]


def test_a_part_leaves_the_rest_open(mine: Tool) -> None:
    mine.pay(amount_minor=100_00, allocations=[{"invoice_id": "F-1", "amount_minor": 100_00}])
    shown = mine.get("/invoices/F-1")
    assert (shown["status"], shown["open_minor"]) == ("open", 200_00)
    assert [(a["payment_id"], a["amount_minor"]) for a in shown["allocations"]] == [
        ("BANK-1", 100_00)
    ]


def test_one_transfer_pays_invoices_of_two_customers(mine: Tool) -> None:
    mine.customer("C-2")
    mine.invoice("F-2", customer_id="C-2")
    shares = [
        {"invoice_id": "F-1", "amount_minor": 300_00},
        {"invoice_id": "F-2", "amount_minor": 300_00},
    ]
    assert mine.pay(amount_minor=600_00, allocations=shares).status == 201
    assert mine.get("/invoices")["invoices"] == []


def test_money_without_an_invoice_is_kept_for_its_customer(mine: Tool) -> None:
    answer = mine.pay(customer_id="C-1", allocations=[])
    assert answer.json["placed"] == [
        {"account_id": "C-1", "invoice_id": None, "amount_minor": 300_00}
    ]
    assert mine.get("/invoices/F-1")["open_minor"] == 300_00


def test_money_that_nobody_owns_waits_and_is_listed(mine: Tool) -> None:
    mine.pay(allocations=[])
    (waiting,) = mine.get("/unmatched-payments")["payments"]
    assert (waiting["payment_id"], waiting["amount_minor"]) == ("BANK-1", 300_00)


def test_a_reversal_opens_the_invoice_again(mine: Tool) -> None:
    mine.pay()
    answer = mine("POST", "/payments/BANK-1/reversal", {"reason": "bounced_cheque"})
    assert (answer.status, answer.json["reversed_minor"]) == (200, 300_00)
    shown = mine.get("/invoices/F-1")
    assert (shown["status"], shown["open_minor"]) == ("open", 300_00)
    again = mine("POST", "/payments/BANK-1/reversal", {"amount_minor": 300_00})
    assert again.json["reversed_minor"] == 300_00
    for route in ("reversal", "refund", "reinstatement"):
        empty = mine("POST", f"/payments/BANK-1/{route}", {})
        assert (empty.status, bool(fields(empty))) == (422, True)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": 1.5}, "amount_minor"),
        ({"currency": "XXX"}, "currency"),
        ({"value_on": "yesterday"}, "value_on"),
        ({"payment_id": "a/b"}, "payment_id"),
        ({"payment_id": "a#b"}, "payment_id"),
        ({"means": "barter"}, "means"),
        ({"amount_minor": 100_00}, "allocations"),
        (
            {"allocations": [{"invoice_id": "F-1", "amount_minor": -1}]},
            "allocations.0.amount_minor",
        ),
        ({"note": "thanks"}, "note"),
    ],
)
def test_what_cannot_be_accepted_is_named(mine: Tool, change: dict[str, Any], field: str) -> None:
    answer = mine.pay(**change)
    assert answer.status == 422
    assert fields(answer) == [field]


def test_two_currencies_are_never_added(mine: Tool) -> None:
    assert mine.pay(currency="USD").status == 422
    assert mine.get("/invoices/F-1")["open_minor"] == 300_00


def test_an_unknown_payment_is_not_found(mine: Tool) -> None:
    assert mine("GET", "/payments/BANK-9").status == 404
    assert mine("POST", "/payments/BANK-9/reversal", {"reason": "am04"}).status == 404
