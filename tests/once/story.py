"""Four days of a small creditor: six customers, and what each of them does.

C-1  one invoice overdue; pays on the second day after the reminder, and gets a receipt
C-2  two invoices overdue, listed together; pays one of them within minutes: a receipt
C-3  answers by the link of the reminder with a promise: a confirmation
C-4  pays while the reminder is in the queue: no reminder at all
C-5  has a dead address, and a second contact who gets the reminder instead
C-6  comes in over HTTP on the first morning; reminded on the second
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from relance.domain.account.customer import Contact
from relance.domain.creditor.api_key import SCOPES
from relance.flows.money.webhooks import register_endpoint
from relance.flows.tenant.keys import create_key
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import PUBLIC_URL, Response
from tests.harness.portfolio import file_customer, file_invoice, live_tenant
from tests.once.provider import SECRET, paid_event
from tests.once.stage import Stage

PATIENCE = 6  # how often an outsider who gets no answer tries again at once
FIRST_DAY = at("2026-06-09 10:00")
END = at("2026-06-12 18:00")
CUSTOMERS = ("C-1", "C-2", "C-3", "C-4", "C-5", "C-6")
_PROMISE = re.compile(rf"{re.escape(PUBLIC_URL)}(/r/[^/\s]+)")


type Act = Callable[[], None]


class Story:
    """The acts, in order. A crash is told within one act; the rest follows as it does."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.cloud = stage, stage.cloud
        self.acts: tuple[Act, ...] = (
            self.the_tool_files_a_customer,
            self.the_tool_files_an_invoice,
            *self._hour(FIRST_DAY),
            self.money_comes_while_the_reminder_is_queued,
            self._work("payments"),
            *self._send(),
            self.answers_come_back,
            self._work("payments"),
            self._work("evaluate"),
            *self._send(),
            *self._hour(at("2026-06-09 11:00")),
            *self._send(),
            self.the_night,
            *self._hour(at("2026-06-10 10:00")),
            *self._send(),
            self.the_days_after,
        )

    def _hour(self, hour: datetime) -> tuple[Act, ...]:
        return (partial(self.stage.tick, hour), self._work("dispatch"), self._work("evaluate"))

    def _send(self) -> tuple[Act, ...]:
        return (self._work("send"), self._work())

    def _work(self, *functions: str) -> Act:
        return lambda: self.stage.work(*functions)

    def before(self) -> None:
        """What was there before the story begins."""
        self.cloud.clock.set(at("2026-06-08 20:00"))
        tenant = live_tenant(self.cloud)
        dead = contact("dead", email="dead@bounces.example")
        for customer_id in CUSTOMERS[:5]:
            people: tuple[Contact, ...] = (contact(email=f"{customer_id}@client.example"),)
            if customer_id == "C-5":
                people = (dead, contact("boss", role="approver", email="C-5@client.example"))
            file_customer(self.cloud, tenant, customer(customer_id, contacts=people))
        for invoice_id, due_on in (
            ("F-1", "2026-06-05"),
            ("F-2a", "2026-06-04"),
            ("F-2b", "2026-06-05"),
            ("F-3", "2026-06-05"),
            ("F-4", "2026-06-05"),
            ("F-5", "2026-06-05"),
        ):
            bill = invoice(invoice_id, due_on=due_on, customer_id=f"C-{invoice_id[2]}")
            file_invoice(self.cloud, tenant, bill)
        _, self.key = create_key(tenant.tenant_id, SCOPES, "tool", self.cloud.clock.now())
        self.endpoint = register_endpoint(tenant.tenant_id, "stripe", (SECRET,))
        self.stage.note_tick(at("2026-06-09 09:00"))
        self.cloud.clock.set(at("2026-06-09 09:30"))

    # ------------------------------------------------------------------------------- the acts

    def the_tool_files_a_customer(self) -> None:
        """C-6, over HTTP."""
        people = [{"contact_id": "billing", "email": "C-6@client.example", "name": "Ada Martin"}]
        who = {"name": "Client SA", "country": "FR", "language": "fr", "contacts": people}
        self._until_heard("customer", lambda: self._put("/v1/customers/C-6", who))

    def the_tool_files_an_invoice(self) -> None:
        """C-6's, which fell due on Sunday."""
        bill = {
            "number": "F-6",
            "customer_id": "C-6",
            "currency": "EUR",
            "total_minor": 300_00,
            "issued_on": "2026-05-08",
            "due_on": "2026-06-07",
        }
        self._until_heard("invoice", lambda: self._put("/v1/invoices/F-6", bill))

    def money_comes_while_the_reminder_is_queued(self) -> None:
        """C-4's."""
        self.pays("F-4")

    def answers_come_back(self) -> None:
        """C-3 promises, C-2 pays the younger of two invoices."""
        self.cloud.clock.set(at("2026-06-09 10:20"))
        self._debtors_act()

    def the_night(self) -> None:
        """What became of the messages of the day is looked at."""
        self._until(at("2026-06-10 09:00"))

    def the_days_after(self) -> None:
        """C-1 pays; whatever was left without an outcome finds one."""
        self._until(at("2026-06-10 14:00"))
        self.cloud.clock.set(at("2026-06-10 14:20"))
        self._debtors_act()
        self.stage.work()
        self._until(END)

    def another_day(self) -> None:
        """Whatever is still due gets its hours."""
        self._until(self.cloud.clock.now() + timedelta(days=1))

    # ------------------------------------------------------------------------------- the world

    def _until(self, end: datetime) -> None:
        for hour in self.stage.hours(end):
            self._strike(hour)
            self._debtors_act()
            self.stage.work()

    def _strike(self, hour: datetime) -> None:
        self.stage.tick(hour)
        self.stage.work()

    def _debtors_act(self) -> None:
        now = self.cloud.clock.now()
        self._promises("C-3", "2026-06-12")
        self.pays("F-2b")
        if now >= at("2026-06-10 14:20"):
            self.pays("F-1")

    def _until_heard(self, what: str, attempt: Callable[[], Response]) -> None:
        """Outsiders repeat what they say until they get an answer, and then stop."""
        for _ in range(PATIENCE):
            if what in self.stage.memory:
                return
            if attempt().status < 300:
                self.stage.memory.add(what)

    def _put(self, path: str, body: dict[str, Any]) -> Response:
        return self.cloud.http("PUT", path, key=self.key, body=body)

    def pays(self, invoice_id: str) -> None:
        """Stripe says so until it is heard."""
        self._until_heard(f"paid {invoice_id}", lambda: self.webhook(invoice_id))

    def webhook(self, invoice_id: str) -> Response:
        """Stripe tells us that an invoice was paid in full."""
        headers, body = paid_event(invoice_id, self.cloud.clock.now())
        path = f"/v1/webhooks/stripe/{self.endpoint}"
        return self.cloud.http("POST", path, headers=headers, body=body)

    def _promises(self, customer_id: str, day: str) -> None:
        to = (f"{customer_id}@client.example",)
        texts = (mail.text for mail in self.cloud.mailbox.messages() if mail.to == to)
        found = next((link for text in texts if (link := _PROMISE.search(text))), None)
        if found:
            form = {"promise_on": day}
            path = f"{found[1]}/promise"
            self._until_heard("promised", lambda: self.cloud.http("POST", path, form=form))
