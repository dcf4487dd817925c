"""A mail as SES gets it: MIME, made of what is kept of it and of nothing else (R14).

The same values make the same bytes, in any year: there is no date and no chance in it, and the
boundary is the mail's own. So it is written here and not by `email`, which folds headers otherwise
from version to version. SES adds date and Message-ID (facts 3.1).
"""

import hashlib
from binascii import b2a_base64, b2a_qp
from dataclasses import dataclass
from functools import lru_cache

from relance.adapters.sender_name import address

_CRLF = "\r\n"
_LONGEST_LINE = 76
_LONGEST_NAME = 9  # "Subject: ", before the first word of a line
_BYTES_OF_WORD = 39  # 52 characters of base64, and twelve around them
_LONGEST_WORD = _LONGEST_LINE - _LONGEST_NAME


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready to go; those in `copy_emails` see it and each other."""

    from_name: str
    from_email: str
    to_email: str
    reply_to: str
    subject: str
    html: str
    text: str
    key: str
    attempt: int
    copy_emails: tuple[str, ...] = ()
    ses_tenant: str | None = None  # whose reputation at SES it counts for


@lru_cache(maxsize=1)  # its hash is kept before it leaves
def mime_of(mail: Mail) -> bytes:
    """The whole mail: headers, its text, and the same as HTML; ASCII, in lines that end in CRLF."""
    boundary = _boundary(mail)
    headers = {
        "From": address(mail.from_name, mail.from_email, _LONGEST_WORD),
        "To": mail.to_email,
        "Cc": ", ".join(mail.copy_emails),
        "Reply-To": mail.reply_to,
        "Subject": _unstructured(mail.subject),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
    }
    head = _CRLF.join(header(name, value) for name, value in headers.items() if value)
    first, second = _part(boundary, "plain", mail.text), _part(boundary, "html", mail.html)
    return b"".join((head.encode(), b"\r\n\r\n", first, second, f"--{boundary}--\r\n".encode()))


def header(name: str, value: str) -> str:
    """One header, folded at its spaces; whatever is in the value, it begins no other header."""
    line, lines = f"{name}:", []
    for word in "".join(c if c.isprintable() else " " for c in value).split():
        if len(line) + 1 + len(word) > _LONGEST_LINE and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += f" {word}"
    return _CRLF.join([*lines, line])


def _boundary(mail: Mail) -> str:
    """A line that no part can hold: `=_` is nothing that quoted-printable writes (RFC 2045)."""
    digest = hashlib.sha256(f"{mail.key} {mail.attempt}".encode()).hexdigest()
    return f"=_{digest[:32]}"


def _part(boundary: str, kind: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
    head = (
        f"--{boundary}",
        f"Content-Type: text/{kind}; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    )
    # The last line ends with the break of its own that it needs before a boundary.
    body = b2a_qp(_CRLF.join([*lines, ""]).encode())
    return b"".join((_CRLF.join(head).encode(), b"\r\n\r\n", body, b"\r\n"))


def _unstructured(text: str) -> str:
    """A text as a header holds it: as it is, or in encoded words (RFC 2047) of whole letters."""
    plain = text.isascii() and "=?" not in text
    if plain and all(len(word) <= _LONGEST_WORD for word in text.split()):
        return text
    words, word = [], b""
    for letter in "".join(c if c >= " " and c != "\x7f" else " " for c in text):
        raw = letter.encode()
        if len(word) + len(raw) > _BYTES_OF_WORD:
            words.append(word)
            word = b""
        word += raw
    return " ".join(f"=?utf-8?b?{b2a_base64(w, newline=False).decode()}?=" for w in (*words, word))
