"""Webhooks signed with the providers' own libraries are believed, and nothing else is (R22)."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as some
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from relance.adapters.signatures import standard_key, usable, verify_standard, verify_stripe
from relance.domain.errors import Invalid

NOW = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)
BODY = '{"id":"evt_1","montant":"déjà payé"}'.encode()
OURS = "whsec_stripe-secret-number-one"
NEXT = "whsec_stripe-secret-number-two"
KEY = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
NEW_KEY = "whsec_" + base64.b64encode(b"fedcba9876543210fedcba9876543210").decode()


def stripe_headers(*secrets: str, at: datetime = NOW, body: bytes = BODY) -> dict[str, str]:
    sent_at = int(at.timestamp())
    signed = f"{sent_at}.{body.decode()}"
    signatures = [stripe.WebhookSignature._compute_signature(signed, key) for key in secrets]
    values = [f"t={sent_at}", *(f"v1={value}" for value in signatures)]
    return {"stripe-signature": ",".join(values)}


def standard_headers(secret: str = KEY, at: datetime = NOW, body: bytes = BODY) -> dict[str, str]:
    return {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body.decode()),
    }


def test_what_stripe_signed_is_believed() -> None:
    verify_stripe(stripe_headers(OURS), BODY, (OURS,), NOW)


def test_what_standard_webhooks_signed_is_believed() -> None:
    verify_standard(standard_headers(), BODY, (KEY,), NOW)


def test_a_changed_body_is_refused() -> None:
    with pytest.raises(Invalid):
        verify_stripe(stripe_headers(OURS), BODY + b" ", (OURS,), NOW)
    with pytest.raises(Invalid):
        verify_standard(standard_headers(), BODY + b" ", (KEY,), NOW)


def test_a_changed_time_is_refused() -> None:
    later = str(int(NOW.timestamp()) + 1)
    stripe_header = stripe_headers(OURS)["stripe-signature"]
    moved = f"t={later},{stripe_header.partition(',')[2]}"
    with pytest.raises(Invalid):
        verify_stripe({"stripe-signature": moved}, BODY, (OURS,), NOW)
    with pytest.raises(Invalid):
        verify_standard(standard_headers() | {"webhook-timestamp": later}, BODY, (KEY,), NOW)


def test_a_changed_message_id_is_refused() -> None:
    with pytest.raises(Invalid):
        verify_standard(standard_headers() | {"webhook-id": "msg_2"}, BODY, (KEY,), NOW)


def test_another_secret_is_refused() -> None:
    with pytest.raises(Invalid):
        verify_stripe(stripe_headers(OURS), BODY, (NEXT,), NOW)
    with pytest.raises(Invalid):
        verify_standard(standard_headers(), BODY, (NEW_KEY,), NOW)


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_five_minutes_of_difference_are_tolerated(minutes: int) -> None:
    at = NOW + timedelta(minutes=minutes)
    verify_stripe(stripe_headers(OURS, at=at), BODY, (OURS,), NOW)
    verify_standard(standard_headers(at=at), BODY, (KEY,), NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_replay_and_a_message_from_the_future_are_refused(seconds: int) -> None:
    at = NOW + timedelta(seconds=seconds)
    with pytest.raises(Invalid, match="too long ago"):
        verify_stripe(stripe_headers(OURS, at=at), BODY, (OURS,), NOW)
    with pytest.raises(Invalid, match="too long ago"):
        verify_standard(standard_headers(at=at), BODY, (KEY,), NOW)


@pytest.mark.parametrize("secrets", [(OURS, NEXT), (NEXT, OURS)])
def test_during_a_rotation_either_of_our_secrets_verifies(secrets: tuple[str, ...]) -> None:
    verify_stripe(stripe_headers(OURS), BODY, secrets, NOW)


def test_during_a_rotation_either_of_the_senders_signatures_verifies() -> None:
    verify_stripe(stripe_headers(OURS, NEXT), BODY, (NEXT,), NOW)
    both = standard_headers(KEY)
    both["webhook-signature"] += " " + standard_headers(NEW_KEY)["webhook-signature"]
    verify_standard(both, BODY, (NEW_KEY,), NOW)


def test_an_empty_secret_verifies_nothing() -> None:
    for_nobody = hmac.new(b"", f"{int(NOW.timestamp())}.".encode() + BODY, hashlib.sha256)
    header = f"t={int(NOW.timestamp())},v1={for_nobody.hexdigest()}"
    with pytest.raises(Invalid):
        verify_stripe({"stripe-signature": header}, BODY, ("",), NOW)
    digest = hmac.new(b"", f"msg_1.{int(NOW.timestamp())}.".encode() + BODY, hashlib.sha256)
    signed = "v1," + base64.b64encode(digest.digest()).decode()
    for empty in ("", "whsec_"):
        with pytest.raises(Invalid):
            verify_standard(standard_headers() | {"webhook-signature": signed}, BODY, (empty,), NOW)


def test_without_any_secret_nothing_verifies() -> None:
    with pytest.raises(Invalid):
        verify_stripe(stripe_headers(OURS), BODY, (), NOW)
    with pytest.raises(Invalid):
        verify_standard(standard_headers(), BODY, (), NOW)


def test_signatures_of_other_schemes_are_not_looked_at() -> None:
    weaker = stripe_headers(OURS)["stripe-signature"].replace("v1=", "v0=")
    with pytest.raises(Invalid):
        verify_stripe({"stripe-signature": weaker}, BODY, (OURS,), NOW)
    other = standard_headers()["webhook-signature"].replace("v1,", "v1a,")
    with pytest.raises(Invalid):
        verify_standard(standard_headers() | {"webhook-signature": other}, BODY, (KEY,), NOW)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_header_of_standard_webhooks_is_named(name: str) -> None:
    headers = standard_headers()
    del headers[name]
    with pytest.raises(Invalid, match="missing") as refused:
        verify_standard(headers, BODY, (KEY,), NOW)
    assert refused.value.field == name


def test_a_missing_header_of_stripe_is_named() -> None:
    with pytest.raises(Invalid, match="missing"):
        verify_stripe({}, BODY, (OURS,), NOW)


@pytest.mark.parametrize("sent_at", ["", "-5", "1e9", "１７８０", "9" * 5000, "1780387200.5", " 1"])
def test_a_time_that_is_no_number_of_seconds_is_refused(sent_at: str) -> None:
    with pytest.raises(Invalid, match="time of signing"):
        verify_stripe({"stripe-signature": f"t={sent_at},v1=00"}, BODY, (OURS,), NOW)


@given(some.text(max_size=200))
def test_no_header_whatever_it_holds_is_more_than_refused(header: str) -> None:
    with pytest.raises(Invalid):
        verify_stripe({"stripe-signature": header}, BODY, (OURS,), NOW)
    fresh = f"t={int(NOW.timestamp())},v1={header}"
    with pytest.raises(Invalid):
        verify_stripe({"stripe-signature": fresh}, BODY, (OURS,), NOW)
    with pytest.raises(Invalid):
        verify_standard(standard_headers() | {"webhook-signature": header}, BODY, (KEY,), NOW)
    with pytest.raises(Invalid):
        verify_standard(
            standard_headers() | {"webhook-signature": f"v1,{header}"}, BODY, (KEY,), NOW
        )


@given(some.binary(max_size=300).filter(lambda b: b.decode(errors="ignore").encode() == b))
def test_we_agree_with_the_library_of_standard_webhooks_on_any_body(body: bytes) -> None:
    now = datetime.now(UTC)
    headers = standard_headers(at=now, body=body)
    verify_standard(headers, body, (KEY,), now)
    try:
        Webhook(KEY).verify(body.decode(), headers)
    except WebhookVerificationError:
        pytest.fail("the library refuses its own signature")
    except ValueError:
        pass  # it parses the body after verifying it


@given(some.text(max_size=300).map(str.encode))
def test_we_agree_with_the_library_of_stripe_on_any_body(body: bytes) -> None:
    now = datetime.now(UTC)
    headers = stripe_headers(OURS, at=now, body=body)
    verify_stripe(headers, body, (OURS,), now)
    assert stripe.WebhookSignature.verify_header(
        body.decode(), headers["stripe-signature"], OURS, 300
    )


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_short", "whsec_é" + "x" * 30, "a\n" * 20])
def test_a_secret_that_stripe_never_issues_is_not_usable(secret: str) -> None:
    assert not usable("stripe", secret)


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_not base64 at all!!", "whsec_" + "QUJD", "whsec_é" + "x" * 40]
)
def test_a_secret_that_standard_webhooks_does_not_allow_is_not_usable(secret: str) -> None:
    assert not usable("standard", secret)
    assert standard_key(secret) is None


def test_real_secrets_are_usable() -> None:
    assert usable("stripe", OURS)
    assert usable("standard", KEY)
