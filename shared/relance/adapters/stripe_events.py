"""Stripe's events in our words (facts 2.1): one identity per payment intent (R22).

The invoice is named by `metadata.invoice_id` or, on a checkout session, `client_reference_id`.
"""

from relance.adapters.payload import Payload, parse
from relance.domain.ledger.payments import MoneyEvent

# Currencies whose minor unit at Stripe is not that of ISO 4217: hundredths that exist for old
# integrations only, and ariary without its fifths (docs.stripe.com/currencies).
_HUNDREDTHS = frozenset({"ISK", "UGX"})
_WHOLE = frozenset({"MGA"})


def read(body: bytes) -> MoneyEvent | None:
    """The money that an event of Stripe tells of; None when it tells of none.

    A session completed but not paid (a debit under way) is no money yet; a failed one never was.
    """
    event = parse(body)
    match event.text("type"):
        case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
            return _session(event)
        case "payment_intent.succeeded":
            return _intent(event)
        case "charge.refunded":
            return _refund(event)
    return None


def _session(event: Payload) -> MoneyEvent | None:
    session = event.object("data").object("object")
    if session.fields.get("payment_status") != "paid" or not session.has("payment_intent"):
        return None
    named = _named(session) or session.identifier("client_reference_id")
    return _event(event, session, "received", "amount_total", _intent_of(session), named)


def _intent(event: Payload) -> MoneyEvent | None:
    intent = event.object("data").object("object")
    named = _named(intent)
    return _event(event, intent, "received", "amount_received", intent.text("id"), named)


def _refund(event: Payload) -> MoneyEvent | None:
    charge = event.object("data").object("object")
    if not charge.has("payment_intent"):
        return None
    return _event(event, charge, "returned", "amount_refunded", _intent_of(charge), None)


def _intent_of(thing: Payload) -> str:
    """The id of the payment intent, which Stripe expands where the endpoint asks for it."""
    if isinstance(thing.fields["payment_intent"], dict):
        return thing.object("payment_intent").text("id")
    return thing.text("payment_intent")


def _named(thing: Payload) -> str | None:
    if not thing.has("metadata"):
        return None
    return thing.object("metadata").identifier("invoice_id")


def _event(
    event: Payload, thing: Payload, kind: str, amount: str, intent: str, invoice_id: str | None
) -> MoneyEvent | None:
    currency = thing.currency("currency")
    amount_minor = _iso_minor(thing.amount(amount), currency)
    if not amount_minor:
        return None
    return MoneyEvent(
        event.text("id"),
        kind,
        f"stripe:{intent}",
        amount_minor,
        currency,
        event.unix_time("created"),
        invoice_id=invoice_id,
        means=_means(thing),
        source="stripe",
    )


def _iso_minor(amount: int, currency: str) -> int:
    if currency in _HUNDREDTHS:
        return amount // 100
    return amount * 100 if currency in _WHOLE else amount


def _means(thing: Payload) -> str:
    types = thing.fields.get("payment_method_types")
    offered = types if isinstance(types, list) else ["card"]
    if "card" in offered:
        return "card"
    return "transfer" if "customer_balance" in offered else "other"
