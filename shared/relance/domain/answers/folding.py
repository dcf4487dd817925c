"""A text as rules compare it: without capitals, accents, typography and invisible characters."""

import re
import unicodedata

_SAME = str.maketrans(
    dict.fromkeys("’‘ʼ`´", "'")
    | dict.fromkeys("‐‑‒–—−", "-")
    | {"œ": "oe", "Œ": "oe", "æ": "ae", "ø": "o"}
)
_PARAGRAPH = re.compile(r"\n\s*\n")


def folded(text: str) -> str:
    """The text on one line; paragraphs are parted by a bar, so that no phrase crosses them."""
    paragraphs = (" ".join(part.split()) for part in _PARAGRAPH.split(_plain(text)))
    return " | ".join(part for part in paragraphs if part)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.translate(_SAME))
    kept = "".join(one for one in apart if unicodedata.category(one) not in ("Mn", "Cf"))
    return kept.casefold()
