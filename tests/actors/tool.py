"""An invoicing tool that speaks to the API over HTTP, for the tests of the ledger."""

from dataclasses import dataclass, replace
from typing import Any

from local.harness.home import SENDER
from relance.data.sender_rows import holders
from relance.flows.tenant.onboarding import new_tenant
from relance.flows.tenant.senders import bind
from tests.harness.cloud import Cloud, Response

CUSTOMER = {
    "name": "Client SA",
    "contacts": [
        {"contact_id": "billing", "name": "Ada Martin", "email": "billing@client.example"}
    ],
}
INVOICE = {
    "number": "N° F-1",
    "customer_id": "C-1",
    "currency": "EUR",
    "total_minor": 300_00,
    "issued_on": "2026-05-03",
    "due_on": "2026-06-02",
}
PAYMENT = {
    "payment_id": "BANK-1",
    "amount_minor": 300_00,
    "currency": "EUR",
    "value_on": "2026-06-01",
    "allocations": [{"invoice_id": "F-1", "amount_minor": 300_00}],
}
SETTINGS = {
    "legal_name": "Atelier Lumen SARL",
    "from_email": "compta@relance.example",
    "reply_to": "claire@relance.example",
    "phone": "+33 1 84 60 12 34",
}
IBAN = "FR7630006000011234567890189"
OTHER_IBAN = "DE89370400440532013000"


@dataclass(frozen=True)
class Tool:
    """One tenant's invoicing tool and its key."""

    cloud: Cloud
    tenant_id: str
    key: str
    domain: str = SENDER  # bound to the tenant

    def __call__(self, method: str, path: str, body: Any = None) -> Response:
        """The answer of the API."""
        return self.cloud.http(method, f"/v1{path}", key=self.key, body=body)

    def get(self, path: str) -> Any:
        """What the API shows; it must be there."""
        answer = self("GET", path)
        assert answer.status == 200, answer.text
        return answer.json

    def customer(self, customer_id: str = "C-1", **changes: Any) -> Response:
        """Puts a customer."""
        return self("PUT", f"/customers/{customer_id}", CUSTOMER | changes)

    def invoice(self, invoice_id: str = "F-1", **changes: Any) -> Response:
        """Puts an invoice; a change to None leaves the field out."""
        body = {name: value for name, value in (INVOICE | changes).items() if value is not None}
        return self("PUT", f"/invoices/{invoice_id}", body)

    def pay(self, **changes: Any) -> Response:
        """Posts a payment."""
        return self("POST", "/payments", PAYMENT | changes)

    def settings(self, **changes: Any) -> Response:
        """Puts the settings."""
        said = SETTINGS | {"from_email": f"compta@{self.domain}"} | changes
        return self("PUT", "/settings", said)

    def with_key(self, *scopes: str) -> "Tool":
        """The same tool with another key of the tenant."""
        answer = self("POST", "/api-keys", {"scopes": scopes})
        assert answer.status == 201, answer.text
        return replace(self, key=answer.json["key"])


def newcomer(cloud: Cloud, *senders: str) -> Tool:
    """The tool of a new tenant, which knows nobody yet; each sends from a domain of its own."""
    tenant, key = new_tenant("Atelier Lumen SARL", cloud.clock.now(), senders)
    domain = SENDER
    if not senders:
        domain = f"{tenant.tenant_id}.example" if holders([SENDER]) else SENDER
        cloud.mailbox.verify(domain)
        bind(tenant.tenant_id, domain, cloud.clock.now())
    return Tool(cloud, tenant.tenant_id, key, domain)


def tool(cloud: Cloud) -> Tool:
    """The tool of a new tenant, which knows the customer C-1."""
    made = newcomer(cloud)
    made.customer()
    return made


def fields(answer: Response) -> list[str]:
    """The fields that a problem names; it must be one."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    assert answer.json["status"] == answer.status
    return [error["field"] for error in answer.json.get("errors", [])]
