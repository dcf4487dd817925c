"""A debtor's mail, passed on to the mailbox that the tenant's people read (C6)."""

from base64 import encodebytes
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from relance.adapters.clients import mail_client
from relance.adapters.mail_answers import Meaning, Refusal, meaning_of
from relance.adapters.mail_headers import name_of, split
from relance.adapters.mail_transport import never_left
from relance.adapters.mime import header
from relance.adapters.reply_address import seal
from relance.adapters.sender_name import address
from relance.domain.errors import SendingSuspended

# SES sends 40 MB, counted in base64, in which a request carries a mail (facts 3.1).
MOST_BYTES = 29_000_000
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
    "DomainKey-Signature",
    "Disposition-Notification-To",
    "Return-Receipt-To",
    "X-Confirm-Reading-To",
    "Errors-To",
    "Auto-Submitted",
    "X-Relance-Reply",
)
_DROPPED = frozenset(name.casefold() for name in _REPLACED)
# What SES wrote for us, and what tells SES what to do with a mail of ours: tags, sets, tenants.
_OF_SES = ("x-ses-", "resent-")
_OF_CONTENT = ("content-", "mime-version")


@dataclass(frozen=True, slots=True)
class Passing:
    """A mail on its way to people; of one that is too large they get `instead`."""

    raw: bytes
    sender: str
    from_email: str
    to_email: str
    reply_id: str
    instead: str = ""


def too_large(raw: bytes) -> bool:
    """Whether SES would not send it."""
    return len(raw) > MOST_BYTES


def pass_on(mail: Passing) -> bool:
    """Whether SES took it; one attempt. Answering it answers the debtor, not us.

    Raises SendingSuspended, or OutOfTime, where certainly nothing left and a later try may do.
    """
    request: dict[str, Any] = {
        "FromEmailAddress": mail.from_email,
        "Destination": {"ToAddresses": [mail.to_email]},
        "Content": {"Raw": {"Data": _addressed(mail)}},
    }
    try:
        mail_client().send_email(**request)
    except ClientError as error:
        if _takes_nothing_now(error, mail.from_email):
            raise SendingSuspended("mail not passed on") from error
        return False
    except BotoCoreError as error:
        if never_left(error):
            raise SendingSuspended("mail not passed on") from error
        return False
    return True


def _takes_nothing_now(error: ClientError, from_email: str) -> bool:
    said, status = error.response["Error"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    refusal = Refusal(said["Code"], status, str(said.get("Message", "")))
    return meaning_of(refusal, from_email) in (Meaning.THROTTLED, Meaning.WHOLE)


def _addressed(mail: Passing) -> bytes:
    """The mail with headers of ours; its parts are handed on byte for byte, never parsed."""
    _, start = split(mail.raw)
    sender = mail.sender if mail.sender.isascii() else ""
    ours = {
        "From": address(f"{sender or 'Relance'} (via Relance)", mail.from_email),
        "To": mail.to_email,
        "Auto-Submitted": "auto-forwarded",  # an absence notice of our own must not answer it
        "X-Relance-Reply": seal(mail.reply_id),
    }
    if sender:
        ours["Reply-To"] = sender
    kept, body = _kept(mail.raw[:start]), mail.raw[start:]
    if too_large(mail.raw):
        ours |= {
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Transfer-Encoding": "base64",
        }
        kept = [line for line in kept if not name_of(line).startswith(_OF_CONTENT)]
        body = encodebytes(mail.instead.encode())
    lines = [header(name, value).encode() for name, value in ours.items()]
    return b"\r\n".join([*lines, *kept, b"", body])


def _kept(headers: bytes) -> list[bytes]:
    """The headers that stay as they were written, each with its folded lines."""
    kept: list[bytes] = []
    dropping = False
    for line in headers.splitlines():
        if line[:1] in (b" ", b"\t"):
            if not dropping and kept and line.strip():
                kept[-1] += b"\r\n" + line
            continue
        name = name_of(line)
        dropping = not name or name in _DROPPED or name.startswith(_OF_SES)
        if not dropping:
            kept.append(line)
    return kept
