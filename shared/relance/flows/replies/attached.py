"""Replies from a mailbox of the tenant's own, attached by whoever reads it (C6, practice 3)."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from relance.adapters.inbound_mail import InboundMail, parse
from relance.data import reply_rows
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

    Raises NotFound where the customer is unknown.
    """
    mail = _mail(attached)
    if attached.message_id:
        mail = replace(mail, identity=attached.message_id.strip())
    received_at = attached.received_at or mail.sent_at or now
    arrival = Arrival(mail, min(received_at, now), author)
    reply, new = take_in(tenant_id, account_id, arrival, now)
    assert reply is not None  # people of the tenant may attach as many as they want
    return Kept(reply, reply_rows.words(tenant_id, account_id).get(reply.reply_id, {})), new


def _mail(attached: Attached) -> InboundMail:
    if attached.mime is not None:
        return parse(attached.mime.encode("utf-8", "surrogateescape"))
    said_at = attached.received_at.isoformat() if attached.received_at else ""
    parts = (attached.sender, attached.subject, attached.text, said_at)
    identity = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    return InboundMail(identity, attached.sender, attached.subject, attached.text)
