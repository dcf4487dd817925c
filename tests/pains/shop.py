"""A small business on the whole system, over HTTP: its debtor C-1, and what he got by mail."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from local.mailbox.mail import Mail
from relance.adapters.mail import parse_key
from relance.data import accounts, links
from relance.domain.account.account import Account
from relance.domain.account.message import Message
from tests.actors.tool import SETTINGS, Tool, newcomer
from tests.builders import at, at_ten, day
from tests.harness.cloud import PUBLIC_URL, Cloud, Response

SATURDAY = 5
# What nobody may read before, or on, the due date.
LATENESS = ("relance", "impayé", "retard", "rappel", "en souffrance")


@dataclass(frozen=True)
class Shop(Tool):
    """The tool of a live tenant, and what its debtors got."""

    def days(self, first: str, last: str | None = None, *, weekends: bool = True) -> "Shop":
        """Days pass, each with one run at ten in Paris; `last` is included."""
        on, end = day(first), day(last or first)
        while on <= end:
            if weekends or on.weekday() < SATURDAY:
                self.cloud.run(at_ten(on))
            on += timedelta(days=1)
        return self

    def hours(self, on: str, hours: Iterable[int]) -> "Shop":
        """Runs at these hours of a day."""
        for hour in hours:
            self.cloud.run(at(f"{on} {hour:02d}:00"))
        return self

    @property
    def mails(self) -> list[Mail]:
        """Everything that left, oldest first."""
        return self.cloud.mailbox.messages()

    @property
    def said(self) -> list[str]:
        """Each mail as "06-05 first"."""
        return [f"{mail.sent_at[5:10]} {self.message(mail).key.kind}" for mail in self.mails]

    def message(self, mail: Mail) -> Message:
        """What the account keeps of a mail."""
        found = parse_key(mail.tags["relance_key"])
        assert found
        kept = {m.message_id: m for m in self.account(found[1]).messages}
        message = kept.get(found[2]) or links.archived_message(*found)
        assert message
        return message

    def account(self, customer_id: str = "C-1") -> Account:
        """The file of a customer as it is now."""
        found = accounts.load(self.tenant_id, customer_id)
        assert found is not None
        return found

    def owes(self, invoice_id: str = "F-1", **changes: Any) -> "Shop":
        """An invoice arrives from the invoicing tool, with its id for a number."""
        answer = self.invoice(invoice_id, **({"number": invoice_id} | changes))
        assert answer.status in (200, 201), answer.text
        return self

    def pays(self, invoice_id: str, amount_minor: int, **changes: Any) -> "Shop":
        """Money for an invoice, with a value day of today."""
        body = {
            "payment_id": f"BANK-{invoice_id}-{amount_minor}",
            "amount_minor": amount_minor,
            "value_on": self.cloud.clock.now().date().isoformat(),
            "allocations": [{"invoice_id": invoice_id, "amount_minor": amount_minor}],
        }
        answer = self.pay(**(body | changes))
        assert answer.status == 201, answer.text
        return self

    def does(self, method: str, path: str, body: Any = None) -> Any:
        """What the API answers to something that must succeed."""
        answer = self(method, path, body)
        assert answer.status < 300, answer.text
        return answer.json if answer.content else None

    def tasks(self) -> list[str]:
        """The kinds of what waits for a person."""
        return [task["kind"] for task in self.get("/tasks")["tasks"]]

    def timeline(self, invoice_id: str = "F-1") -> list[dict[str, Any]]:
        """The story of an invoice, oldest first."""
        entries: list[dict[str, Any]] = self.get(f"/invoices/{invoice_id}/timeline")["entries"]
        return entries

    def opens(self, mail: Mail, action: str = "", method: str = "GET") -> Response:
        """The answer to a link of a mail."""
        return self.cloud.http(method, f"{link_of(mail)}/{action}".rstrip("/"))

    def answers(self, mail: Mail, action: str, **form: str) -> str:
        """What the page says after the debtor sent a form of a mail's links."""
        page = self.cloud.http("POST", f"{link_of(mail)}/{action}", form=form)
        assert page.status == 200, page.text
        return page.text


def link_of(mail: Mail) -> str:
    """The page of a message, without the action of a button."""
    start = mail.text.index(f"{PUBLIC_URL}/r/") + len(f"{PUBLIC_URL}/r/")
    token = mail.text[start:].split()[0].split("/")[0]
    return f"/r/{token}"


def plain(mail: Mail) -> str:
    """The text of a mail on one line with ordinary spaces."""
    return " ".join(mail.text.translate({0xA0: " ", 0x202F: " "}).split())


def opened(cloud: Cloud, **settings: Any) -> Shop:
    """A live tenant that knows the customer C-1."""
    made = newcomer(cloud)
    shop = Shop(cloud, made.tenant_id, made.key)
    shop.does("PUT", "/settings", SETTINGS | {"signatory": "Claire Lefort"} | settings)
    shop.does("POST", "/go-live", {"confirm": True, "daily_cap": 1_000})
    shop.customer()
    return shop
