"""Headers of a stranger's mail: each cut, decoded where possible, and nothing of them raises.

The parsers of the standard library are not asked: comments in comments end them, as do charsets
that nobody knows and years that no calendar has.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from binascii import a2b_qp
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from relance.domain.era import FIRST_ON, LAST_ON

MOST_BYTES = 512_000  # of the headers of one mail or part
_MOST_LINES = 4_000
_MOST_OF_ONE = 4_000
_NAME = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_ENCODED = re.compile(r"=\?([\w.:*+-]{1,60})\?([bBqQ])\?([^?\r\n]{0,400})\?=")
_PARAMETER = re.compile(r';\s*([\w-]{1,40})[\d*]*\s*=\s*(?:"([^"]{0,300})"?|([^\s;"]{1,300}))')
_ADDRESS = re.compile(r"""[^\s<>()\[\]",;:@]{1,64}@[^\s<>()\[\]",;:@]{1,255}""")
_CHARSETS = re.compile(
    r"utf-?(?:7|8|8-sig|16|16le|16be|16-le|16-be|32|32le|32be)|us-ascii|ascii|ansi_x3\.4-1968|"
    r"iso-?8859-?\d{1,2}|latin-?\d|windows-?\d{3,4}|cp-?\d{3,4}|koi8-[rut]|mac-?\w{4,12}|"
    r"gb2312|gbk|gb18030|big5(?:hkscs)?|shift_?jis|euc-?(?:jp|kr)|iso-2022-(?:jp|kr)|hz|tis-?620"
)


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers by their name in small letters, each as often as it stands there."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cut: bool = False  # there were more than anybody reads

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that name, as it was sent."""
        return self.values.get(name.casefold(), ())

    def text(self, name: str) -> str:
        """The first value of that name, decoded; absent, it is empty."""
        return decoded(next(iter(self.all(name)), "")).strip()

    def word(self, name: str, otherwise: str = "") -> str:
        """What stands before the first parameter or comment, in small letters."""
        value = next(iter(self.all(name)), "") or otherwise
        return re.split(r"[;(\s]", value.strip(), maxsplit=1)[0].casefold()

    def parameter(self, name: str, parameter: str) -> str:
        """One parameter of a header, as the boundary of a multipart."""
        found = _PARAMETER.findall(next(iter(self.all(name)), ""))
        parts = [quoted or bare for key, quoted, bare in found if key.casefold() == parameter]
        return "".join(parts).strip()


def split(raw: bytes) -> tuple[Headers, int]:
    """The headers, and where what they head begins; a line that is none ends them."""
    kept: dict[str, list[str]] = {}
    current: list[bytes] = []
    name, place = "", 0
    for _ in range(_MOST_LINES):
        end = raw.find(b"\n", place, MOST_BYTES)
        line = raw[place:MOST_BYTES] if end < 0 else raw[place : end + 1]
        found = _NAME.match(line)
        if found:
            _keep(kept, name, current)
            name, current = found[1].decode("ascii").casefold(), [line[found.end() :]]
        elif name and line[:1] in (b" ", b"\t") and line.strip():
            current.append(line)
        elif place or not line.startswith(b"From "):
            _keep(kept, name, current)
            blank = len(line) if not line.strip() else 0
            return Headers({key: tuple(values) for key, values in kept.items()}), place + blank
        if end < 0:
            break
        place = end + 1
    _keep(kept, name, current)
    cut = len(raw) > MOST_BYTES or place < len(raw)
    return Headers({key: tuple(values) for key, values in kept.items()}, cut), len(raw)


def name_of(line: bytes) -> str:
    """The name of the header that begins on this line, in small letters, or nothing."""
    found = _NAME.match(line)
    return found[1].decode("ascii").casefold() if found else ""


def _keep(kept: dict[str, list[str]], name: str, lines: list[bytes]) -> None:
    if name:
        value = b"".join(lines)[:_MOST_OF_ONE].replace(b"\r", b"").replace(b"\n", b"")
        kept.setdefault(name, []).append(in_charset(value, "utf-8").strip())


def in_charset(raw: bytes, charset: str) -> str:
    """The bytes as text: as they say, else as UTF-8, else byte for byte."""
    said = charset.casefold().strip()
    if said not in ("", "utf-8", "utf8", "us-ascii", "ascii") and _CHARSETS.fullmatch(said):
        try:
            return raw.decode(said, "replace")
        except (LookupError, ValueError):
            pass
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace") if raw.count(0) == 0 else raw.decode("latin-1")


def decoded(value: str) -> str:
    """A header with its encoded words as text (RFC 2047); neighbours share their bytes."""
    out: list[str] = []
    place, charset, waiting = 0, "", b""
    for found in _ENCODED.finditer(value):
        between = value[place : found.start()]
        said = found[1].partition("*")[0]
        if (between.strip() or said != charset) and waiting:
            out.append(in_charset(waiting, charset))
            waiting = b""
        if between.strip() or not place:
            out.append(between)
        waiting, charset, place = waiting + _word(found[2], found[3]), said, found.end()
    if waiting:
        out.append(in_charset(waiting, charset))
    return "".join([*out, value[place:]])


def _word(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return a2b_qp(raw, header=True)
    return from_base64(raw)


def from_base64(raw: bytes) -> bytes:
    """The bytes meant, as far as they are base64 at all."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    kept = kept[: -1 if len(kept) % 4 == 1 else None]
    try:
        return b64decode(kept + b"=" * (-len(kept) % 4))
    except NotBase64:
        return b""


def address(value: str) -> str:
    """The address in a header: the one in brackets, else the first that stands there."""
    in_brackets = value.rpartition("<")[2].partition(">")[0] if "<" in value else ""
    found = _ADDRESS.search(in_brackets) or _ADDRESS.search(value)
    return found[0].strip(".'") if found else ""


def display_name(value: str) -> str:
    """The name before the address, or nothing."""
    return value.rpartition("<")[0].strip(" \"'")


def instant(value: str) -> datetime | None:
    """When it was written, as far as that is an instant of our time."""
    try:
        said = parsedate_to_datetime(value[:100])
        at = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return at if FIRST_ON <= at.date() <= LAST_ON else None
