"""The name that a debtor reads as the sender, as a header holds it (RFC 2047, facts 3.1).

A plain name is quoted; any other becomes encoded words of at most 75 characters, joined by spaces
and never by a line break, which SES refuses. What looks like an encoded word is encoded as well, so
that it is read as it was written.
"""

import re
import unicodedata
from email.header import Header

MOST_CHARACTERS = 320  # of a whole address, name and all
_LONGEST_WORD = 75
_ENCODED_WORD = re.compile(r"=\?[^\s?]+\?[bq]\?[^\s?]*\?=", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+\.[^\s<>\"(),;:.]+")
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # of emoji, and of some scripts
_NOT_QUOTED = ('"', "\\", "=?")


def address(name: str, email: str, longest_word: int = _LONGEST_WORD) -> str:
    """An address with its display name, on one line and short enough; a longer name is cut."""
    name = " ".join("".join(c if c.isprintable() or c in _JOINERS else " " for c in name).split())
    while name and len(found := _joined(name, email)) > MOST_CHARACTERS:
        name = name[: -max(1, (len(found) - MOST_CHARACTERS) // 12)].rstrip()
    return _joined(name, email, longest_word) if name else email


def flaw_of(name: str, email: str) -> str | None:
    """Why mail cannot be sent under that name as it stands; None where it can."""
    if _ENCODED_WORD.search(name):
        return "must not contain an encoded word, as =?utf-8?q?...?="
    if any(unicodedata.category(c) in ("Cf", "Co", "Cn") and c not in _JOINERS for c in name):
        return "must not contain invisible characters"
    if not any(unicodedata.category(c)[0] in "LNS" for c in name):
        return "must contain a letter"
    if len(_joined(name, email)) > MOST_CHARACTERS:
        return f"with the address it is longer than {MOST_CHARACTERS} characters once it is encoded"
    return None


def address_in(name: str, email: str) -> bool:
    """Whether a name holds an address that is not the sender's own."""
    return any(found.casefold() != email.casefold() for found in _ADDRESS.findall(_plain(name)))


def _plain(name: str) -> str:
    """The name as a reader takes it: compatibility forms of letters, of the at and of dots."""
    return unicodedata.normalize("NFKC", name)


def _joined(name: str, email: str, longest_word: int = _LONGEST_WORD) -> str:
    plain = name.isascii() and not any(sign in name for sign in _NOT_QUOTED)
    encoded = Header(name, "utf-8", maxlinelen=longest_word).encode(linesep="")
    return f'"{name}" <{email}>' if plain else f"{encoded} <{email}>"
