"""A mail that a debtor wrote, from its MIME source; nothing of it is trusted, all of it is kept."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from html import unescape

MOST_CHARACTERS = 20_000  # of the text that is kept; the rest is in the mail that was passed on
_BULK = frozenset({"auto_reply", "auto-reply", "bulk", "junk"})
_SILENT_TAGS = re.compile(r"<(style|script|head)\b.*?</\1>", re.IGNORECASE | re.DOTALL)
_BREAKS = re.compile(r"<(br|/p|/div|/tr|/li)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class InboundMail:
    """Who wrote what, and whether the headers say that a machine did (RFC 3834)."""

    identity: str  # of the mail: the same however often and by whichever way it comes in
    sender: str
    subject: str
    text: str
    automatic: bool = False
    forwarded_by_us: bool = False
    sent_at: datetime | None = None


def parse(raw: bytes) -> InboundMail:
    """The mail; what cannot be read of it is empty."""
    mail: EmailMessage = message_from_bytes(raw, policy=default)
    identity = header(mail, "Message-ID") or hashlib.sha256(raw).hexdigest()
    return InboundMail(
        identity,
        parseaddr(header(mail, "Reply-To") or header(mail, "From"))[1],
        header(mail, "Subject"),
        _text(mail)[:MOST_CHARACTERS],
        _automatic(mail),
        "X-Relance-Reply" in mail,
        _sent_at(mail),
    )


def header(mail: EmailMessage, name: str) -> str:
    """One header as text; a broken one is empty."""
    try:
        return str(mail.get(name, "")).strip()
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""  # the parser of the standard library gives up on some malformed headers


def _automatic(mail: EmailMessage) -> bool:
    submitted = header(mail, "Auto-Submitted").partition(";")[0].strip().casefold()
    return (
        submitted not in ("", "no")
        or header(mail, "X-Auto-Response-Suppress").casefold() not in ("", "none")
        or any(name in mail for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or header(mail, "Precedence").casefold() in _BULK
        or header(mail, "Return-Path") == "<>"
        or mail.get_content_type() == "multipart/report"
    )


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, KeyError, ValueError):  # a charset nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("latin-1") if isinstance(payload, bytes) else ""
    return _plain(text) if part.get_content_subtype() == "html" else text


def _plain(html: str) -> str:
    text = _TAGS.sub("", _BREAKS.sub("\n", _SILENT_TAGS.sub("", html)))
    return unescape(text).strip()


def _sent_at(mail: EmailMessage) -> datetime | None:
    try:
        said = parsedate_to_datetime(header(mail, "Date"))
    except ValueError:
        return None
    return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
