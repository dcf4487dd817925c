"""Text of strangers as it may be kept and shown: without what steers a screen or hides a word."""

import re

# What no field of one line may hold: control characters, line breaks, turns of direction.
STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BREAKS = "\u2028\u2029\x0b\x0c\x1c\x1d\x1e\x85"
_TURNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NOTHING = "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
_KEPT = "\t\n"
_STEERING = (chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _KEPT)
_TABLE = str.maketrans(
    dict.fromkeys(_STEERING, "")
    | dict.fromkeys(_TURNS + _NOTHING, "")
    | dict.fromkeys(_BREAKS, "\n")
)


def printable(text: str) -> str:
    """The text with its lines and tabs; other control characters and lone surrogates are gone."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines.translate(_TABLE).encode("utf-8", "replace").decode("utf-8")


def one_line(text: str, most: int) -> str:
    """The text on one line, of so many characters at most."""
    return " ".join(printable(text[: 4 * most]).split())[:most]
