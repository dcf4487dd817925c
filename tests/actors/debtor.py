"""A debtor with a reminder in the mailbox, who opens its links and answers."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from local.mailbox.mail import Mail
from relance.data import accounts
from relance.data.transaction import commit
from relance.domain.account.account import Account
from relance.domain.account.customer import Customer
from relance.domain.booking.booking import book_money
from relance.domain.creditor.tenant import Tenant
from relance.domain.decide import decide
from relance.domain.decision import Decision, Send
from relance.domain.fact import Fact
from relance.domain.ledger.invoices import Invoice
from relance.flows.rules_for import rules_for
from tests.builders import PLAIN, at, customer, invoice
from tests.harness.cloud import PUBLIC_URL, Cloud, Response
from tests.harness.portfolio import file_customer, file_invoice, live_tenant
from tests.unit.render.reading import visible

ACTIONS = ("pay", "paid", "promise", "problem", "copy")
_LINK = re.compile(rf"{re.escape(PUBLIC_URL)}(/r/[^/\s]+)")
TRANSFER = {"paid_on": "2026-06-08", "means": "transfer", "account_last4": "0189"}


def words(page: Response) -> str:
    """What a person reads on a page, with ordinary spaces."""
    return visible(page.text).translate({0xA0: " ", 0x202F: " "})


@dataclass
class Debtor:
    """Who got a message, and the links in it."""

    cloud: Cloud
    tenant: Tenant
    link: str

    @property
    def token(self) -> str:
        """What is signed."""
        return self.link.removeprefix("/r/")

    @property
    def account(self) -> Account:
        """The file as it is now."""
        found = accounts.load(self.tenant.tenant_id, "C-1")
        assert found is not None
        return found

    def opens(self, action: str = "", method: str = "GET", **headers: str) -> Response:
        """The answer to opening a link of the message."""
        return self.cloud.http(method, f"{self.link}/{action}".rstrip("/"), headers=headers)

    def reads(self, action: str = "") -> str:
        """What the page of a link says."""
        page = self.opens(action)
        assert page.status == 200, page.text
        return words(page)

    def answers(self, action: str, **form: str) -> Response:
        """What comes back when a form is sent."""
        return self.cloud.http("POST", f"{self.link}/{action}", form=form)

    def is_told(self, action: str, **form: str) -> str:
        """What the page says after an answer was taken."""
        page = self.answers(action, **form)
        assert page.status == 200, page.text
        return words(page)

    def is_asked_again(self, action: str, **form: str) -> str:
        """What the form says when something in it is not accepted."""
        page = self.answers(action, **form)
        assert page.status == 422, page.text
        return words(page)

    def decided(self, moment: str) -> tuple[Decision, ...]:
        """What would be decided about the account at a local "2026-06-15 10:00", by plain steps."""
        account = self.account
        by = replace(rules_for(self.tenant, account, at(moment)), policy=PLAIN)
        return decide(account, by, at(moment))

    def sends(self, moment: str) -> list[str]:
        """The kinds of the messages that would go out then."""
        return [d.key.kind for d in self.decided(moment) if isinstance(d, Send)]

    def pays(self, invoice_id: str, amount_minor: int) -> None:
        """Money for an invoice, recorded as the payments flow records it."""
        before, now = self.account, self.cloud.clock.now()
        amounts = {invoice_id: amount_minor}
        after = book_money(before, "P-1", "EUR", amounts, 0, now.date(), now)
        commit(accounts.changes(before, after, Fact("P-1", "payment", now, now.date())))

    def becomes(self, **changes: Any) -> None:
        """Something about the account becomes different, as another flow would write it."""
        before, now = self.account, self.cloud.clock.now()
        after = replace(before, **changes)
        commit(accounts.changes(before, after, Fact("change", "change", now, now.date())))


def reminded(
    cloud: Cloud,
    *invoices: Invoice,
    customer_: Customer | None = None,
    when: datetime | None = None,
    **settings: Any,
) -> Debtor:
    """Customer C-1 of a live tenant, with the first reminder about F-1 of Monday 8 June."""
    tenant = live_tenant(cloud, **settings)
    file_customer(cloud, tenant, customer_ or customer())
    for one in invoices or (invoice(pdf_url="https://files.example/F-1.pdf"),):
        file_invoice(cloud, tenant, one)
    cloud.run(when or at("2026-06-08 10:00"))
    link = link_in(cloud.mailbox.messages()[-1])
    cloud.clock.set(at("2026-06-09 11:00"))
    return Debtor(cloud, tenant, link)


def link_in(mail: Mail) -> str:
    """The one link of a message, whatever its buttons."""
    (link,) = set(_LINK.findall(mail.text))
    return str(link)


def copies(cloud: Cloud) -> list[Mail]:
    """The copies that were sent, first to last."""
    return [mail for mail in cloud.mailbox.messages() if "documents demandés" in mail.subject]


def everything(cloud: Cloud) -> dict[str, list[dict[str, Any]]]:
    """All tables and queues as they are, to compare."""
    tables = ("AccountsTable", "TenantsTable", "InboxTable", "ApiKeysTable")
    rows: dict[str, Any] = {
        name: sorted(cloud.rows(name), key=lambda row: str(sorted(row.items()))) for name in tables
    }
    rows["waiting"] = cloud.waiting()
    return rows
