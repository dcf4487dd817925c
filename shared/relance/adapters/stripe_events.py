"""Stripe's events in our words (facts 2.1): one identity per payment intent, or charge (R22, R40).

The invoice is named by `metadata.invoice_id` or, on a checkout session, `client_reference_id`.
What moves money is mapped; whatever else carries an amount and names a payment, or an invoice of
ours, is a question to a person. What names nothing of ours is a report (`stripe_types`); a type
that nobody knows yet is one a day.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from relance.adapters.payload import Payload, parse
from relance.adapters.stripe_types import ON_ITS_WAY, REPORTED, SETTLING, moves_none
from relance.domain.errors import Invalid
from relance.domain.ledger.payments import TOTAL_OF, MoneyEvent, Way
from relance.domain.ledger.reports import ReportKind
from relance.domain.money import MOST_MINOR

# Currencies whose minor unit at Stripe is not that of ISO 4217: hundredths that exist for old
# integrations only, and ariary without its fifths (docs.stripe.com/currencies).
_HUNDREDTHS = frozenset({"ISK", "UGX"})
_WHOLE = frozenset({"MGA"})
_REFUND_OVER = frozenset({"failed", "canceled"})
_INQUIRIES = frozenset({"warning_needs_response", "warning_under_review", "warning_closed"})
_WON = frozenset({"won", "prevented"})
_OVER = _WON | {"warning_closed"}
# Why a dispute took the money, as a bank would say; all others are the debtor's own wish.
_REASONS = {
    "insufficient_funds": "insufficient_funds",
    "incorrect_account_details": "account_closed",
    "bank_cannot_process": "returned",
}
_MOST_NAME = 160
_AMOUNTS = (
    "amount_reversed",
    "amount",
    "amount_paid",
    "amount_due",
    "total",
    "net_amount",
    "amount_total",
)


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
    if kind in ON_ITS_WAY:
        return None
    for prefix, mapped in _FAMILIES.items():
        if kind == prefix or (prefix.endswith(".") and kind.startswith(prefix)):
            return mapped(_Told(event, event.object("data").object("object"), kind))
    try:
        told = _Told(event, event.object("data").object("object"), kind)
        return _unmapped(told)
    except Invalid:
        return None  # about something else, in a form of its own


def _unmapped(told: _Told) -> MoneyEvent | None:
    """What no amount of a payment follows from: a question, a report, or nothing."""
    if told.kind in REPORTED or told.kind in SETTLING:
        kind = REPORTED.get(told.kind, ReportKind.OTHER)
        return _asks(told, kind) or _reports(told, kind, settles=told.kind in SETTLING)
    if moves_none(told.kind):
        return _asks(told)
    if _carried(told) is None:
        return None
    return _asks(told, ReportKind.OTHER) or _reports(told, ReportKind.OTHER)


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
        return _asks(told, ReportKind.FUNDS_WAIT)
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
    """What paid an invoice at Stripe: an intent, a charge, or money that came some other way."""
    paid = told.thing.fields.get("payment")
    payment = Payload(paid if isinstance(paid, dict) else {}, "data.object.payment.")
    if payment.has("payment_intent"):
        return _received(told, "amount_paid", _intent_of(payment))
    if payment.has("charge"):
        return _received(told, "amount_paid", _identity_of(payment) or "")
    if isinstance(payment.fields.get("payment_record"), str):
        return _received(told, "amount_paid", payment.text("payment_record"))
    return _asks(told) or _reports(told, ReportKind.MONEY_ARRIVED)


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
        reports=ReportKind.UNKNOWN_REFUNDED,
        thing_id=f"{TOTAL_OF}{told.thing.fields.get('id') or identity}",
    )


def _refund(told: _Told) -> MoneyEvent | None:
    """One refund: money given back, or here again since it could not be delivered."""
    identity = _identity_of(told.thing)
    over = told.kind == "refund.failed" or told.thing.fields.get("status") in _REFUND_OVER
    if identity is None:
        return _asks(told) or _reports(told, ReportKind.UNKNOWN_REFUNDED, settles=over)
    amount_minor, currency = _amount(told.thing, "amount")
    return replace(
        _event(told, identity, amount_minor, currency),
        kind="returned",
        way=Way.REFUND,
        reports=ReportKind.UNKNOWN_REFUNDED,
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
        over = back or status in _OVER
        asked = _asks(told, ReportKind.UNKNOWN_DISPUTED, settles=over)
        return asked or _reports(told, ReportKind.UNKNOWN_DISPUTED, settles=over)
    amount_minor, currency = _amount(told.thing, "amount")
    return replace(
        _event(told, identity, amount_minor, currency),
        kind="returned",
        reason=_REASONS.get(str(told.thing.fields.get("reason")), "refund_requested"),
        reports=ReportKind.UNKNOWN_DISPUTED,
        thing_id=told.thing.text("id"),
        back_minor=amount_minor if back else 0,
    )


def _funds(told: _Told) -> MoneyEvent | None:
    """What of a payer's transfers waits at Stripe, since it fits no payment there."""
    available = told.thing.fields.get("available")
    waits = available if isinstance(available, dict) else {}
    moneys = {code: amount for code, amount in waits.items() if amount}
    if len(moneys) != 1:
        return _reports(told, ReportKind.FUNDS_WAIT, about=_purse(told, ""))
    ((code, amount),) = moneys.items()
    one = replace(told, thing=Payload(told.thing.fields | {"amount": amount, "currency": code}))
    return _reports(one, ReportKind.FUNDS_WAIT, about=_purse(told, str(code)))


def _cash(told: _Told) -> MoneyEvent | None:
    """What one movement leaves waiting; where it leaves nothing, nothing waits any more.

    It is not booked: Stripe applies it to a payment, which is told by itself, and then it would
    be here twice.
    """
    left = told.thing.fields.get("ending_balance")
    about = _purse(told, str(told.thing.fields.get("currency")))
    waiting = replace(told, thing=Payload(told.thing.fields | {"amount": left}))
    return _reports(waiting, ReportKind.FUNDS_WAIT, settles=left == 0, about=about)


def _purse(told: _Told, currency: str) -> str:
    """The name of what a payer has at Stripe in a currency."""
    payer = told.thing.fields.get("customer")
    named = payer.get("id") if isinstance(payer, dict) else payer
    whole = f"cash_balance {named} {currency.upper()}".strip()
    return whole if isinstance(named, str) and len(whole) <= _MOST_NAME else _of_the_day(told)


def _asks(
    told: _Told, reports: ReportKind | None = None, settles: bool = False
) -> MoneyEvent | None:
    """A question to a person, where it has an amount and names something that may be ours.

    Where it turns out to be of nobody known, it `reports` that.
    """
    identity, invoice_id = _identity_of(told.thing), _named(told.thing)
    carries = any(type(told.thing.fields.get(name)) is int for name in _AMOUNTS)
    if not carries or not (identity or invoice_id):
        return None
    amount_minor, currency = _carried(told) or (0, "")
    event = _event(told, identity or "none", amount_minor, currency)
    event = replace(event, kind="asks", reason=told.kind[:40], thing_id=_name_of(told))
    return replace(event, reports=reports, settles=settles)


def _reports(
    told: _Told, kind: ReportKind, *, settles: bool = False, about: str = ""
) -> MoneyEvent:
    """What people are told although it names nothing of ours, by the object that it is about."""
    object_id = about or _name_of(told)
    amount_minor, currency = _carried(told) or (0, "")
    event = _event(told, object_id, amount_minor, currency)
    told_so = replace(event, kind="reports", reason=told.kind[:_MOST_NAME], thing_id=object_id)
    return replace(told_so, reports=kind, settles=settles)


def _of_the_day(told: _Told) -> str:
    on = told.event.unix_time("created").date()
    return f"{told.kind[:_MOST_NAME]} {on.isoformat()}"


def _name_of(told: _Told) -> str:
    """The id of the thing; without one, the event is one of its type and day."""
    own = told.thing.fields.get("id")
    return own if isinstance(own, str) and 0 < len(own) <= _MOST_NAME else _of_the_day(told)


def _carried(told: _Told) -> tuple[int, str] | None:
    """The amount that a thing carries, as far as it can be read."""
    found = (told.thing.fields.get(name) for name in _AMOUNTS)
    amount = next((one for one in found if type(one) is int and 0 < abs(one) <= MOST_MINOR), None)
    if amount is None:
        return None
    try:
        currency = told.thing.currency("currency")
    except Invalid:
        return 0, ""
    return _iso_minor(abs(amount), currency), currency


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
    "cash_balance.funds_available": _funds,
    "customer_cash_balance_transaction.created": _cash,
}
MAPPED = frozenset(_FAMILIES)
