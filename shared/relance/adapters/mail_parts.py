"""The parts of a MIME mail, in one pass and within bounds, whatever its bytes are.

Nothing recurs and nothing raises: what exceeds a bound is left out, and said to be.
"""

import re
from binascii import a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from relance.adapters import mail_html
from relance.adapters.mail_headers import Headers, from_base64, in_charset, split

MOST_PARTS = 200
MOST_DEPTH = 12
MOST_OF_A_PART = 400_000  # bytes of one text
_MOST_MARKS = 20_000  # of what looks like a boundary
_ROOT = 0
_NEW_LINE = ord("\n")
_MACHINE_READABLE = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/feedback-report"}
)
_SEALED = re.compile(r"application/(?:x-)?pkcs7-mime|application/pgp-encrypted|multipart/encrypted")
_FAILED = re.compile(rb"^action:[ \t]*failed", re.IGNORECASE | re.MULTILINE)
_PROSE = re.compile(rb"[A-Za-z]{2} [A-Za-z]{2}")
# Charsets in which the bytes of plain letters are not those letters.
_OTHER_BYTES = re.compile(
    r"utf-?(?:7|16|32)|iso-2022|hz|cp-?(?:037|500|1026|1140|273|424|875)", re.I
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part that has no parts of its own."""

    headers: Headers
    body: bytes
    type: str
    enclosed: bool  # of a mail that was enclosed: somebody else's words
    group: int | None  # the alternatives that it is one of

    @property
    def attached(self) -> bool:
        """Whether it is a file, and not what the mail says."""
        return self.headers.word("Content-Disposition") == "attachment"


@dataclass(slots=True)
class Parts:
    """What a mail consists of."""

    headers: Headers
    leaves: list[Part] = field(default_factory=list)
    beside: list[bytes] = field(default_factory=list)  # what stands outside of the parts
    cut: bool = False  # there is more than anybody reads
    sealed: bool = False  # encrypted
    failed: bool = False  # reports that a message did not arrive
    groups: int = 0


@dataclass(frozen=True, slots=True)
class _Waiting:
    raw: bytes
    depth: int
    enclosed: bool = False
    group: int | None = None


def parts_of(raw: bytes) -> Parts:
    """The parts, in their order, with what they are part of."""
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    headers, _ = split(raw)
    found = Parts(headers, cut=headers.cut)
    waiting = [_Waiting(raw, _ROOT)]
    while waiting:
        one = waiting.pop()
        if one.depth > MOST_DEPTH or len(found.leaves) >= MOST_PARTS:
            found.cut = True
            continue
        waiting.extend(reversed(_opened(one, found)))
    return found


def _opened(one: _Waiting, found: Parts) -> list[_Waiting]:
    """The parts of a part; without any it is a leaf."""
    headers, start = split(one.raw)
    body = one.raw[start:]
    kind = headers.word("Content-Type", "text/plain")
    found.cut = found.cut or headers.cut
    found.sealed = found.sealed or bool(_SEALED.match(kind))
    if kind == "message/rfc822":
        return [_Waiting(body, one.depth + 1, enclosed=True)]
    inner = _between(body, headers, found) if kind.startswith("multipart/") else []
    if not inner:
        text = "text/plain" if kind.startswith("multipart/") or "/" not in kind else kind
        found.failed = found.failed or (
            text == "message/delivery-status" and bool(_FAILED.search(body[:64_000]))
        )
        found.leaves.append(Part(headers, body, text, one.enclosed, one.group))
        return []
    found.groups += 1
    group = found.groups if kind == "multipart/alternative" else one.group
    return [_Waiting(raw, one.depth + 1, one.enclosed, group) for raw in inner]


def _between(body: bytes, headers: Headers, found: Parts) -> list[bytes]:
    """What stands between the boundaries; what stands around them is kept beside."""
    boundary = headers.parameter("Content-Type", "boundary").encode("utf-8", "replace")
    if not boundary:
        return []
    line = re.compile(re.escape(b"--" + boundary) + rb"(--)?[ \t]{0,99}\r?(?:\n|$)")
    inner: list[bytes] = []
    start = None
    for mark in islice(line.finditer(body), _MOST_MARKS):
        if mark.start() and body[mark.start() - 1] != _NEW_LINE:
            continue
        before = body[start or 0 : mark.start()]
        if start is None:
            found.beside.append(before)
        else:
            inner.append(before)
        start = mark.end()
        if mark[1]:
            found.beside.append(body[start:])
            return inner
        if len(inner) >= MOST_PARTS:
            found.cut = True
            return inner
    return [*inner, body[start:]] if start is not None else []


@dataclass(frozen=True, slots=True)
class Words:
    """What a mail says, as it is shown and in every other way in which it may be read."""

    shown: str
    also: tuple[str, ...] = ()
    cut: bool = False
    unseen: bool = False  # something is there, and none of it is text


def words_of(parts: Parts) -> Words:
    """The text of the mail; a file or an enclosed mail is read only where nothing else is text."""
    texts = [part for part in parts.leaves if part.type in ("text/plain", "text/html")]
    own = [part for part in texts if not part.enclosed and not part.attached and part.body.strip()]
    readable = own or [part for part in texts if part.body.strip()]
    shown: list[str] = []
    also = [in_charset(raw[:MOST_OF_A_PART], "utf-8") for raw in parts.beside if raw.strip()]
    for group in _groups(readable):
        best, *others = _ranked(group)
        shown.append(best)
        also.extend(others)
    for part in readable:
        also.extend(_otherwise(part))
    for part in parts.leaves:
        if part.type in _MACHINE_READABLE:  # or so it calls itself
            also.append(in_charset(part.body[:MOST_OF_A_PART], "utf-8"))
    long = any(len(part.body) > MOST_OF_A_PART for part in readable)
    unseen = not any(text.strip() for text in shown) and _anything(parts)
    return Words("\n".join(shown), tuple(dict.fromkeys(also)), long or parts.cut, unseen)


def _anything(parts: Parts) -> bool:
    return any(part.body.strip() and part.type not in _MACHINE_READABLE for part in parts.leaves)


def _groups(parts: list[Part]) -> Iterator[list[Part]]:
    """Alternatives together, everything else by itself, in their order."""
    groups: dict[object, list[Part]] = {}
    for place, part in enumerate(parts):
        groups.setdefault(("alone", place) if part.group is None else part.group, []).append(part)
    yield from groups.values()


def _ranked(group: list[Part]) -> list[str]:
    """The texts of one group: the plain one first, unless it hardly says anything."""
    plain = [text_of(part) for part in group if part.type == "text/plain"]
    html = [text_of(part) for part in group if part.type == "text/html"]
    short = len("".join(plain).split()) * 4 < len("".join(html).split())
    return [*html, *plain] if short else [*plain, *html]


def text_of(part: Part) -> str:
    """The text of one part; of HTML what a reader sees."""
    text = in_charset(_payload(part), part.headers.parameter("Content-Type", "charset"))
    return mail_html.text_of(text) if part.type == "text/html" else text


def _payload(part: Part) -> bytes:
    body = part.body[:MOST_OF_A_PART]
    match part.headers.word("Content-Transfer-Encoding"):
        case "base64":
            return from_base64(body)
        case "quoted-printable":
            return a2b_qp(body)
        case _:
            return body


def _otherwise(part: Part) -> Iterator[str]:
    """The same bytes read without what the headers say of them, where that may be wrong."""
    encoded = part.headers.word("Content-Transfer-Encoding") == "base64"
    body = part.body[:MOST_OF_A_PART]
    if encoded and _PROSE.search(body):
        yield in_charset(body, "utf-8")
    if _OTHER_BYTES.match(part.headers.parameter("Content-Type", "charset")):
        yield in_charset(_payload(part), "utf-8")
