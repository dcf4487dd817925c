"""A clerk writes by hand to two customers, and each is told once what she wrote (R8).

C-1  would have been reminded half an hour later: the reminder waits for the gap
C-2  pays between her call and the mail: it goes all the same, and lists what is paid
"""

from functools import partial

from relance.domain.creditor.api_key import SCOPES
from relance.flows.money.webhooks import register_endpoint
from relance.flows.tenant.keys import create_key
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Response
from tests.harness.portfolio import file_customer, file_invoice, live_tenant
from tests.once.provider import SECRET
from tests.once.stage import Stage
from tests.once.story import Story

END = at("2026-06-16 18:00")


class ByHand(Story):
    """The acts, in order."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.acts = (
            partial(self.the_clerk_writes, "C-1"),
            *self._send(),
            partial(self.the_clerk_writes, "C-2"),
            self.money_comes_while_the_reminder_is_queued,
            self._work("payments"),
            *self._send(),
            *self._hour(at("2026-06-09 10:00")),
            *self._send(),
            partial(self.the_clerk_repeats, "C-1"),
            *self._send(),
            self.the_night,
            self.the_days_after,
        )

    def before(self) -> None:
        """What was there before the story begins."""
        self.cloud.clock.set(at("2026-06-08 20:00"))
        tenant = live_tenant(self.cloud)
        for customer_id in ("C-1", "C-2"):
            people = (contact(email=f"{customer_id}@client.example"),)
            file_customer(self.cloud, tenant, customer(customer_id, contacts=people))
            bill = invoice(f"F-{customer_id[2]}", due_on="2026-06-05", customer_id=customer_id)
            file_invoice(self.cloud, tenant, bill)
        _, self.key = create_key(tenant.tenant_id, SCOPES, "clerk", self.cloud.clock.now())
        self.endpoint = register_endpoint(tenant.tenant_id, "stripe", (SECRET,))
        self.stage.note_tick(at("2026-06-09 09:00"))
        self.cloud.clock.set(at("2026-06-09 09:30"))

    def the_clerk_writes(self, customer_id: str) -> None:
        """Until she has an answer."""
        self._until_heard(f"written {customer_id}", partial(self._writes, customer_id))

    def the_clerk_repeats(self, customer_id: str) -> None:
        """Her tool lost the answer and asks once more."""
        self._until_heard(f"repeated {customer_id}", partial(self._writes, customer_id))

    def money_comes_while_the_reminder_is_queued(self) -> None:
        """C-2's."""
        self.pays("F-2")

    def the_night(self) -> None:
        """What became of the messages of the day is looked at."""
        self._until(at("2026-06-10 12:00"))

    def the_days_after(self) -> None:
        """The gap is over."""
        self._until(END)

    def _debtors_act(self) -> None:
        """They say nothing more."""

    def _writes(self, customer_id: str) -> Response:
        words = {
            "message_id": "note-1",
            "subject": "Notre appel",
            "text": "Comme convenu.",
            "invoice_ids": [f"F-{customer_id[2]}"],
        }
        path = f"/v1/customers/{customer_id}/messages"
        return self.cloud.http("POST", path, key=self.key, body=words)
