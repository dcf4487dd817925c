"""What the bank and payment providers tell: money, returns, corrections, signed events."""

import json
from base64 import b64encode
from typing import Any

import stripe
from standardwebhooks import Webhook

from local.replay import facts
from local.replay.business import Business, minor
from local.replay.refusal import Refusal

type Told = facts.Payment | facts.PaymentReturned | facts.AllocationsCorrected | facts.Webhook

# Whatever they are: each tenant has its own.
_SECRETS = {
    "stripe": "whsec_of_a_calendar",
    "standard": "whsec_" + b64encode(b"a secret of every calendar, 32 b").decode(),
}


def tell(fact: Told, business: Business) -> None:
    """It reaches Relance; raises Refusal."""
    match fact:
        case facts.Payment():
            _pays(fact, business)
        case facts.PaymentReturned():
            _returns(fact, business)
        case facts.AllocationsCorrected():
            _corrects(fact, business)
        case facts.Webhook():
            _signs(fact, business)


def _pays(fact: facts.Payment, business: Business) -> None:
    shares = [
        {"invoice_id": invoice_id, "amount_minor": minor(amount, fact.currency)}
        for invoice_id, amount in fact.shares().items()
    ]
    payment_id = fact.payment or f"BANK-{fact.at:%Y%m%d%H%M}-{fact.amount}"
    body: dict[str, Any] = {
        "payment_id": payment_id,
        "amount_minor": minor(fact.amount, fact.currency),
        "currency": fact.currency,
        "value_on": (fact.value_on or fact.at.date()).isoformat(),
        "means": fact.means,
        "allocations": shares,
    }
    if fact.customer or not shares:
        body["customer_id"] = business.customer(fact.customer)
    business.payments[payment_id] = fact
    business.asks("POST", "/v1/payments", body)


def _returns(fact: facts.PaymentReturned, business: Business) -> None:
    body: dict[str, Any] = {"on": fact.at.date().isoformat(), "reason": fact.reason}
    if fact.amount is not None:
        body["amount_minor"] = minor(fact.amount, _currency(fact.payment, business))
    business.asks("POST", f"/v1/payments/{fact.payment}/reversal", body)


def _corrects(fact: facts.AllocationsCorrected, business: Business) -> None:
    """The whole list of where the money belongs, in place of where it was put."""
    currency = _currency(fact.payment, business)
    match fact.invoices:
        case dict() as several:
            shares = several
        case one:
            paid = business.payments.get(fact.payment)
            whole = fact.amount if fact.amount is not None else paid and paid.amount
            if whole is None:
                raise Refusal("say how much of it", fields=(("amount_minor", "it is missing"),))
            shares = {one: whole}
    given = [
        {"invoice_id": name, "amount_minor": minor(amount, currency)}
        for name, amount in shares.items()
    ]
    rest = {"customer_id": fact.customer} if fact.customer else {}
    path = f"/v1/payments/{fact.payment}/allocations"
    business.asks("PUT", path, {"allocations": given} | rest)


def _currency(payment_id: str, business: Business) -> str:
    """The currency of a payment that the calendar told of."""
    paid = business.payments.get(payment_id)
    return paid.currency if paid else "EUR"


def _signs(fact: facts.Webhook, business: Business) -> None:
    """The event is posted to the tenant's own endpoint, signed by the provider's library."""
    secret = _SECRETS[fact.provider]
    where = f"/v1/webhook-endpoints/{fact.provider}"
    path = business.asks("PUT", where, {"secrets": [secret]})["path"]
    id_ = fact.event or f"evt_{fact.at:%Y%m%d%H%M}_{fact.type.replace('.', '_')}"
    signed = _stripe if fact.provider == "stripe" else _standard
    body, headers = signed(fact, id_, secret, business)
    answer = business.cloud.http("POST", path, body=body, headers=headers)
    if answer.status >= 300:
        raise Refusal(f"the webhook was answered {answer.status}: {answer.text}", answer.status)


type Signed = tuple[str, dict[str, str]]


def _stripe(fact: facts.Webhook, id_: str, secret: str, business: Business) -> Signed:
    at = int(business.cloud.clock.now().timestamp())
    event = {
        "id": id_,
        "object": "event",
        "type": fact.type,
        "created": at,
        "data": {"object": fact.data},
    }
    body = json.dumps(event)
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{body}", secret)
    return body, {"Stripe-Signature": f"t={at},v1={signature}", "Content-Type": "application/json"}


def _standard(fact: facts.Webhook, id_: str, secret: str, business: Business) -> Signed:
    now = business.cloud.clock.now()
    body = json.dumps({"type": fact.type, "timestamp": now.isoformat(), "data": fact.data})
    return body, {
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(id_, now, body),
        "Content-Type": "application/json",
    }
