"""Replies from a mailbox of the tenant's own, attached by whoever reads it (C6, practice 3)."""

from dataclasses import dataclass, replace
from datetime import datetime

from relance.adapters.inbound_mail import InboundMail, identity_of, parse
from relance.data import reply_rows
from relance.domain.errors import Conflict
from relance.domain.printable import one_line, printable
from relance.flows.replies.replies import Arrival, Kept, take_in


@dataclass(frozen=True, slots=True)
class Attached:
    """A mail as somebody hands it on: its source, or its text and who wrote it."""

    mime: str | None = None
    text: str = ""
    subject: str = ""
    sender: str = ""
    received_at: datetime | None = None
    message_id: str | None = None


def attach(
    tenant_id: str, account_id: str, attached: Attached, author: str, now: datetime
) -> tuple[Kept, bool]:
    """The reply with its words, and whether it is new; the same mail again changes nothing.

    Raises NotFound where the customer is unknown, and Conflict for one of too many of a day.
    """
    mail = _mail(attached)
    received_at = attached.received_at or mail.sent_at or now
    arrival = Arrival(mail, min(received_at, now), author)
    reply, new = take_in(tenant_id, account_id, arrival, now)
    if reply is None:
        detail = "as many replies of its kind as are kept were recorded today: it was not recorded"
        raise Conflict(detail)
    return Kept(reply, reply_rows.words(tenant_id, account_id).get(reply.reply_id, {})), new


def _mail(attached: Attached) -> InboundMail:
    said_id = attached.message_id or ""
    if attached.mime is not None:
        mail = parse(attached.mime.encode("utf-8", "surrogatepass"))
        identity = identity_of(said_id, mail.identity, "", "") if said_id else mail.identity
        return replace(mail, identity=identity)
    said_at = attached.received_at.isoformat() if attached.received_at else ""
    text, sender = printable(attached.text), one_line(attached.sender, 320)
    subject = one_line(attached.subject, 998)
    said = text if said_id else f"{subject}\n{text}"
    return InboundMail(identity_of(said_id, said_at, sender, said), sender, subject, text)
