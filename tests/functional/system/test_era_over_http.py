"""A day outside of 1990 to 2100 is refused with its field, wherever one comes in."""

import json
from typing import Any

import pytest

from tests.actors.debtor import TRANSFER, reminded
from tests.actors.payments import intent, ledger, standard_signed, stripe_signed
from tests.actors.tool import INVOICE, PAYMENT, SETTINGS, fields, tool
from tests.builders import at, invoice
from tests.harness.cloud import Cloud

POISON = ("9999-12-31", "0001-01-01", "1989-12-31", "2101-01-01")
INSTANTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-11:00", "1970-01-01T00:00:00Z")

CREDIT = INVOICE | {"document_type": "credit_note"}
PART = {"part_id": "1", "amount_minor": 300_00}

# The call, and the field that must be named; %s is the day.
PLACES: list[tuple[str, str, Any, str]] = [
    *(
        ("PUT", "/invoices/F-9", INVOICE | {name: "%s"}, name)
        for name in ("issued_on", "due_on", "received_on", "last_contacted_on")
    ),
    (
        "PUT",
        "/invoices/F-9",
        {k: v for k, v in INVOICE.items() if k != "due_on"} | {"parts": [PART | {"due_on": "%s"}]},
        "parts.0.due_on",
    ),
    ("POST", "/invoices/F-1/cancel", {"reason": "error", "on": "%s"}, "on"),
    ("POST", "/payments", PAYMENT | {"value_on": "%s"}, "value_on"),
    ("POST", "/payments", PAYMENT | {"value_on": "%s", "means": "cheque"}, "value_on"),
    ("POST", "/payments/BANK-0/reversal", {"amount_minor": 1, "on": "%s"}, "on"),
    ("PUT", "/settings", SETTINGS | {"closed_on": ["%s"]}, "closed_on.0"),
    ("PUT", "/feed", {"cash_through_on": "%s"}, "cash_through_on"),
    ("POST", "/customers/C-1/holds", {"reason": "fair", "until_on": "%s"}, "until_on"),
    ("POST", "/invoices/F-1/holds", {"reason": "fair", "until_on": "%s"}, "until_on"),
    ("PUT", "/customers/C-1/order-hold", {"on": True, "since_on": "%s"}, "since_on"),
    (
        "PUT",
        "/customers/C-1/overrides/policy",
        {"value": "gentle", "reason": "fire", "until_on": "%s"},
        "until_on",
    ),
    (
        "POST",
        "/customers/C-1/disputes/00000000000000000000/resolve",
        {"outcome": "upheld", "credited_on": "%s"},
        "credited_on",
    ),
    (
        "POST",
        "/customers/C-1/disputes/00000000000000000000/resolve",
        {"outcome": "promised", "promised_on": "%s"},
        "promised_on",
    ),
    ("GET", "/customers/C-1/decisions?on=%s", None, "on"),
    ("GET", "/invoices?due_before=%s", None, "due_before"),
    ("GET", "/invoices?customer_id=C-1&due_before=%s", None, "due_before"),
    (
        "POST",
        "/policies/backtest",
        {"kept": {"policy_id": "classic", "version": 1}, "from_on": "%s", "to_on": "2026-05-01"},
        "from_on",
    ),
]


def _with(value: Any, day: str) -> Any:
    match value:
        case dict():
            return {name: _with(one, day) for name, one in value.items()}
        case list():
            return [_with(one, day) for one in value]
        case "%s":
            return day
        case _:
            return value


def test_a_day_that_nobody_can_have_meant_is_refused_with_its_field(cloud: Cloud) -> None:
    ours = tool(cloud)
    ours.invoice()
    ours.pay(payment_id="BANK-0", amount_minor=1, allocations=[], customer_id="C-1")
    for method, path, body, field in PLACES:
        for day in (*POISON, "0", ""):
            answer = ours(method, path.replace("%s", day), _with(body, day))
            assert (answer.status, fields(answer)[:1]) == (422, [field]), (path, day)
    assert ours.get("/invoices/F-1")["open_minor"] == 300_00
    assert ours.get("/customers/C-1/forecast")["customer_id"] == "C-1"


def test_an_instant_outside_of_the_era_is_refused_with_its_field(cloud: Cloud) -> None:
    ours = tool(cloud)
    for instant in INSTANTS:
        reply = {"text": "We pay on Monday.", "received_at": instant}
        answer = ours("POST", "/customers/C-1/replies", reply)
        assert (answer.status, fields(answer)) == (422, ["received_at"]), instant
        call = {"outcome": "reached", "made_at": instant}
        answer = ours("POST", "/customers/C-1/tasks/1/attempts", call)
        assert (answer.status, fields(answer)) == (422, ["made_at"]), instant
    assert ours.get("/customers/C-1/replies")["replies"] == []


def test_a_reply_received_far_in_the_east_is_kept_at_its_instant_in_utc(cloud: Cloud) -> None:
    cloud.clock.set(at("2026-06-09 10:00"))
    ours = tool(cloud)
    said = {"text": "We pay on Monday.", "received_at": "2026-06-09T01:00:00+14:00"}
    assert ours("POST", "/customers/C-1/replies", said).json["received_on"] == "2026-06-08"


def test_terms_lead_to_no_day_after_the_era(cloud: Cloud) -> None:
    ours = tool(cloud)
    answer = ours.invoice(issued_on="2100-12-31", due_on=None, terms={"net_days": 1})
    assert (answer.status, fields(answer)) == (422, ["terms"])
    assert ours.invoice(issued_on="2100-12-31", due_on="2100-12-31").status == 201


@pytest.mark.parametrize("day", POISON)
def test_a_provider_tells_of_no_money_on_such_a_day(cloud: Cloud, day: str) -> None:
    books = ledger(cloud).has(invoice("F-1"))
    money = {"payment_id": "BANK-42", "invoice_id": "F-1", "amount_minor": 300_00}
    answer = books.standard("payment.received", **money, currency="EUR", value_on=day)
    assert answer.status == 400
    event: dict[str, Any] = {"type": "payment.received", "timestamp": f"{day}T00:00:00+14:00"}
    event["data"] = money | {"currency": "EUR", "value_on": "2026-06-02"}
    body = json.dumps(event)
    assert books.posts("standard", body, standard_signed(body, books.now, "m")).status == 400
    assert cloud.rows("InboxTable") == []


@pytest.mark.parametrize("created", [0, 631_151_999, 4_133_980_800, 253_402_300_799, 10**400])
def test_stripe_tells_of_no_money_at_such_an_instant(cloud: Cloud, created: int) -> None:
    books = ledger(cloud).has(invoice("F-1"))
    event = {"id": "evt_1", "type": "payment_intent.succeeded", "created": created}
    body = json.dumps(event | {"data": {"object": intent()}})
    assert books.posts("stripe", body, stripe_signed(body, books.now)).status == 400
    assert cloud.rows("InboxTable") == []


@pytest.mark.parametrize("day", [*POISON, "31/12/9999", "1.1.0001", "20260609", "2026-W24-2"])
def test_a_debtor_is_asked_again_for_the_day(cloud: Cloud, day: str) -> None:
    debtor = reminded(cloud)
    debtor.is_asked_again("paid", **(TRANSFER | {"paid_on": day}))
    debtor.is_asked_again("promise", promise_on=day)
    assert debtor.account.claims == ()
