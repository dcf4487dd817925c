"""Providers call: believed when signed, kept, recorded once, whatever the order (D6, R22)."""

import base64
import json
import time
from datetime import UTC, date, timedelta
from typing import Any

import pytest

from relance import config
from relance.data import endpoint_rows
from relance.domain.errors import Invalid, NotFound
from relance.domain.ledger.payments import Share
from relance.flows.money.endpoints import name_of
from relance.flows.money.payments import (
    get_payment,
    list_unmatched,
    match_unmatched,
    record_payment,
)
from relance.flows.money.webhooks import register_endpoint
from relance.flows.staff.disputes import list_disputes
from tests.actors.payments import (
    STANDARD_SECRET,
    STRIPE_SECRET,
    Ledger,
    intent,
    ledger,
    payment,
    refunded,
    session,
    standard_signed,
    stripe_signed,
)
from tests.builders import at, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_invoice

NEW_SECRET = "whsec_stripe-secret-after-rotation"


@pytest.fixture
def books(cloud: Cloud) -> Ledger:
    return ledger(cloud).has(invoice("F-1"))


def nothing_is_left(books: Ledger) -> bool:
    return books.cloud.rows("InboxTable") == [] and books.cloud.waiting() == {}


def event(kind: str = "payment_intent.succeeded", **thing: Any) -> str:
    created = int(at("2026-06-01 08:00").timestamp())
    content = {"id": "evt_1", "type": kind, "created": created, "data": {"object": thing}}
    return json.dumps(content)


# --- Who is believed ---------------------------------------------------------------------------


def test_a_signed_payment_of_stripe_is_recorded(books: Ledger) -> None:
    assert books.stripe("payment_intent.succeeded", intent()).status == 202
    books.settle()
    assert books.open() == {}
    recorded = get_payment(books.tenant_id, "stripe:pi_1")
    assert (recorded.amount_minor, recorded.means, recorded.source) == (300_00, "card", "stripe")
    assert nothing_but_the_payment(books)


def nothing_but_the_payment(books: Ledger) -> bool:
    keys = {f"{row['pk']['S']} {row['sk']['S']}" for row in books.cloud.rows("InboxTable")}
    nothing = all("#payment#" in key or " shut#" in key for key in keys)
    return nothing and books.cloud.waiting() == {}


def test_a_signed_payment_of_a_bank_feed_is_recorded(books: Ledger) -> None:
    told = {"payment_id": "BANK-7", "invoice_id": "F-1", "amount_minor": 120_00}
    answer = books.standard("payment.received", **told, currency="EUR", value_on="2026-05-29")
    assert answer.status == 202
    books.settle()
    assert books.open() == {"F-1": 180_00}
    recorded = get_payment(books.tenant_id, "BANK-7")
    assert (recorded.value_on, recorded.means) == (date(2026, 5, 29), "transfer")


def test_the_value_day_of_stripe_is_the_creditors_local_day(books: Ledger) -> None:
    books.cloud.clock.set(at("2026-06-03 00:30"))
    books.stripe("payment_intent.succeeded", intent())
    books.settle()
    assert get_payment(books.tenant_id, "stripe:pi_1").value_on == date(2026, 6, 3)


@pytest.mark.parametrize("provider", ["stripe", "standard"])
def test_an_unsigned_request_leaves_nothing_behind(books: Ledger, provider: str) -> None:
    answer = books.posts(provider, event(**intent()), {"content-type": "application/json"})
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["detail"].endswith("this header is missing")
    assert nothing_is_left(books)


def test_a_request_signed_by_somebody_else_leaves_nothing_behind(books: Ledger) -> None:
    headers = stripe_signed(event(**intent()), books.now, ("whsec_of-somebody-else",))
    assert books.posts("stripe", event(**intent()), headers).status == 400
    assert nothing_is_left(books)


def test_a_tampered_request_leaves_nothing_behind(books: Ledger) -> None:
    headers = stripe_signed(event(**intent()), books.now)
    changed = event(**intent(amount=999_00))
    assert books.posts("stripe", changed, headers).status == 400
    assert nothing_is_left(books)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_stale_request_leaves_nothing_behind(books: Ledger, minutes: int) -> None:
    headers = stripe_signed(event(**intent()), books.now + timedelta(minutes=minutes))
    assert books.posts("stripe", event(**intent()), headers).status == 400
    body = json.dumps({"type": "payment.received"})
    signed = standard_signed(body, books.now + timedelta(minutes=minutes), "msg_1")
    assert books.posts("standard", body, signed).status == 400
    assert nothing_is_left(books)


@pytest.mark.parametrize("body", ["", "{", "[]", '{"type": "payment_intent.succeeded"}'])
def test_a_signed_request_that_makes_no_sense_leaves_nothing_behind(
    books: Ledger, body: str
) -> None:
    answer = books.posts("stripe", body, stripe_signed(body, books.now))
    assert answer.status == 400
    assert nothing_is_left(books)


def test_a_body_that_arrives_in_base64_is_verified_as_it_was_sent(books: Ledger) -> None:
    body = event(**intent())
    headers = stripe_signed(body, books.now) | {"Content-Type": "application/octet-stream"}
    assert books.posts("stripe", body, headers).status == 202
    books.settle()
    assert books.open() == {}


def test_a_body_that_is_no_base64_is_refused(books: Ledger) -> None:
    where = {"provider": "stripe", "endpoint_id": books.endpoint("stripe")}
    asked = {"pathParameters": where, "headers": {}, "body": "%%%", "isBase64Encoded": True}
    assert books.cloud.invoke("webhooks", asked)["statusCode"] == 400


STRANGERS = ["a" * 26, "a" * 42, "x", "../../t-1", "a%2Fb", "A" * 42]


@pytest.mark.parametrize("endpoint_id", STRANGERS)
def test_an_endpoint_nobody_registered_does_not_exist(books: Ledger, endpoint_id: str) -> None:
    body = event(**intent())
    answer = books.posts("stripe", body, stripe_signed(body, books.now), endpoint_id)
    assert answer.status == 404
    assert nothing_is_left(books)


def test_an_endpoint_of_another_provider_does_not_exist(books: Ledger) -> None:
    body = event(**intent())
    other = books.endpoint("standard")
    assert books.posts("stripe", body, stripe_signed(body, books.now), other).status == 404
    assert books.posts("paypal", body, stripe_signed(body, books.now), other).status == 404
    assert nothing_is_left(books)


def calls_of(books: Ledger, *services: str) -> list[str]:
    """What the function of webhooks asked of AWS, but for its keys."""
    known = [r.action for r in books.cloud.requests if r.function == "webhooks"]
    return [one for one in known if one.partition(":")[0] in (services or ("dynamodb", "ssm"))]


def test_a_stranger_who_guesses_endpoints_costs_no_call(books: Ledger) -> None:
    real = books.endpoint("stripe")
    other = register_endpoint("t-2", "stripe", (STRIPE_SECRET,))
    for guess in ("b" * 42, real[:26] + other[26:], real[:-1] + ("a" if real[-1] != "a" else "b")):
        assert books.posts("stripe", "{}", {}, guess).status == 404
    assert calls_of(books) == []
    assert len(calls_of(books, "secretsmanager")) <= 1


def test_a_stranger_who_guesses_old_endpoints_costs_no_call_each(books: Ledger) -> None:
    books.posts("stripe", "{}", {}, "a" * 26)
    first = calls_of(books)
    for letter in "bcdefg":
        assert books.posts("stripe", "{}", {}, letter * 26).status == 404
    assert calls_of(books) == first
    books.cloud.restart()
    books.posts("stripe", "{}", {}, "a" * 26)
    assert calls_of(books, "ssm") == ["ssm:GetParametersByPath"]  # once, and never again


def test_the_secrets_are_read_once_for_many_events(books: Ledger) -> None:
    for number in range(5):
        books.stripe("payment_intent.succeeded", intent(f"pi_{number}", 10_00))
    asked = [r for r in books.cloud.requests if "endpoint#" in str(r.parameters)]
    assert [r.operation for r in asked if r.function == "webhooks"] == ["GetItem"]


def test_the_secrets_show_in_no_trace(books: Ledger) -> None:
    books.endpoint("stripe")
    found = endpoint_rows.load(name_of(books.tenant_id, "stripe"))
    assert found
    assert found.secrets == (STRIPE_SECRET,)
    assert STRIPE_SECRET not in repr(found)


# --- Endpoints from before ids had a proof ---------------------------------------------------


def as_before(books: Ledger, tenant_id: str, *secrets: str) -> str:
    """An endpoint as it was kept in SSM; its id is the name alone."""
    name = name_of(tenant_id, "stripe")
    path = config.webhook_parameters()
    value = {"tenant_id": tenant_id, "provider": "stripe", "secrets": [*secrets]}
    books.cloud.aws("ssm").put_parameter(
        Name=f"{path}/{name}", Value=json.dumps(value), Type="SecureString"
    )
    return name


def test_an_endpoint_from_before_is_moved_and_goes_on(books: Ledger) -> None:
    others = [as_before(books, f"t-{n}", STRIPE_SECRET) for n in range(100, 125)]
    old = as_before(books, books.tenant_id, STRIPE_SECRET)
    body = event(**intent())
    assert books.posts("stripe", body, stripe_signed(body, books.now), old).status == 202
    moved = [endpoint_rows.load(name) for name in (*others, old)]
    assert {one.secrets for one in moved if one} == {(STRIPE_SECRET,)}
    assert None not in moved


def test_secrets_that_were_set_since_stand_above_the_old_ones(books: Ledger) -> None:
    old = as_before(books, books.tenant_id, STRIPE_SECRET)
    new = books.endpoint("stripe", NEW_SECRET)
    assert new.startswith(old)
    body = event(**intent())
    for endpoint_id in (old, new):
        headers = stripe_signed(body, books.now, (NEW_SECRET,))
        assert books.posts("stripe", body, headers, endpoint_id).status == 202
        headers = stripe_signed(body, books.now)
        assert books.posts("stripe", body, headers, endpoint_id).status == 400


def test_a_name_that_was_never_given_out_alone_needs_its_proof(books: Ledger) -> None:
    new = books.endpoint("stripe")
    body = event(**intent())
    headers = stripe_signed(body, books.now)
    assert books.posts("stripe", body, headers, new[:26]).status == 404
    assert books.posts("stripe", body, headers, new).status == 202


def test_more_than_one_request_can_move_are_moved_by_the_next(
    books: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance.flows.money.endpoints._MOVING_SECONDS", -1.0)
    for n in range(100, 125):
        as_before(books, f"t-{n}", STRIPE_SECRET)
    old = as_before(books, books.tenant_id, STRIPE_SECRET)
    body = event(**intent())
    statuses = []
    for _ in range(3):
        statuses.append(books.posts("stripe", body, stripe_signed(body, books.now), old).status)
        books.cloud.errors.clear()
    assert statuses == [503, 503, 202]


def test_a_parameter_that_cannot_be_read_keeps_no_other(books: Ledger) -> None:
    path = config.webhook_parameters()
    for number, text in enumerate(("{", "[]", '{"tenant_id": "t"}')):
        books.cloud.aws("ssm").put_parameter(Name=f"{path}/{number}", Value=text, Type="String")
    old = as_before(books, books.tenant_id, STRIPE_SECRET)
    body = event(**intent())
    assert books.posts("stripe", body, stripe_signed(body, books.now), old).status == 202


def test_events_about_other_things_are_acknowledged_and_forgotten(books: Ledger) -> None:
    assert books.stripe("customer.created", {"id": "cus_1"}).status == 200
    assert books.stripe("checkout.session.completed", session(paid=False)).status == 200
    assert books.stripe("checkout.session.expired", session(paid=False)).status == 200
    assert books.standard("customer.created").status == 200
    assert nothing_is_left(books)


# --- Endpoints ---------------------------------------------------------------------------------


def test_an_endpoint_keeps_its_address_when_its_secrets_change(books: Ledger) -> None:
    first = books.endpoint("stripe")
    assert books.endpoint("stripe", NEW_SECRET) == first
    assert books.endpoint("standard") != first
    assert register_endpoint("t-2", "stripe", (STRIPE_SECRET,)) != first


def test_during_a_rotation_both_secrets_are_believed(books: Ledger) -> None:
    books.endpoint("stripe", STRIPE_SECRET, NEW_SECRET)
    for number, secret in enumerate((STRIPE_SECRET, NEW_SECRET)):
        thing = intent(f"pi_{number}", 10_00)
        assert books.stripe("payment_intent.succeeded", thing, secrets=(secret,)).status == 202


def test_a_secret_that_was_added_since_is_believed_at_once_by_a_new_process(books: Ledger) -> None:
    assert books.stripe("payment_intent.succeeded", intent()).status == 202
    books.endpoint("stripe", STRIPE_SECRET, NEW_SECRET)
    books.cloud.restart()
    thing = intent("pi_2", 10_00)
    assert books.stripe("payment_intent.succeeded", thing, secrets=(NEW_SECRET,)).status == 202


def test_a_secret_that_was_added_since_is_believed_within_half_a_minute(
    books: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = 3000.0
    monkeypatch.setattr(time, "monotonic", lambda: moment)
    assert books.stripe("payment_intent.succeeded", intent()).status == 202
    books.endpoint("stripe", NEW_SECRET)
    moment += 31
    thing = intent("pi_2", 10_00)
    assert books.stripe("payment_intent.succeeded", thing, secrets=(NEW_SECRET,)).status == 202
    assert books.stripe("payment_intent.succeeded", thing, secrets=("whsec_other",)).status == 400


@pytest.mark.parametrize("secrets", [(), ("",), ("short",), (STRIPE_SECRET,) * 6])
def test_secrets_that_protect_nothing_are_refused(books: Ledger, secrets: tuple[str, ...]) -> None:
    with pytest.raises(Invalid):
        register_endpoint(books.tenant_id, "stripe", secrets)


def test_a_provider_that_we_do_not_know_is_not_found(books: Ledger) -> None:
    with pytest.raises(NotFound):
        register_endpoint(books.tenant_id, "paypal", (STANDARD_SECRET,))


# --- Once, in any order ------------------------------------------------------------------------


def test_an_event_that_comes_three_times_is_recorded_once(books: Ledger) -> None:
    body = event(**intent(amount=100_00))
    for _ in range(3):
        headers = stripe_signed(body, books.now)
        assert books.posts("stripe", body, headers).status == 202
    books.settle()
    assert books.open() == {"F-1": 200_00}
    assert nothing_but_the_payment(books)


@pytest.mark.parametrize("session_first", [True, False])
def test_a_session_and_its_intent_are_one_payment(books: Ledger, session_first: bool) -> None:
    both = [
        ("checkout.session.completed", session(amount=100_00)),
        ("payment_intent.succeeded", intent(amount=100_00)),
    ]
    for kind, thing in both if session_first else reversed(both):
        books.stripe(kind, thing)
        books.settle()
    assert books.open() == {"F-1": 200_00}
    assert nothing_but_the_payment(books)


def test_a_session_names_the_invoice_of_an_intent_that_came_before_it(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent(invoice_id=None))
    books.settle()
    assert [u.invoice_id for u in list_unmatched(books.tenant_id)] == [None]
    books.stripe("checkout.session.completed", session())
    books.settle()
    assert books.open() == {}
    assert list(list_unmatched(books.tenant_id)) == []


def test_a_session_names_an_invoice_that_is_not_there_yet(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent(invoice_id=None))
    books.settle()
    books.stripe("checkout.session.completed", session(invoice_id="F-9"))
    books.settle()
    assert [u.invoice_id for u in list_unmatched(books.tenant_id)] == ["F-9"]


def test_what_was_recorded_first_stands_when_another_event_names_another_amount(
    books: Ledger,
) -> None:
    books.stripe("payment_intent.succeeded", intent(amount=100_00))
    books.stripe("checkout.session.completed", session(amount=250_00))
    books.settle()
    assert books.open() == {"F-1": 200_00}
    assert nothing_but_the_payment(books)


def test_a_debit_is_money_when_it_succeeds(books: Ledger) -> None:
    books.stripe("checkout.session.completed", session(paid=False))
    books.settle()
    assert books.open() == {"F-1": 300_00}
    books.stripe("checkout.session.async_payment_succeeded", session())
    books.settle()
    assert books.open() == {}


def test_a_refund_opens_the_invoice_again(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent())
    books.settle()
    books.stripe("charge.refunded", refunded(amount=100_00))
    books.settle()
    assert books.open() == {"F-1": 100_00}


def test_refunds_count_as_the_most_that_was_ever_refunded(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent())
    for amount in (150_00, 100_00, 150_00, 50_00):
        books.stripe("charge.refunded", refunded(amount=amount))
        books.settle()
    assert books.open() == {"F-1": 150_00}
    assert nothing_but_the_payment(books)


@pytest.mark.parametrize(("amount", "left"), [(100_00, {"F-1": 100_00}), (300_00, {"F-1": 300_00})])
def test_a_refund_that_comes_before_its_payment_is_not_forgotten(
    books: Ledger, amount: int, left: dict[str, int]
) -> None:
    books.stripe("charge.refunded", refunded(amount=50_00))
    books.stripe("charge.refunded", refunded(amount=amount))
    books.settle()
    books.stripe("charge.refunded", refunded(amount=50_00))
    books.settle()
    assert get_payment(books.tenant_id, "stripe:pi_1").state == "awaited"
    books.stripe("payment_intent.succeeded", intent())
    books.settle()
    assert books.open() == left
    recorded = get_payment(books.tenant_id, "stripe:pi_1")
    assert (recorded.state, recorded.refunded_minor) == ("recorded", amount)
    assert nothing_but_the_payment(books)


def test_a_refund_above_the_payment_takes_the_payment_and_no_more(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent())
    books.stripe("charge.refunded", refunded(amount=999_00, of=999_00))
    books.settle()
    assert books.open() == {"F-1": 300_00}
    assert get_payment(books.tenant_id, "stripe:pi_1").refunded_minor == 300_00


def test_a_bank_feed_and_the_api_tell_of_the_same_payment(books: Ledger) -> None:
    told = {"payment_id": "BANK-7", "invoice_id": "F-1", "amount_minor": 120_00}
    for _ in range(2):
        books.standard("payment.received", **told, currency="EUR", value_on="2026-06-01")
    books.settle()
    books.standard("payment.returned", **told, currency="EUR", value_on="2026-06-02")
    books.settle()
    assert books.open() == {"F-1": 300_00}


def test_a_bank_feed_says_why_a_debit_came_back(books: Ledger) -> None:
    told = {"payment_id": "BANK-7", "invoice_id": "F-1", "amount_minor": 300_00}
    named = {**told, "currency": "EUR", "means": "direct_debit"}
    books.standard("payment.received", **named, value_on="2026-06-01")
    books.standard("payment.returned", **named, value_on="2026-06-02", reason="MD06")
    books.settle()
    ((_, dispute),) = list_disputes(books.tenant_id, "C-1").values
    assert (dispute.reason, dispute.invoice_id) == ("debit_refused", "F-1")


# --- Money that finds no place -----------------------------------------------------------------


def test_money_for_an_unknown_invoice_waits_and_is_no_dead_letter(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent(invoice_id="F-9"))
    books.settle()
    assert books.cloud.dead_letters() == {}
    (waits,) = list_unmatched(books.tenant_id)
    assert (waits.payment_id, waits.invoice_id, waits.amount_minor) == (
        "stripe:pi_1",
        "F-9",
        300_00,
    )


def test_an_invoice_of_another_tenant_is_not_paid(books: Ledger) -> None:
    mine = ledger(books.cloud, tenant_id="t-2")
    mine.stripe("payment_intent.succeeded", intent())
    mine.settle()
    assert books.open() == {"F-1": 300_00}
    assert [u.invoice_id for u in list_unmatched("t-2")] == ["F-1"]


def test_the_tick_of_the_next_day_finds_what_the_invoice_missed(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent(invoice_id="F-9"))
    books.settle()
    file_invoice(books.cloud, books.tenant, invoice("F-9"))
    books.tick_later(hours=1)
    assert books.open()["F-9"] == 300_00
    books.tick_later(hours=24)
    assert "F-9" not in books.open()
    assert list(list_unmatched(books.tenant_id)) == []


def test_what_waits_is_tried_once_a_day(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent(invoice_id="F-9"))
    books.settle()
    books.tick_later(hours=25)
    before = len(books.cloud.requests)
    books.tick_later(hours=1)
    assert [r for r in books.cloud.requests[before:] if r.function == "payments"] == []
    books.tick_later(hours=24)
    assert [r for r in books.cloud.requests[before:] if r.function == "payments"]
    assert books.cloud.dead_letters() == {}


def test_money_in_another_currency_waits_and_a_person_is_asked_once(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent(currency="usd"))
    books.settle()
    books.tick_later(hours=25)
    books.tick_later(hours=25)
    assert books.open() == {"F-1": 300_00}
    (waits,) = list_unmatched(books.tenant_id)
    assert (waits.currency, waits.invoice_id) == ("USD", "F-1")
    asked = [task for task in books.account().tasks if task.kind == "check_currency"]
    assert len(asked) == 1


def test_an_invoice_that_arrives_in_another_currency_than_its_money_makes_a_question(
    books: Ledger,
) -> None:
    books.stripe("payment_intent.succeeded", intent(invoice_id="F-9"))
    books.settle()
    file_invoice(books.cloud, books.tenant, invoice("F-9", currency="USD"))
    for _ in range(2):
        assert match_unmatched(books.tenant_id, "F-9", books.now) == 0
    assert [task.kind for task in books.account().tasks] == ["check_currency"]
    assert [u.invoice_id for u in list_unmatched(books.tenant_id)] == ["F-9"]


def test_a_question_is_asked_once_however_the_rest_of_the_money_finds_its_place(
    books: Ledger,
) -> None:
    strange = payment(Share(90_00, "F-8"), Share(10_00, "F-9"), source="api")
    record_payment(books.tenant_id, strange, books.now)
    file_invoice(books.cloud, books.tenant, invoice("F-8", currency="USD"))
    assert match_unmatched(books.tenant_id, "F-8", books.now) == 0
    file_invoice(books.cloud, books.tenant, invoice("F-9"))
    assert match_unmatched(books.tenant_id, "F-9", books.now) == 1
    assert books.open()["F-9"] == 290_00
    assert len(books.account().tasks) == 1


def test_nudges_that_come_again_find_nothing_to_do(books: Ledger) -> None:
    books.cloud.twice = True
    books.stripe("payment_intent.succeeded", intent(invoice_id="F-9"))
    books.settle()
    file_invoice(books.cloud, books.tenant, invoice("F-9"))
    books.tick_later(hours=25)
    assert "F-9" not in books.open()
    assert books.cash() == 0
    assert nothing_but_the_payment(books)


def test_secrets_that_cannot_be_read_make_the_provider_deliver_again(books: Ledger) -> None:
    books.endpoint("stripe")

    def denied(request: Request, proceed: Proceed) -> Outcome:
        about = "endpoint#" in str(request.parameters)
        return (None, ConnectionError("down")) if about else proceed()

    books.cloud.wire.taps.append(denied)
    assert books.stripe("payment_intent.succeeded", intent()).status == 500
    books.cloud.wire.taps.clear()
    books.cloud.errors.clear()
    assert books.stripe("payment_intent.succeeded", intent()).status == 202


def test_a_purged_queue_delays_money_and_loses_none(books: Ledger) -> None:
    books.stripe("payment_intent.succeeded", intent())
    books.cloud.purge()
    books.tick_later(minutes=6)
    assert books.open() == {}


def test_a_queue_that_cannot_be_reached_delays_money_and_loses_none(books: Ledger) -> None:
    def down(request: Request, proceed: Proceed) -> Outcome:
        if request.service == "sqs" and request.function == "webhooks":
            return None, ConnectionError("down")
        return proceed()

    books.cloud.wire.taps.append(down)
    assert books.stripe("payment_intent.succeeded", intent()).status == 202
    books.cloud.wire.taps.clear()
    assert books.cloud.waiting() == {}
    books.tick_later(minutes=6)
    assert books.open() == {}


def test_a_table_that_cannot_be_reached_makes_the_provider_deliver_again(books: Ledger) -> None:
    def down(request: Request, proceed: Proceed) -> Outcome:
        return (None, ConnectionError("down")) if request.service == "dynamodb" else proceed()

    books.cloud.wire.taps.append(down)
    assert books.stripe("payment_intent.succeeded", intent()).status == 500
    books.cloud.errors.clear()


def test_one_event_that_fails_holds_up_no_other(books: Ledger) -> None:
    books.has(invoice("F-2", customer_id="C-2"), customer_id="C-2")
    books.stripe("payment_intent.succeeded", intent("pi_1", invoice_id="F-1"))
    books.stripe("payment_intent.succeeded", intent("pi_2", invoice_id="F-2"))

    def broken(request: Request, proceed: Proceed) -> Outcome:
        if "stripe:pi_1" in json.dumps(request.parameters):
            return None, ConnectionError("down")
        return proceed()

    books.cloud.wire.taps.append(broken)
    books.cloud.pump("payments", until_quiet=False)
    assert (books.open("C-1"), books.open("C-2")) == ({"F-1": 300_00}, {})
    books.cloud.wire.taps.clear()
    books.settle()
    assert books.open("C-1") == {}


def test_money_that_waits_unrecorded_holds_every_reminder_of_the_tenant(cloud: Cloud) -> None:
    books = ledger(cloud).has(invoice("F-1"))
    cloud.clock.set(at("2026-06-05 09:50"))
    books.stripe("payment_intent.succeeded", intent(invoice_id="F-9"))

    def broken(request: Request, proceed: Proceed) -> Outcome:
        return (None, ConnectionError("down")) if request.function == "payments" else proceed()

    cloud.wire.taps.append(broken)
    cloud.run(at("2026-06-05 10:00"))
    assert cloud.mailbox.messages() == []
    assert list(cloud.dead_letters()) == ["relance-test-PaymentsDead"]
    cloud.run(at("2026-06-05 11:00"))  # a dead letter holds as well
    assert cloud.mailbox.messages() == []
    cloud.wire.taps.clear()
    cloud.run(at("2026-06-06 10:00"))
    assert [u.invoice_id for u in list_unmatched(books.tenant_id)] == ["F-9"]
    cloud.run(at("2026-06-08 10:00"))
    assert len(cloud.mailbox.messages()) == 1


def test_the_body_is_read_as_utf_8_whatever_it_says(books: Ledger) -> None:
    body = json.dumps({"type": "customer.updated", "name": "Société Générale"}, ensure_ascii=False)
    raw = base64.b64encode(body.encode()).decode()
    where = {"provider": "stripe", "endpoint_id": books.endpoint("stripe")}
    headers = {k.lower(): v for k, v in stripe_signed(body, books.now.astimezone(UTC)).items()}
    asked = {"pathParameters": where, "headers": headers, "body": raw, "isBase64Encoded": True}
    assert books.cloud.invoke("webhooks", asked)["statusCode"] == 200
