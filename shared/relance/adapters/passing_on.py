"""A debtor's mail, passed on to the mailbox that the tenant's people read (C6)."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from relance.adapters.clients import client
from relance.adapters.mail_headers import name_of, split
from relance.adapters.reply_address import seal
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
    "X-Relance-Reply",
)
_DROPPED = frozenset(name.casefold() for name in _REPLACED)


def pass_on(raw: bytes, sender: str, from_email: str, to_email: str, reply_id: str) -> bool:
    """Whether SES took it; one attempt. Answering it answers the debtor, not us."""
    mail = _addressed(raw, sender, from_email, to_email, reply_id)
    request: dict[str, Any] = {
        "FromEmailAddress": from_email,
        "Destination": {"ToAddresses": [to_email]},
        "Content": {"Raw": {"Data": mail}},
    }
    try:
        client("sesv2").send_email(**request)
    except (ClientError, BotoCoreError):
        return False
    return True


def _addressed(raw: bytes, sender: str, from_email: str, to_email: str, reply_id: str) -> bytes:
    """The mail with headers of ours; its parts are handed on byte for byte, never parsed."""
    _, start = split(raw)
    name = sender if sender.isascii() and sender else "Relance"
    ours = {
        "From": address(f"{name} (via Relance)", from_email),
        "To": to_email,
        "Auto-Submitted": "auto-forwarded",  # an absence notice of our own must not answer it
        "X-Relance-Reply": seal(reply_id),
    }
    if sender.isascii() and sender:
        ours["Reply-To"] = sender
    lines = [f"{name}: {' '.join(value.split())}".encode() for name, value in ours.items()]
    return b"\r\n".join([*lines, *_kept(raw[:start]), b"", raw[start:]])


def _kept(headers: bytes) -> list[bytes]:
    """The lines of the headers that stay as they were written."""
    kept, dropping = [], False
    for line in headers.splitlines():
        if line[:1] not in (b" ", b"\t"):
            dropping = name_of(line) in _DROPPED or not name_of(line)
        if not dropping and line.strip():
            kept.append(line)
    return kept
