"""Some weeks of a small business, over HTTP, mail and webhooks: every function does its work.

Told for what it calls, not for what comes of it: tests/functional/test_permissions.py compares the
calls with the policies.
"""

import base64
import hmac
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from standardwebhooks.webhooks import Webhook

from local.harness.functions import running
from relance.adapters.mail import parse_key
from relance.adapters.reply_address import reply_address
from relance.flows.tenant.onboarding import new_tenant
from tests.actors.replies import arrives, mail
from tests.builders import at
from tests.harness.cloud import PUBLIC_URL, Cloud, Response

SECRET = "whsec_" + base64.b64encode(b"a signing secret of thirty bytes").decode()
STRIPE_SECRET = "whsec_of-a-stripe-endpoint"
SETTINGS = {
    "legal_name": "Atelier Dupont SARL",
    "siren": "732829320",
    "iban": "FR7630006000011234567890189",
    "from_email": "compta@relance.example",
    "from_name": "Atelier Dupont, comptabilité",
    "reply_to": "claire@relance.example",
    "phone": "+33 1 23 45 67 89",
    "signatory": "Claire Lefort",
    "takeover_name": "Mme Durand",
}
_LINK = re.compile(rf"{re.escape(PUBLIC_URL)}/r/[^/\s]+")


class Business:
    """A tenant that speaks to the API, and the debtors who answer it."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        _, self.key = new_tenant("Atelier Dupont SARL", cloud.clock.now(), ["relance.example"])
        self._told = 0

    def asks(self, method: str, path: str, body: Any = None, *, expect: int = 200) -> Any:
        """What the API answers, which must have the status expected."""
        answer = self.cloud.http(method, path, key=self.key, body=body)
        assert answer.status == expect, f"{method} {path}: {answer.status} {answer.text}"
        return answer.json if answer.content else None

    def has_customer(self, customer_id: str, email: str) -> None:
        """A customer with one address."""
        contact = {"contact_id": "billing", "email": email, "name": "Ada Martin"}
        body = {"name": f"Client {customer_id}", "contacts": [contact]}
        self.asks("PUT", f"/v1/customers/{customer_id}", body, expect=201)

    def issues(self, invoice_id: str, customer_id: str, due_on: str, **more: Any) -> None:
        """An invoice of 300.00 EUR, unless told otherwise."""
        body = {
            "number": f"N-{invoice_id}",
            "customer_id": customer_id,
            "currency": "EUR",
            "total_minor": 30_000,
            "issued_on": "2026-05-03",
            "due_on": due_on,
        }
        self.asks("PUT", f"/v1/invoices/{invoice_id}", body | more, expect=201)

    def receives(self, payment_id: str, amount_minor: int, **more: Any) -> None:
        """Money on the bank account, recorded by the invoicing tool."""
        body = {
            "payment_id": payment_id,
            "amount_minor": amount_minor,
            "currency": "EUR",
            "value_on": self.cloud.clock.now().date().isoformat(),
        }
        self.asks("POST", "/v1/payments", body | more, expect=201)

    def is_told(self, endpoint: str, payment_id: str, kind: str = "received", **data: Any) -> None:
        """A signed webhook of the bank's feed."""
        self._told += 1
        now = self.cloud.clock.now()
        event = {
            "type": f"payment.{kind}",
            "timestamp": now.isoformat(),
            "data": {"payment_id": payment_id, "currency": "EUR", "amount_minor": 30_000}
            | {"value_on": now.date().isoformat()}
            | data,
        }
        text = json.dumps(event)
        headers = {
            "content-type": "application/json",
            "webhook-id": f"msg_{self._told}",
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(SECRET).sign(f"msg_{self._told}", now, text),
        }
        answer = self.cloud.http("POST", endpoint, body=text, headers=headers)
        assert answer.status == 202, answer.text

    def is_told_by_stripe(self, endpoint: str, kind: str, thing: Mapping[str, Any]) -> None:
        """A signed webhook of Stripe about a payment intent or a charge."""
        self._told += 1
        now = int(self.cloud.clock.now().timestamp())
        event = {"id": f"evt_{self._told}", "type": kind, "created": now}
        text = json.dumps(event | {"data": {"object": thing}})
        signature = hmac.new(STRIPE_SECRET.encode(), f"{now}.{text}".encode(), "sha256")
        headers = {
            "content-type": "application/json",
            "stripe-signature": f"t={now},v1={signature.hexdigest()}",
        }
        answer = self.cloud.http("POST", endpoint, body=text, headers=headers)
        assert answer.status == 202, answer.text

    def goes_on(self, first: str, last: str) -> None:
        """Days pass, a tick at the sending hour of each."""
        day, end = at(f"{first} 10:00"), at(f"{last} 10:00")
        while day <= end:
            self.cloud.run(day)
            day += timedelta(days=1)

    def debtor_opens(self, customer_id: str, action: str = "", method: str = "GET") -> Response:
        """A link of the last message to that customer is opened."""
        return self.cloud.http(method, f"{self._link(customer_id)}/{action}".rstrip("/"))

    def debtor_answers(self, customer_id: str, action: str, form: Mapping[str, str]) -> None:
        """A form of the last message to that customer is sent."""
        path = f"{self._link(customer_id)}/{action}"
        answer = self.cloud.http("POST", path, form=form)
        assert answer.status == 200, answer.text

    def debtor_writes(self, customer_id: str, name: str) -> None:
        """A mail of `tests/actors/mails` answers the last message to that customer."""
        mails = [m for m in self.cloud.mailbox.messages() if f"{customer_id}@" in m.to[0].lower()]
        key = parse_key(mails[-1].tags["relance_key"])
        assert key
        with running("replies"):
            address = reply_address(key[2], "reply.example")
        arrives(self.cloud, mail(name, address), address)
        self.cloud.pump()

    def _link(self, customer_id: str) -> str:
        mails = [m for m in self.cloud.mailbox.messages() if f"{customer_id}@" in m.to[0].lower()]
        found = _LINK.search(mails[-1].text)
        assert found, mails[-1].text
        return found[0]
