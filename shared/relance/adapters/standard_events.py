"""Money told over Standard Webhooks, by a bank feed or a provider without an adapter of its own.

    {"type": "payment.received", "timestamp": "2026-06-02T08:00:00Z",
     "data": {"payment_id": "BANK-2026-0042", "invoice_id": "F-1", "customer_id": "C-1",
              "amount_minor": 30000, "currency": "EUR", "value_on": "2026-06-02",
              "means": "transfer"}}

`payment_id` is the bank's reference: the same money recorded over the API is the same payment.
`invoice_id`, `customer_id` and `means` (transfer, cheque, card, direct_debit, other) may be
left out. A `payment.returned` has the same form; its `amount_minor` is all that was ever returned
of the payment, `value_on` the day it went back, and `reason` why, as the bank says (AM04). So have
`payment.refunded` (all that the creditor ever gave back), `payment.return_undone` and
`payment.refund_undone` (all that is here again of the one or the other). Whatever else is said with
an amount makes a task: about the payment, or the invoice, else one a type and day for the tenant.
"""

import re
from dataclasses import replace

from relance.adapters.payload import Payload, parse
from relance.domain.errors import Invalid
from relance.domain.ledger.payments import TOLD, MoneyEvent, Way
from relance.domain.ledger.reports import ReportKind

_RECEIVED = "payment.received"
_OUT = {"payment.returned": Way.RETURN, "payment.refunded": Way.REFUND}
_BACK = {"payment.return_undone": Way.RETURN, "payment.refund_undone": Way.REFUND}
_UNKNOWN = {
    Way.RETURN: ReportKind.UNKNOWN_DISPUTED,
    Way.REFUND: ReportKind.UNKNOWN_REFUNDED,
}
_SOURCE = "standard"
_MEANS = frozenset({"transfer", "cheque", "card", "direct_debit", "other"})
_REASON = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")


def read(body: bytes) -> MoneyEvent | None:
    """The money that the event tells of; None for a type that is not about money."""
    event = parse(body)
    kind = event.text("type")
    if kind == _RECEIVED:
        return _event(event, "received")
    if way := _OUT.get(kind) or _BACK.get(kind):
        told = replace(
            _event(event, "returned"),
            event_id=f"{kind}-{_identifier(event.object('data'), 'payment_id')}",
            way=way,
            thing_id=TOLD if way is Way.RETURN else f"{TOLD}-refund",
            reports=_UNKNOWN[way],
        )
        if kind in _BACK:
            return replace(told, amount_minor=0, back_minor=told.amount_minor)
        return told
    return _asks(event, kind)


def _asks(event: Payload, kind: str) -> MoneyEvent | None:
    """What else is said with an amount: a person looks at the payment, or at what names none."""
    data = event.fields.get("data")
    if not isinstance(data, dict) or not data.get("amount_minor"):
        return None
    if "payment_id" in data:
        dated = {"value_on": event.instant("timestamp").date().isoformat()} | data
        asked = _event(Payload(event.fields | {"data": dated}), "asks")
        return replace(asked, reason=kind[:160], reports=ReportKind.OTHER)
    thing = Payload(data, "data.")
    amount_minor, currency = thing.amount("amount_minor"), thing.currency("currency")
    named = thing.identifier("invoice_id")
    at = event.instant("timestamp")
    told = MoneyEvent(
        f"{kind[:40]}-{at.isoformat()}", "asks", f"{_SOURCE}:none", amount_minor, currency, at
    )
    told = replace(told, invoice_id=named, source=_SOURCE, reason=kind[:160], thing_id=kind[:160])
    return replace(told, kind="asks" if named else "reports", reports=ReportKind.OTHER)


def _event(event: Payload, kind: str) -> MoneyEvent:
    data = event.object("data")
    amount_minor = data.amount("amount_minor")
    if not amount_minor:
        raise Invalid("data.amount_minor", "must be more than nothing")
    means = data.text("means") if data.has("means") else "transfer"
    if means not in _MEANS:
        raise Invalid("data.means", f"must be one of {', '.join(sorted(_MEANS))}")
    payment_id = _identifier(data, "payment_id")
    return MoneyEvent(
        f"{kind}-{payment_id}",
        kind,
        payment_id,
        amount_minor,
        data.currency("currency"),
        event.instant("timestamp"),
        data.day("value_on"),
        _identifier(data, "invoice_id") if data.has("invoice_id") else None,
        _identifier(data, "customer_id") if data.has("customer_id") else None,
        means,
        _SOURCE,
        _reason(data),
    )


def _reason(data: Payload) -> str | None:
    """Why money went back: a short code, as banks and people write it."""
    if not data.has("reason"):
        return None
    reason = data.text("reason")
    if not _REASON.fullmatch(reason):
        raise Invalid("data.reason", "must be a short code, as AM04")
    return reason.lower()


def _identifier(data: Payload, name: str) -> str:
    value = data.identifier(name)
    if value is None:
        raise Invalid(f"data.{name}", "must be 1 to 64 of A-Z a-z 0-9 . _ ~ -")
    return value
