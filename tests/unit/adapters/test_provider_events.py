"""What providers say, in our words: one identity per payment, nothing guessed (R22, facts 2.1)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from relance.adapters import standard_events, stripe_events
from relance.adapters.payload import parse
from relance.domain.errors import Invalid
from relance.domain.ledger.payments import MoneyEvent

CREATED = 1_780_387_200
AT = datetime.fromtimestamp(CREATED, UTC)

INTENT = {
    "id": "pi_1",
    "object": "payment_intent",
    "amount": 30000,
    "amount_received": 30000,
    "currency": "eur",
    "metadata": {"invoice_id": "F-1"},
    "payment_method_types": ["card", "link"],
    "status": "succeeded",
}
SESSION = {
    "id": "cs_1",
    "object": "checkout.session",
    "amount_total": 30000,
    "currency": "eur",
    "client_reference_id": "F-1",
    "metadata": {},
    "mode": "payment",
    "payment_intent": "pi_1",
    "payment_method_types": ["card"],
    "payment_status": "paid",
}
CHARGE = {
    "id": "ch_1",
    "object": "charge",
    "amount": 30000,
    "amount_refunded": 10000,
    "currency": "eur",
    "metadata": {"invoice_id": "F-1"},
    "payment_intent": "pi_1",
    "refunded": False,
}


def stripe_says(kind: str, thing: Mapping[str, Any], **changes: Any) -> MoneyEvent | None:
    event = {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "created": CREATED,
        "data": {"object": dict(thing) | changes},
    }
    return stripe_events.read(json.dumps(event).encode())


def test_an_intent_that_succeeded_is_money() -> None:
    assert stripe_says("payment_intent.succeeded", INTENT) == MoneyEvent(
        "evt_1", "received", "stripe:pi_1", 30000, "EUR", AT, invoice_id="F-1", grows=True
    )


def test_a_session_is_the_same_payment_as_its_intent() -> None:
    by_session = stripe_says("checkout.session.completed", SESSION)
    by_intent = stripe_says("payment_intent.succeeded", INTENT)
    assert by_session
    assert by_intent == replace(by_session, grows=True)


def test_an_expanded_intent_has_the_same_identity() -> None:
    expanded = stripe_says("checkout.session.completed", SESSION, payment_intent=INTENT)
    assert expanded == stripe_says("checkout.session.completed", SESSION)


def test_a_debit_under_way_is_no_money_until_it_succeeds() -> None:
    assert stripe_says("checkout.session.completed", SESSION, payment_status="unpaid") is None
    failed = stripe_says("checkout.session.async_payment_failed", SESSION)
    assert failed is not None
    assert failed.kind == "asks"
    arrived = stripe_says("checkout.session.async_payment_succeeded", SESSION)
    assert arrived is not None
    assert arrived.kind == "received"


def test_a_session_without_payment_tells_of_none() -> None:
    nothing = {"payment_status": "no_payment_required", "payment_intent": None, "amount_total": 0}
    assert stripe_says("checkout.session.completed", SESSION, **nothing) is None
    assert stripe_says("checkout.session.completed", SESSION, payment_intent=None) is None
    assert stripe_says("checkout.session.completed", SESSION, amount_total=0) is None


def test_metadata_names_the_invoice_before_the_reference_of_the_client() -> None:
    event = stripe_says("checkout.session.completed", SESSION, metadata={"invoice_id": "F-2"})
    assert event is not None
    assert event.invoice_id == "F-2"


@pytest.mark.parametrize("metadata", [None, {}, {"invoice_id": ""}, {"invoice_id": "F 1/2"}])
def test_an_intent_that_names_no_invoice_is_still_money(metadata: Any) -> None:
    event = stripe_says("payment_intent.succeeded", INTENT, metadata=metadata)
    assert event is not None
    assert event.invoice_id is None


def test_a_refund_tells_all_that_was_ever_returned() -> None:
    event = stripe_says("charge.refunded", CHARGE)
    assert event is not None
    assert (event.kind, event.payment_id, event.amount_minor) == ("returned", "stripe:pi_1", 10000)


def test_a_charge_without_intent_is_a_payment_of_its_own() -> None:
    for kind in ("charge.succeeded", "charge.refunded"):
        event = stripe_says(kind, CHARGE, payment_intent=None)
        assert event is not None
        assert event.payment_id == f"stripe:{CHARGE['id']}"


@pytest.mark.parametrize("kind", ["customer.updated", "payment_intent.created", "v2.core.event"])
def test_other_events_tell_of_no_money_whatever_they_hold(kind: str) -> None:
    assert stripe_events.read(json.dumps({"type": kind}).encode()) is None


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [
        ("jpy", 500, 500),
        ("isk", 50000, 500),
        ("ugx", 50000, 500),
        ("mga", 500, 50000),
        ("kwd", 5000, 5000),
    ],
)
def test_amounts_are_minor_units_of_iso_4217(currency: str, amount: int, minor: int) -> None:
    event = stripe_says(
        "payment_intent.succeeded", INTENT, currency=currency, amount_received=amount
    )
    assert event is not None
    assert event.amount_minor == minor


@pytest.mark.parametrize(
    ("types", "means"),
    [
        (["card"], "card"),
        (["customer_balance"], "transfer"),
        (["sepa_debit"], "direct_debit"),
        (["giropay"], "other"),
        (None, "card"),
    ],
)
def test_the_means_follow_the_payment_method(types: Any, means: str) -> None:
    event = stripe_says("payment_intent.succeeded", INTENT, payment_method_types=types)
    assert event is not None
    assert event.means == means


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_received": "300"}, "data.object.amount_received"),
        ({"amount_received": -1}, "data.object.amount_received"),
        ({"amount_received": True}, "data.object.amount_received"),
        ({"amount_received": None}, "data.object.amount_received"),
        ({"currency": "xxx"}, "data.object.currency"),
        ({"id": None}, "data.object.id"),
        ({"id": "x" * 300}, "data.object.id"),
        ({"metadata": "F-1"}, "data.object.metadata"),
    ],
)
def test_what_is_odd_in_an_event_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        stripe_says("payment_intent.succeeded", INTENT, **changes)
    assert refused.value.field == field


@pytest.mark.parametrize("created", [None, "yesterday", -1, 10**12, 1.5, True])
def test_an_event_without_a_time_is_refused(created: Any) -> None:
    event = {"id": "evt_1", "type": "charge.refunded", "created": created}
    with pytest.raises(Invalid, match=r"seconds since 1970|between 1990"):
        stripe_events.read(json.dumps(event | {"data": {"object": CHARGE}}).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        parse(body)
    assert refused.value.field == "body"


RECEIVED = {
    "payment_id": "BANK-42",
    "invoice_id": "F-1",
    "customer_id": "C-1",
    "amount_minor": 30000,
    "currency": "EUR",
    "value_on": "2026-06-02",
    "means": "cheque",
}


def standard_says(kind: str = "payment.received", **changes: Any) -> MoneyEvent | None:
    data = {key: value for key, value in (RECEIVED | changes).items() if value is not None}
    event = {"type": kind, "timestamp": "2026-06-02T10:00:00+02:00", "data": data}
    return standard_events.read(json.dumps(event).encode())


def test_a_payment_of_a_bank_feed_has_the_reference_of_the_bank() -> None:
    assert standard_says() == MoneyEvent(
        "received-BANK-42",
        "received",
        "BANK-42",
        30000,
        "EUR",
        datetime(2026, 6, 2, 8, tzinfo=UTC),
        date(2026, 6, 2),
        "F-1",
        "C-1",
        "cheque",
        "standard",
    )


def test_names_and_means_may_be_left_out() -> None:
    event = standard_says(invoice_id=None, customer_id=None, means=None)
    assert event is not None
    assert (event.invoice_id, event.customer_id, event.means) == (None, None, "transfer")


def test_a_return_over_standard_webhooks() -> None:
    event = standard_says("payment.returned", amount_minor=10000)
    assert event is not None
    assert (event.kind, event.amount_minor) == ("returned", 10000)


def test_another_type_is_a_question_where_it_names_a_payment_and_an_amount() -> None:
    assert standard_says("customer.created", amount_minor=None) is None
    event = standard_says("payment.disputed")
    assert event is not None
    assert (event.kind, event.reason) == ("asks", "payment.disputed")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"payment_id": None}, "data.payment_id"),
        ({"payment_id": "stripe:pi_1"}, "data.payment_id"),
        ({"payment_id": ".."}, "data.payment_id"),
        ({"invoice_id": "F 1"}, "data.invoice_id"),
        ({"customer_id": ""}, "data.customer_id"),
        ({"amount_minor": 0}, "data.amount_minor"),
        ({"amount_minor": 300.0}, "data.amount_minor"),
        ({"currency": "euro"}, "data.currency"),
        ({"value_on": "02/06/2026"}, "data.value_on"),
        ({"means": "barter"}, "data.means"),
        ({"reason": "no funds, sorry"}, "data.reason"),
    ],
)
def test_what_is_odd_in_a_bank_feed_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        standard_says(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize("timestamp", ["2026-06-02T10:00:00", "yesterday", 1780387200])
def test_a_time_without_zone_is_refused(timestamp: Any) -> None:
    event = {"type": "payment.received", "timestamp": timestamp, "data": RECEIVED}
    with pytest.raises(Invalid, match="timestamp"):
        standard_events.read(json.dumps(event).encode())


ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**20, "", "pi_2", "F-2", "x" * 300, "\x00", "usd", "xxx", "paid"),
    *([], [1], ["card"], {}, {"id": "pi_3"}, {"id": 1}, {"invoice_id": []}, {"invoice_id": "F-3"}),
)


@given(
    some.sampled_from(
        ["checkout.session.completed", "payment_intent.succeeded", "charge.refunded"]
    ),
    some.sampled_from([SESSION, INTENT, CHARGE]),
    some.dictionaries(
        some.sampled_from([*SESSION, *INTENT, *CHARGE]), some.sampled_from(ODD), max_size=4
    ),
)
def test_no_event_is_worse_than_refused(
    kind: str, thing: dict[str, Any], changes: dict[str, Any]
) -> None:
    try:
        event = stripe_says(kind, thing, **changes)
    except Invalid:
        return
    assert event is None or event.amount_minor > 0
