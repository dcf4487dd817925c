"""Money for tests: a tenant with accounts, providers that sign as they really do."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import stripe
from standardwebhooks.webhooks import Webhook

from relance.data import accounts
from relance.domain.account.account import Account
from relance.domain.creditor.tenant import Tenant
from relance.domain.ledger.invoices import Invoice, open_minor
from relance.domain.ledger.payments import Payment, Share
from relance.flows.money.webhooks import register_endpoint
from tests.builders import customer, day
from tests.harness.cloud import Cloud, Response
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

STRIPE_SECRET = "whsec_stripe-secret-of-our-tests"
STANDARD_SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


@dataclass
class Ledger:
    """A tenant on the harness: its accounts, and what its payment providers say."""

    cloud: Cloud
    tenant: Tenant
    endpoints: dict[str, str] = field(default_factory=dict)
    told: int = 0

    @property
    def tenant_id(self) -> str:
        """The id of the tenant."""
        return self.tenant.tenant_id

    @property
    def now(self) -> datetime:
        """The instant of the movable clock."""
        return self.cloud.clock.now()

    def account(self, account_id: str = "C-1") -> Account:
        """The account as it is now."""
        found = accounts.load(self.tenant_id, account_id)
        assert found is not None
        return found

    def open(self, account_id: str = "C-1") -> dict[str, int]:
        """What is open of each invoice of an account that is not closed."""
        return {i.invoice_id: open_minor(i) for i in self.account(account_id).invoices}

    def cash(self, account_id: str = "C-1") -> int:
        """The unallocated money of an account, in all currencies."""
        return sum(r.unallocated_minor for r in self.account(account_id).receipts)

    def has(self, *invoices: Invoice, customer_id: str = "C-1") -> "Ledger":
        """The ledger after a customer with these invoices was filed."""
        file_customer(self.cloud, self.tenant, customer(customer_id))
        for one in invoices:
            file_invoice(self.cloud, self.tenant, one)
        return self

    def endpoint(self, provider: str, *secrets: str) -> str:
        """The id of the tenant's endpoint, registered when first asked for."""
        if provider not in self.endpoints or secrets:
            secrets = secrets or (STRIPE_SECRET if provider == "stripe" else STANDARD_SECRET,)
            self.endpoints[provider] = register_endpoint(self.tenant_id, provider, secrets)
        return self.endpoints[provider]

    def posts(
        self, provider: str, body: str, headers: dict[str, str], endpoint_id: str = ""
    ) -> Response:
        """The answer to a request of a provider."""
        path = f"/v1/webhooks/{provider}/{endpoint_id or self.endpoint(provider)}"
        return self.cloud.http("POST", path, body=body, headers=headers)

    def stripe(self, kind: str, thing: dict[str, Any], **posted: Any) -> Response:
        """The answer to an event of Stripe, signed now; each has an id of its own."""
        self.told += 1
        event = {
            "id": f"evt_{self.told}",
            "object": "event",
            "api_version": "2026-10-28.endive",
            "created": int(self.now.timestamp()),
            "type": kind,
            "data": {"object": thing},
        }
        body = json.dumps(event)
        return self.posts("stripe", body, stripe_signed(body, self.now, **posted))

    def standard(self, kind: str, **data: Any) -> Response:
        """The answer to an event over Standard Webhooks, signed now."""
        self.told += 1
        content = {"type": kind, "timestamp": self.now.isoformat(), "data": data}
        body = json.dumps(content)
        return self.posts("standard", body, standard_signed(body, self.now, f"msg_{self.told}"))

    def settle(self) -> None:
        """All nudges are worked off."""
        self.cloud.pump("payments")

    def tick_later(self, **after: float) -> None:
        """Time passes, the schedule ticks, all work is done."""
        at = self.now + timedelta(**after)
        self.cloud.run(at)


def ledger(cloud: Cloud, **changes: Any) -> Ledger:
    """A tenant that is live, with nothing in it yet."""
    return Ledger(cloud, live_tenant(cloud, **changes))


def stripe_signed(
    body: str, at: datetime, secrets: tuple[str, ...] = (STRIPE_SECRET,)
) -> dict[str, str]:
    """The header that Stripe sends, computed by its own library."""
    sent_at = int(at.timestamp())
    sign: Callable[[str, str], str] = stripe.WebhookSignature._compute_signature
    values = [f"v1={sign(f'{sent_at}.{body}', secret)}" for secret in secrets]
    header = ",".join([f"t={sent_at}", *values])
    return {"Stripe-Signature": header, "Content-Type": "application/json; charset=utf-8"}


def standard_signed(
    body: str, at: datetime, message_id: str, secret: str = STANDARD_SECRET
) -> dict[str, str]:
    """The headers of Standard Webhooks, computed by its own library."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, at, body),
        "content-type": "application/json",
    }


def intent(
    intent_id: str = "pi_1",
    amount: int = 300_00,
    invoice_id: str | None = "F-1",
    currency: str = "eur",
) -> dict[str, Any]:
    """A payment intent that succeeded."""
    return {
        "id": intent_id,
        "object": "payment_intent",
        "amount": amount,
        "amount_received": amount,
        "currency": currency,
        "metadata": {"invoice_id": invoice_id} if invoice_id else {},
        "payment_method_types": ["card"],
        "status": "succeeded",
    }


def session(
    intent_id: str = "pi_1",
    amount: int = 300_00,
    invoice_id: str | None = "F-1",
    paid: bool = True,
) -> dict[str, Any]:
    """A checkout session that was completed."""
    return {
        "id": f"cs_{intent_id}",
        "object": "checkout.session",
        "amount_total": amount,
        "client_reference_id": invoice_id,
        "currency": "eur",
        "metadata": {},
        "mode": "payment",
        "payment_intent": intent_id,
        "payment_method_types": ["card"],
        "payment_status": "paid" if paid else "unpaid",
    }


def refunded(intent_id: str = "pi_1", amount: int = 300_00, of: int = 300_00) -> dict[str, Any]:
    """A charge of which so much in total went back."""
    return {
        "id": f"ch_{intent_id}",
        "object": "charge",
        "amount": of,
        "amount_refunded": amount,
        "currency": "eur",
        "payment_intent": intent_id,
        "refunded": amount == of,
    }


def payment(
    *shares: Share,
    amount_minor: int | None = None,
    payment_id: str = "BANK-1",
    on: str = "2026-06-01",
    at: datetime | None = None,
    **changes: Any,
) -> Payment:
    """A transfer of what its shares add up to, unless told otherwise."""
    total = sum(share.amount_minor for share in shares) if amount_minor is None else amount_minor
    moment = at or datetime.fromisoformat(f"{on}T12:00:00+00:00")
    changes.setdefault("currency", "EUR")
    return Payment(
        payment_id, total, value_on=day(on), recorded_at=moment, shares=shares, **changes
    )
