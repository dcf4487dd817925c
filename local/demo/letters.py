"""A mail as its reader takes it: which invoices it lists, what it asks, where its links lead."""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from local.mailbox import Mail
from relance.domain.account.message import MessageKind
from relance.domain.task_kinds import TaskKind

# A step that is a call goes as a mail where there is no telephone number.
REMINDERS = {
    MessageKind.COURTESY,
    MessageKind.DUE_TODAY,
    TaskKind.CALL,
    MessageKind.FIRST,
    MessageKind.SECOND,
    MessageKind.FINAL,
}
_ROW = re.compile(r"(?:Facture|Invoice) (\S+?)(?:, \d+/\d+)?")
_OPEN = re.compile(r"(?:À régler|To pay|Solde|Balance)\s*: (.+)")
_SETTLED = re.compile(r"(?:Réglée|Paid)\s*: .+")
_TOTAL = re.compile(r"(?:Total à régler|Net à régler|Total to pay|Net to pay)\s*: (.+)")
_OTHERS = ("Pour information", "For information")
_LINK = re.compile(r"https?://[^\s/]+/r/([^/\s]+)/([a-z]+)")


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """One invoice in a mail; `other` when it is listed for information only."""

    number: str
    open_minor: int
    other: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail that SES accepted."""

    mail: Mail
    account_id: str
    message_id: str
    lines: tuple[ListedInvoice, ...]
    total_minor: int | None
    links: Mapping[str, str]
    kind: str = ""
    variant: str = ""

    @property
    def at(self) -> datetime:
        """When it was sent."""
        return datetime.fromisoformat(self.mail.sent_at)

    @property
    def on(self) -> date:
        """The day, in UTC."""
        return self.at.date()

    @property
    def is_reminder(self) -> bool:
        """Whether it asks for money, and does not answer the debtor."""
        return self.kind in REMINDERS

    @property
    def address(self) -> str:
        """Whom it was sent to."""
        return self.mail.to[0]


def key_of(mail: Mail) -> tuple[str, str, str]:
    """Tenant, account and message id, as the tag of the mail has them."""
    tag = mail.tags["relance_key"]
    tenant_id, account_id, message_id = (
        base64.urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode().split("#")
    )
    return tenant_id, account_id, message_id


def read(mail: Mail) -> Letter:
    """The letter that a mail is."""
    _, account_id, message_id = key_of(mail)
    lines = tuple(_lines(mail.text))
    totals = [_minor(found[1]) for found in map(_TOTAL.match, mail.text.splitlines()) if found]
    named = [line.open_minor for line in lines if not line.other]
    total_minor = totals[-1] if totals else named[0] if len(named) == 1 else None
    links = {found[2]: found[0] for found in _LINK.finditer(mail.text)}
    return Letter(mail, account_id, message_id, lines, total_minor, links)


def _lines(text: str) -> Iterator[ListedInvoice]:
    number, other = "", False
    for written in text.splitlines():
        if written.startswith(_OTHERS):
            other = True
        elif found := _ROW.fullmatch(written.strip()):
            number = found[1]
        elif number and (found := _OPEN.match(written.strip())):
            yield ListedInvoice(number, _minor(found[1]), other)
            number = ""
        elif number and _SETTLED.match(written.strip()):
            yield ListedInvoice(number, 0, other)
            number = ""


def _minor(written: str) -> int:
    """An amount with two decimals, in minor units; what follows in brackets is something else."""
    return int(re.sub(r"\D", "", written.partition("(")[0]))
