"""A mail that a debtor wrote, from its MIME source; nothing of it is trusted, all of it is kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from relance.adapters.mail_headers import Headers, address, decoded, display_name, instant
from relance.adapters.mail_parts import Parts, Words, parts_of, words_of
from relance.domain.printable import one_line, printable

MOST_CHARACTERS = 20_000  # of the text that is kept; the rest is in the mail that was passed on
MOST_READ = 40_000  # of the text in which is looked for what it says
MOST_BYTES = 45_000_000  # above what SES takes in
_AUTOREPLY_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder")
_AUTOREPLY_PRECEDENCE = frozenset({"auto_reply", "auto-reply", "autoreply"})
_NO = frozenset({"", "no", "false", "0", "none"})


@dataclass(frozen=True, slots=True)
class InboundMail:
    """Who wrote what, and whether marks of its own say that a machine did (R42)."""

    identity: str  # of the mail: the same however often and by whichever way it comes in
    sender: str
    subject: str
    text: str
    automatic: bool = False
    failed: bool = False  # it reports that a message did not arrive
    unreadable: bool = False
    cut: bool = False  # there is more than was read
    also: tuple[str, ...] = ()  # the same words read in another way
    writer: str = ""  # the display name
    passed_on: str = ""  # the seal of a mail that we passed on
    sent_at: datetime | None = None

    @property
    def kept_text(self) -> str:
        """As much of the text as is kept."""
        return self.text[:MOST_CHARACTERS]


def parse(raw: bytes) -> InboundMail:
    """The mail, whatever its bytes are; what cannot be read is said to be unreadable."""
    try:
        return _mail(raw[:MOST_BYTES])
    except (ValueError, LookupError, ArithmeticError, RecursionError, MemoryError):
        return unseen(hashlib.sha256(raw).hexdigest())


def unseen(identity: str) -> InboundMail:
    """A mail of which nothing could be read: a person looks."""
    return InboundMail(identity, "", "", "", unreadable=True)


def identity_of(message_id: str, said_at: str, sender: str, text: str) -> str:
    """What tells one mail from another: ids of others are not trusted to be unique (R45)."""
    parts = (message_id.strip(), said_at.strip(), sender.casefold(), " ".join(text.split()))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def _mail(raw: bytes) -> InboundMail:
    parts = parts_of(raw)
    words, headers = words_of(parts), parts.headers
    text = printable(words.shown)
    sender = _sender(headers)
    said_at = headers.text("Date")
    known = text if text.strip() else hashlib.sha256(raw).hexdigest()
    return InboundMail(
        identity_of(headers.text("Message-ID"), said_at, sender, known),
        sender,
        one_line(headers.text("Subject"), 998),
        text[:MOST_READ].strip("\n"),
        _automatic(headers),
        parts.failed,
        _unreadable(parts, words, raw),
        words.cut or max(map(len, (text, *words.also))) > MOST_READ,
        tuple(printable(each[:MOST_READ]) for each in words.also),
        one_line(display_name(headers.text("From")), 200),
        headers.text("X-Relance-Reply"),
        instant(said_at),
    )


def _unreadable(parts: Parts, words: Words, raw: bytes) -> bool:
    """Nothing is text although something is there, or it is encrypted."""
    return words.unseen or (parts.sealed and not words.shown.strip()) or not raw.strip()


def _sender(headers: Headers) -> str:
    """Who is answered; an address that cannot be one is nobody's."""
    found = (
        address(decoded(value)) for name in ("Reply-To", "From") for value in headers.all(name)
    )
    return one_line(next((one for one in found if one), ""), 320)


def _automatic(headers: Headers) -> bool:
    """Only what a machine says of itself; `bulk`, `auto-generated` and the like prove nothing."""
    submitted = headers.all("Auto-Submitted")
    back = [path.strip() for path in headers.all("Return-Path")]
    precedence = {value.strip().casefold() for value in headers.all("Precedence")}
    says_so = (value for name in _AUTOREPLY_HEADERS for value in headers.all(name))
    return (
        any(value.strip().casefold().startswith("auto-replied") for value in submitted)
        or (bool(back) and all(path == "<>" for path in back))
        or not precedence.isdisjoint(_AUTOREPLY_PRECEDENCE)
        or any(value.strip().casefold() not in _NO for value in says_so)
        or headers.word("Content-Type") == "multipart/report"
    )
