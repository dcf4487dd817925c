"""Stripe's events in our words (facts 2.1): one identity per payment intent, or charge (R22, R40).

The invoice is named by `metadata.invoice_id` or, on a checkout session, `client_reference_id`.
What moves money is mapped; whatever else carries an amount and names a payment, or an invoice of
ours, is a question to a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from relance.adapters.payload import Payload, parse
from relance.domain.errors import Invalid
from relance.domain.ledger.payments import TOTAL_OF, MoneyEvent, Way

# Currencies whose minor unit at Stripe is not that of ISO 4217: hundredths that exist for old
# integrations only, and ariary without its fifths (docs.stripe.com/currencies).
_HUNDREDTHS = frozenset({"ISK", "UGX"})
_WHOLE = frozenset({"MGA"})
# Steps on the way of a payment: money has neither come nor gone, and what follows is told.
_ON_ITS_WAY = frozenset(
    {
        "charge.expired",
        "charge.pending",
        "charge.updated",
        "checkout.session.expired",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.processing",
        "payment_intent.requires_action",
    }
)
_REFUND_OVER = frozenset({"failed", "canceled"})
_INQUIRIES = frozenset({"warning_needs_response", "warning_under_review", "warning_closed"})
_WON = frozenset({"won", "prevented"})
# Why a dispute took the money, as a bank would say; all others are the debtor's own wish.
_REASONS = {
    "insufficient_funds": "insufficient_funds",
    "incorrect_account_details": "account_closed",
    "bank_cannot_process": "returned",
}
_AMOUNTS = ("amount", "amount_paid", "amount_due", "total", "net_amount", "amount_total")


@dataclass(frozen=True, slots=True)
class _Told:
    """An event, the thing it is about, and what the event is called."""

    event: Payload
    thing: Payload
    kind: str


def read(body: bytes) -> MoneyEvent | None:
    """What an event of Stripe tells of money; None when it tells of none.

    A session completed but not paid (a debit under way) is no money yet.
    """
    event = parse(body)
    kind = event.text("type")
    if kind in _ON_ITS_WAY:
        return None
    for prefix, mapped in _FAMILIES.items():
        if kind == prefix or (prefix.endswith(".") and kind.startswith(prefix)):
            return mapped(_Told(event, event.object("data").object("object"), kind))
    try:
        return _asks(_Told(event, event.object("data").object("object"), kind))
    except Invalid:
        return None  # about something else, in a form of its own


def _session(told: _Told) -> MoneyEvent | None:
    session = told.thing
    if session.fields.get("payment_status") != "paid" or not session.has("payment_intent"):
        return None
    return _received(told, "amount_total", _intent_of(session))


def _intent(told: _Told) -> MoneyEvent | None:
    return _received(told, "amount_received", told.thing.text("id"))


def _partly(told: _Told) -> MoneyEvent | None:
    """Bank transfers that have not reached the amount yet: what has come of it so far."""
    action = told.thing.fields.get("next_action")
    details = action.get("display_bank_transfer_instructions") if isinstance(action, dict) else None
    left = details.get("amount_remaining") if isinstance(details, dict) else None
    if type(left) is not int:
        return _asks(told)
    so_far = max(told.thing.amount("amount") - left, 0)
    fields = told.thing.fields | {"amount_received": so_far}
    partly = replace(told, thing=replace(told.thing, fields=fields))
    event = _intent(partly)
    return replace(event, grows=True) if event else None


def _charge(told: _Told) -> MoneyEvent | None:
    """A charge that took the money, not one that only reserved it."""
    if told.thing.fields.get("captured") is False:
        return None
    amount = "amount_captured" if told.thing.has("amount_captured") else "amount"
    return _received(told, amount, _identity_of(told.thing) or told.thing.text("id"))


def _invoice_paid(told: _Told) -> MoneyEvent | None:
    """An invoice at Stripe: what paid it is told by its intent; without one a person looks."""
    if not told.thing.has("payment_intent"):
        return _asks(told)
    return _received(told, "amount_paid", _intent_of(told.thing))


def _invoice_payment(told: _Told) -> MoneyEvent | None:
    paid = told.thing.fields.get("payment")
    if not isinstance(paid, dict) or not paid.get("payment_intent"):
        return _asks(told)
    return _received(told, "amount_paid", _intent_of(Payload(paid, "data.object.payment.")))


def _received(told: _Told, amount: str, identity: str) -> MoneyEvent | None:
    amount_minor, currency = _amount(told.thing, amount)
    if not amount_minor:
        return None
    return replace(
        _event(told, identity, amount_minor, currency),
        means=_means(told.thing),
        grows=told.kind == "payment_intent.succeeded",
    )


def _charge_refunded(told: _Told) -> MoneyEvent | None:
    """All that was ever refunded of a charge; each refund is told by itself as well."""
    identity = _identity_of(told.thing) or told.thing.text("id")
    amount_minor, currency = _amount(told.thing, "amount_refunded")
    if not amount_minor:
        return None
    return replace(
        _event(told, identity, amount_minor, currency),
        kind="returned",
        way=Way.REFUND,
        thing_id=f"{TOTAL_OF}{told.thing.fields.get('id') or identity}",
    )


def _refund(told: _Told) -> MoneyEvent | None:
    """One refund: money given back, or here again since it could not be delivered."""
    identity = _identity_of(told.thing)
    if identity is None:
        return _asks(told)
    amount_minor, currency = _amount(told.thing, "amount")
    over = told.kind == "refund.failed" or told.thing.fields.get("status") in _REFUND_OVER
    return replace(
        _event(told, identity, amount_minor, currency),
        kind="returned",
        way=Way.REFUND,
        thing_id=told.thing.text("id"),
        back_minor=amount_minor if over else 0,
    )


def _dispute(told: _Told) -> MoneyEvent | None:
    """A dispute: the money is withdrawn at once, and here again when it is won.

    An inquiry moves nothing: a person looks.
    """
    identity, status = _identity_of(told.thing), told.thing.fields.get("status")
    withdrawn = told.kind.endswith("funds_withdrawn")
    back = told.kind.endswith("funds_reinstated") or (status in _WON and not withdrawn)
    if identity is None or (status in _INQUIRIES and not (withdrawn or back)):
        return _asks(told)
    amount_minor, currency = _amount(told.thing, "amount")
    return replace(
        _event(told, identity, amount_minor, currency),
        kind="returned",
        reason=_REASONS.get(str(told.thing.fields.get("reason")), "refund_requested"),
        thing_id=told.thing.text("id"),
        back_minor=amount_minor if back else 0,
    )


def _asks(told: _Told) -> MoneyEvent | None:
    """A question to a person, where it has an amount and names something that may be ours."""
    identity, invoice_id = _identity_of(told.thing), _named(told.thing)
    amount = next((n for n in _AMOUNTS if type(told.thing.fields.get(n)) is int), None)
    if amount is None or not (identity or invoice_id):
        return None
    amount_minor, currency = _amount(told.thing, amount)
    event = _event(told, identity or "none", amount_minor, currency)
    thing = told.thing.fields.get("id")
    thing_id = thing if isinstance(thing, str) and len(thing) <= 200 else told.kind
    return replace(event, kind="asks", reason=told.kind[:40], thing_id=thing_id)


def _event(told: _Told, identity: str, amount_minor: int, currency: str) -> MoneyEvent:
    return MoneyEvent(
        told.event.text("id"),
        "received",
        f"stripe:{identity}",
        amount_minor,
        currency,
        told.event.unix_time("created"),
        invoice_id=_named(told.thing),
        source="stripe",
    )


def _amount(thing: Payload, name: str) -> tuple[int, str]:
    currency = thing.currency("currency")
    return _iso_minor(thing.amount(name), currency), currency


def _identity_of(thing: Payload) -> str | None:
    """The payment that a thing is about: its intent, else its charge, else itself."""
    if thing.has("payment_intent"):
        return _intent_of(thing)
    if thing.has("charge"):
        charge = thing.fields["charge"]
        expanded = isinstance(charge, dict)
        return thing.object("charge").text("id") if expanded else thing.text("charge")
    own = thing.fields.get("id")
    mine = isinstance(own, str) and own.startswith(("pi_", "ch_", "py_"))
    return thing.text("id") if mine else None


def _intent_of(thing: Payload) -> str:
    """The id of the payment intent, which Stripe expands where the endpoint asks for it."""
    if isinstance(thing.fields["payment_intent"], dict):
        return thing.object("payment_intent").text("id")
    return thing.text("payment_intent")


def _named(thing: Payload) -> str | None:
    metadata = thing.object("metadata") if thing.fields.get("metadata") else None
    said = metadata.identifier("invoice_id") if metadata else None
    return said or thing.identifier("client_reference_id")


def _iso_minor(amount: int, currency: str) -> int:
    if currency in _HUNDREDTHS:
        return amount // 100
    return amount * 100 if currency in _WHOLE else amount


def _means(thing: Payload) -> str:
    details = thing.fields.get("payment_method_details")
    types = thing.fields.get("payment_method_types")
    offered = types if isinstance(types, list) else ["card"]
    if isinstance(details, dict) and details.get("type"):
        offered = [details["type"]]
    if "card" in offered:
        return "card"
    if "customer_balance" in offered:
        return "transfer"
    return "direct_debit" if offered and set(map(str, offered)) <= _DEBITS else "other"


_DEBITS = frozenset({"sepa_debit", "bacs_debit", "au_becs_debit", "acss_debit", "us_bank_account"})
# What a type, or all types that begin so, tell.
_FAMILIES: Mapping[str, Callable[[_Told], MoneyEvent | None]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "payment_intent.succeeded": _intent,
    "payment_intent.partially_funded": _partly,
    "charge.succeeded": _charge,
    "charge.captured": _charge,
    "charge.refunded": _charge_refunded,
    "charge.refund.": _refund,
    "charge.dispute.": _dispute,
    "refund.": _refund,
    "invoice.paid": _invoice_paid,
    "invoice.payment_succeeded": _invoice_paid,
    "invoice_payment.paid": _invoice_payment,
}
