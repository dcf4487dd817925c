"""Money of the demo: signed by the providers' own libraries, or reported by the staff."""

import json
from collections.abc import Mapping
from typing import Any

import stripe
from standardwebhooks import Webhook

from local.demo.world import World
from relance.domain.account.on_file import Means

STAFF_MEANS = {
    "bank": Means.TRANSFER,
    "debit": Means.DIRECT_DEBIT,
    "lcr": Means.OTHER,
    "cheque": Means.CHEQUE,
}


def pay(world: World, account_id: str, by: str, currency: str, shares: Mapping[str, int]) -> str:
    """The id of a payment for some invoices, told the way the debtor pays and written down."""
    payment_id = f"{by.upper()}-{len(world.books.received) + 1:04d}"
    if by == "stripe":
        ((invoice_id, amount_minor),) = shares.items()
        payment_id = _stripe_payment(world, payment_id, invoice_id, amount_minor, currency)
    elif by == "standard":
        ((invoice_id, amount_minor),) = shares.items()
        _told_by_bank(world, payment_id, invoice_id, amount_minor, currency)
    else:
        _reported(world, payment_id, by, currency, shares)
    world.books.receive(payment_id, currency, shares)
    world.day.payments += 1
    world.stack.drain()
    return payment_id


def pay_unnamed(world: World, account_id: str, currency: str, amount_minor: int) -> str:
    """The id of a transfer that names no invoice."""
    payment_id = f"BANK-{len(world.books.received) + 1:04d}"
    body = _payment(world, payment_id, "bank", currency, amount_minor)
    world.api.post("/v1/payments", {**body, "customer_id": account_id})
    world.books.receive_unnamed(payment_id, account_id, currency, amount_minor)
    world.day.payments += 1
    return payment_id


def send_back(world: World, payment_id: str) -> None:
    """A payment goes back whole: a refund by Stripe, a return by the bank."""
    currency, amount_minor = world.books.received[payment_id]
    if payment_id.startswith("stripe:"):
        charge = {
            "id": f"ch_{payment_id[10:]}",
            "object": "charge",
            "payment_intent": payment_id.removeprefix("stripe:"),
            "amount_refunded": amount_minor,
            "currency": currency.lower(),
        }
        send_stripe(world, "charge.refunded", charge)
    else:
        world.api.post(f"/v1/payments/{payment_id}/reversal", {"reason": "unpaid_cheque"})
    world.books.refund(payment_id)
    world.stack.drain()


def move(world: World, payment_id: str, to_id: str) -> None:
    """A payment that was booked on the wrong invoice is put on the right one, whole."""
    _, amount_minor = world.books.received[payment_id]
    right = [{"invoice_id": to_id, "amount_minor": amount_minor}]
    world.api.put(f"/v1/payments/{payment_id}/allocations", {"allocations": right})
    world.books.move(payment_id, to_id)
    world.stack.drain()


def _stripe_payment(
    world: World, reference: str, invoice_id: str, amount_minor: int, currency: str
) -> str:
    """A checkout, told as Stripe tells it: by two events, one of them twice."""
    intent = f"pi_{reference.replace('-', '')}"
    named = {"metadata": {"invoice_id": invoice_id}, "currency": currency.lower()}
    session = {
        "id": f"cs_{reference}",
        "object": "checkout.session",
        "payment_status": "paid",
        "payment_intent": intent,
        "amount_total": amount_minor,
        **named,
    }
    paid = {"id": intent, "object": "payment_intent", "amount_received": amount_minor, **named}
    send_stripe(world, "checkout.session.completed", session)
    send_stripe(world, "payment_intent.succeeded", paid)
    send_stripe(world, "checkout.session.completed", session)
    return f"stripe:{intent}"


def send_stripe(world: World, kind: str, thing: Mapping[str, Any], secret: str = "") -> int:
    """The status of the answer to an event of Stripe, signed with its library."""
    path, own = world.webhooks["stripe"]
    at = int(world.now.timestamp())
    event = {
        "id": f"evt_{kind.replace('.', '')}_{thing['id']}",
        "object": "event",
        "type": kind,
        "created": at,
        "data": {"object": thing},
    }
    body = json.dumps(event)
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{body}", secret or own)
    headers = {"Stripe-Signature": f"t={at},v1={signature}", "Content-Type": "application/json"}
    return _deliver(world, path, body, headers, expected=not secret)


def _told_by_bank(
    world: World, payment_id: str, invoice_id: str, amount_minor: int, currency: str
) -> None:
    path, secret = world.webhooks["standard"]
    data = {
        "payment_id": payment_id,
        "invoice_id": invoice_id,
        "amount_minor": amount_minor,
        "currency": currency,
        "value_on": world.today.isoformat(),
        "means": Means.TRANSFER,
    }
    event = {"type": "payment.received", "timestamp": world.now.isoformat(), "data": data}
    body, id_ = json.dumps(event), f"msg_{payment_id}"
    headers = {
        "webhook-id": id_,
        "webhook-timestamp": str(int(world.now.timestamp())),
        "webhook-signature": Webhook(secret).sign(id_, world.now, body),
        "Content-Type": "application/json",
    }
    _deliver(world, path, body, headers, expected=True)


def _deliver(
    world: World, path: str, body: str, headers: Mapping[str, str], *, expected: bool
) -> int:
    answer = world.stack.http("POST", path, body.encode(), headers=headers)
    if expected and answer.status >= 300:
        told = answer.body.decode(errors="replace")[:300]
        raise RuntimeError(f"the webhook was answered {answer.status}: {told}")
    return answer.status


def _reported(
    world: World, payment_id: str, by: str, currency: str, shares: Mapping[str, int]
) -> None:
    body = _payment(world, payment_id, by, currency, sum(shares.values()))
    given = [{"invoice_id": id_, "amount_minor": minor} for id_, minor in shares.items()]
    world.api.post("/v1/payments", {**body, "allocations": given})


def _payment(
    world: World, payment_id: str, by: str, currency: str, amount_minor: int
) -> dict[str, Any]:
    return {
        "payment_id": payment_id,
        "amount_minor": amount_minor,
        "currency": currency,
        "value_on": world.today.isoformat(),
        "means": STAFF_MEANS[by],
    }
