"""The creditor of a calendar, who speaks to the API with a key."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from local.harness.cloud import Cloud
from local.harness.template import PUBLIC_URL
from local.replay.document import Calendar, Invoice
from local.replay.entries import Part
from local.replay.facts import InvoiceChanged, Payment
from local.replay.mistakes import Path as Way
from local.replay.mistakes import unknown
from local.replay.refusal import Refusal, refusal
from relance.domain.money import CURRENCIES, exponent
from relance.flows.tenant.onboarding import new_tenant

SENDER = "relance.example"
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
    asking: Way = ()  # the place in the file of what is put before the first day
    payments: dict[str, Payment] = field(default_factory=dict)  # by their references

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
        tenant, self.key = new_tenant(
            str(self.settings["legal_name"]), self.cloud.clock.now(), [SENDER]
        )
        self.tenant_id = tenant.tenant_id
        self.asking = ("policy",)
        self.puts_policy(self.calendar.policy)
        self.asking = ("settings",)
        self.asks("PUT", "/v1/settings", self.settings)
        for index, customer in enumerate(self.calendar.customers):
            self.asking = ("customers", index)
            self.puts(f"/v1/customers/{customer.id}", customer.body)
        self.asking = ("mode",)
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
            raise refusal(method, path, answer, self._described)
        return answer.json if answer.content else None

    def _described(self) -> Any:
        return self.asks("GET", "/v1/openapi.json")

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
        total = invoice.amount or sum((part.amount for part in invoice.parts), Decimal())
        body: dict[str, Any] = {
            "number": invoice.id,
            "customer_id": invoice.customer or self.calendar.customers[0].id,
            "currency": invoice.currency,
            "total_minor": minor(total, invoice.currency),
            "issued_on": invoice.issued.isoformat(),
            "source_version": 1,
        }
        if invoice.parts:
            body["parts"] = _parts(invoice.parts, invoice.currency)
        if invoice.due:
            body["due_on"] = invoice.due.isoformat()
        self.puts(f"/v1/invoices/{invoice.id}", body | invoice.more)

    def changes_invoice(self, fact: InvoiceChanged) -> None:
        """The invoicing tool sends it again, with what is different."""
        path = f"/v1/invoices/{fact.invoice}"
        if path not in self.sent:
            raise Refusal(f"{fact.invoice} has not been sent yet")
        currency = str(fact.more.get("currency", self.sent[path]["currency"]))
        said: dict[str, Any] = {}
        if fact.parts:
            said["parts"] = _parts(fact.parts, currency)
            said["total_minor"] = sum(part["amount_minor"] for part in said["parts"])
        if fact.amount is not None:
            said["total_minor"] = minor(fact.amount, currency)
        if fact.due:
            said["due_on"] = fact.due.isoformat()
        once = {"due_change"} - {*fact.more}  # why a day moved is said of that move alone
        self.sent[path] = {name: v for name, v in self.sent[path].items() if name not in once}
        self.changes(path, said | fact.more)

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


def _parts(parts: Sequence[Part], currency: str) -> list[dict[str, Any]]:
    return [
        {
            "part_id": part.id,
            "amount_minor": minor(part.amount, currency),
            "due_on": part.due.isoformat(),
            "reason": part.reason,
            "accepted_on": part.accepted_on.isoformat() if part.accepted_on else None,
            "works_country": part.works_country,
            "open_reserve": part.open_reserve,
        }
        for part in parts
    ]


def minor(amount: Decimal, currency: str) -> int:
    """An amount in minor units of its currency; raises Refusal."""
    if currency not in CURRENCIES:
        raise Refusal(currency, fields=(("currency", unknown("currency", currency, CURRENCIES)),))
    exact = amount * 10 ** exponent(currency)
    if exact != exact.to_integral_value():
        digits = exponent(currency)
        why = f"{currency} has {digits} digits after the point"
        raise Refusal(why, fields=(("amount_minor", why),))
    return int(exact)


def link_in(text: str) -> str:
    """The link of a message; raises Refusal."""
    found = _LINK.search(text)
    if not found:
        raise Refusal("the last message has no link")
    return found[0]
