"""The creditor of a calendar, who speaks to the API with a key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from local.harness.cloud import Cloud
from local.harness.gateway import Response
from local.harness.template import PUBLIC_URL
from local.replay.document import Calendar, Invoice
from relance.domain.money import exponent
from relance.flows.tenant.onboarding import new_tenant

SETTINGS: dict[str, Any] = {
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


class Refusal(Exception):
    """The API, or a debtor's page, did not take what the calendar says."""


@dataclass
class Business:
    """One creditor, as the API knows it."""

    cloud: Cloud
    calendar: Calendar
    tenant_id: str = ""
    key: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)  # what was last put, by path
    policies: dict[str, int] = field(default_factory=dict)  # the versions that were put
    holds: dict[str, list[str]] = field(default_factory=dict)  # set by the calendar, by path

    @property
    def zone(self) -> ZoneInfo:
        """The creditor's zone, in which the calendar's hours are meant."""
        return ZoneInfo(str(self.settings.get("zone", "Europe/Paris")))

    def instant(self, at: datetime) -> datetime:
        """The instant of a moment of the calendar."""
        return at.replace(tzinfo=self.zone)

    def comes_aboard(self) -> None:
        """Settings, policy, customers; live, unless the calendar stays in shadow."""
        self.settings = SETTINGS | self.calendar.settings
        if isinstance(self.calendar.policy, str):
            self.settings["policy_id"] = self.calendar.policy
        start = datetime.combine(self.calendar.live_on, datetime.min.time()).replace(hour=8)
        self.cloud.clock.set(self.instant(start))
        tenant, self.key = new_tenant(str(self.settings["legal_name"]), self.cloud.clock.now())
        self.tenant_id = tenant.tenant_id
        self.puts_policy(self.calendar.policy)
        self.asks("PUT", "/v1/settings", self.settings)
        for customer in self.calendar.customers:
            self.puts(f"/v1/customers/{customer.id}", customer.body)
        if self.calendar.mode == "live":
            live = {"confirm": True, "daily_cap": self.calendar.daily_cap}
            self.asks("POST", "/v1/go-live", live)

    def puts_policy(self, policy: str | Mapping[str, Any]) -> None:
        """A policy of one's own becomes the tenant's."""
        if not isinstance(policy, str):
            policy_id = str(policy["policy_id"])
            document = {name: said for name, said in policy.items() if name != "policy_id"}
            path, read = f"/v1/policies/{policy_id}", self.policies.get(policy_id, 0)
            kept = self.asks("PUT", path, document | {"version": read})
            self.policies[policy_id] = kept["version"]
            self.settings["policy_id"] = policy_id

    def asks(self, method: str, path: str, body: Any = None) -> Any:
        """What the API answers; raises Refusal."""
        answer = self.cloud.http(method, path, key=self.key, body=body)
        if answer.status >= 400:
            raise Refusal(f"{method} {path}: {_why(answer)}")
        return answer.json if answer.content else None

    def puts(self, path: str, body: Mapping[str, Any]) -> None:
        """Puts a thing whole, and remembers it for a later change."""
        self.sent[path] = dict(body)
        self.asks("PUT", path, self.sent[path])

    def puts_settings(self, changes: Mapping[str, Any]) -> None:
        """Puts the settings again, with what is different."""
        self.settings |= changes
        self.asks("PUT", "/v1/settings", self.settings)

    def changes(self, path: str, changes: Mapping[str, Any]) -> None:
        """Puts a thing again, with what is different."""
        body = {**self.sent[path], **changes}
        if "source_version" in body:
            body["source_version"] += 1
        self.puts(path, body)

    def enters(self, invoice: Invoice) -> None:
        """The invoicing tool sends an invoice."""
        only = self.calendar.customers[0].id
        currency = invoice.currency
        parts = [
            {
                "part_id": part.id,
                "amount_minor": minor(part.amount, currency),
                "due_on": part.due.isoformat(),
                "reason": part.reason,
            }
            for part in invoice.parts
        ]
        total = invoice.amount or sum((part.amount for part in invoice.parts), Decimal())
        body: dict[str, Any] = {
            "number": invoice.id,
            "customer_id": invoice.customer or only,
            "currency": currency,
            "total_minor": minor(total, currency),
            "issued_on": invoice.issued.isoformat(),
            "source_version": 1,
        }
        if parts:
            body["parts"] = parts
        if invoice.due:
            body["due_on"] = invoice.due.isoformat()
        self.puts(f"/v1/invoices/{invoice.id}", body | invoice.more)

    def customer(self, named: str | None) -> str:
        """The customer named, or the first."""
        return named or self.calendar.customers[0].id

    def payer_of(self, invoice_id: str) -> str:
        """The customer whose account holds an invoice."""
        sent = self.sent[f"/v1/invoices/{invoice_id}"]
        return str(sent.get("payer_id") or sent["customer_id"])

    def task(self, kind: str, step: str | None, customer: str | None) -> tuple[str, str]:
        """Customer and id of the oldest open task of a kind; raises Refusal."""
        cursor = ""
        while True:
            page = self.asks("GET", f"/v1/tasks?limit=200{cursor}")
            for task in page["tasks"]:
                about = (None, task["customer_id"]), (None, task.get("step"))
                if task["kind"] == kind and customer in about[0] and step in about[1]:
                    return task["customer_id"], task["task_id"]
            if not page["cursor"]:
                raise Refusal(f"there is no open task {kind}")
            cursor = f"&cursor={page['cursor']}"


def minor(amount: Decimal, currency: str) -> int:
    """An amount in minor units of its currency."""
    return int((amount * 10 ** exponent(currency)).to_integral_value())


def link_in(text: str) -> str:
    """The link of a message; raises Refusal."""
    found = _LINK.search(text)
    if not found:
        raise Refusal("the last message has no link")
    return found[0]


def _why(answer: Response) -> str:
    problem = answer.json if answer.text.startswith("{") else {}
    told = [f"{error['field']}: {error['detail']}" for error in problem.get("errors", ())]
    return f"{answer.status} {'; '.join(told) or problem.get('detail') or answer.text}"
