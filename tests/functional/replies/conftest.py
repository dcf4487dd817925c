"""A debtor who answers the mail that she got."""

from dataclasses import dataclass
from typing import Any, cast

import pytest

from local.harness.functions import running
from relance import config
from relance.data import accounts
from relance.domain.account.account import Account
from relance.domain.account.on_file import Reply
from tests.actors.replies import arrives, mail
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant

DOMAIN = "reply.client.example"
ADA = "C-1@client.example"


@dataclass
class Debtor:
    """C-1, reminded on Friday 5 June, who can answer the mail."""

    cloud: Cloud
    address: str

    @property
    def account(self) -> Account:
        found = accounts.load(TENANT.tenant_id, "C-1")
        assert found is not None
        return found

    def writes(self, name: str, to: str | None = None, **verdicts: str) -> None:
        """A mail of `tests/actors/mails` comes in on Monday at 11:12."""
        self.cloud.clock.set(at("2026-06-08 11:12"))
        address = to or self.address
        arrives(self.cloud, mail(name, address), address, **verdicts)
        self.cloud.pump("replies")

    @property
    def reply(self) -> Reply:
        (reply,) = self.account.replies
        return reply

    @property
    def passed_on(self) -> list[Any]:
        return [m for m in self.cloud.mailbox.messages() if m.to == (TENANT.reply_to,)]


@pytest.fixture(name="debtor")
def _debtor(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Debtor:
    with running("send"):
        environment = cast("dict[str, str]", cast(Any, config).os.environ)
    monkeypatch.setitem(environment, "INBOUND_DOMAIN", DOMAIN)
    tenant = live_tenant(cloud)
    people = (contact(email=ADA), contact("boss", role="approver", email="boss@client.example"))
    file_customer(cloud, tenant, customer(contacts=people))
    file_invoice(cloud, tenant, invoice())
    cloud.run(at("2026-06-05 10:00"))
    (reminder,) = cloud.mailbox.messages()
    (address,) = reminder.reply_to
    return Debtor(cloud, address)
