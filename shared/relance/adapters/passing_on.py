"""A debtor's mail, passed on to the mailbox that the tenant's people read (C6)."""

from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from relance.adapters.clients import client
from relance.adapters.sender_name import address

# Of the first leg, or not for a machine to repeat: the rest of the mail stays as it was written.
_REPLACED = (
    "From",
    "Sender",
    "To",
    "Cc",
    "Bcc",
    "Reply-To",
    "Return-Path",
    "Message-ID",
    "DKIM-Signature",
    "Disposition-Notification-To",
    "Auto-Submitted",
)


def pass_on(raw: bytes, sender: str, from_email: str, to_email: str, reply_id: str) -> bool:
    """Whether SES took it; one attempt. Answering it answers the debtor, not us."""
    mail = _addressed(raw, sender, from_email, to_email, reply_id)
    request: dict[str, Any] = {
        "FromEmailAddress": from_email,
        "Destination": {"ToAddresses": [to_email]},
        "Content": {"Raw": {"Data": mail.as_bytes()}},
    }
    try:
        client("sesv2").send_email(**request)
    except (ClientError, BotoCoreError):
        return False
    return True


def _addressed(raw: bytes, sender: str, from_email: str, to_email: str, reply_id: str) -> Message:
    mail = message_from_bytes(raw)
    for name in _REPLACED:
        del mail[name]
    mail["From"] = address(f"{parseaddr(sender)[1] or 'Relance'} (via Relance)", from_email)
    mail["To"] = to_email
    if sender:
        mail["Reply-To"] = sender
    mail["Auto-Submitted"] = "auto-forwarded"  # an absence notice of our own must not answer it
    mail["X-Relance-Reply"] = reply_id
    return mail
