"""What of a mail its writer says, and what he only quotes (R42).

Left out is only what is plainly quoted. Where the end of a quotation is in doubt (an attribution
above lines without a mark, a header block with nothing above it) its text counts as the writer's.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from relance.domain.answers.folding import folded

_WROTE = re.compile(
    r"(?:le|on|am|el|il|op|in|den|a las)\b.{3,300}?"
    r"\b(?:a ecrit|wrote|schrieb|escribio|ha scritto|schreef|geschreven)\b.{0,160}:$"
)
_SEPARATOR = re.compile(
    r"[-_* ]{2,}(?:original|message d'origine|message transfere|mensaje original|ursprungliche|"
    r"messaggio originale|oorspronkelijk|forwarded|weitergeleitete|begin forwarded)"
)
_FROM = ("from", "de", "von", "da", "van", "remitente", "mittente", "expediteur", "absender")
_LABELS = {
    **dict.fromkeys(_FROM, "from"),
    **dict.fromkeys(("sent", "date", "envoye", "envoye le", "gesendet", "datum"), "date"),
    **dict.fromkeys(("enviado", "enviado el", "fecha", "inviato", "data", "verzonden"), "date"),
    **dict.fromkeys(("to", "a", "an", "para", "aan", "destinataire", "pour"), "to"),
    **dict.fromkeys(("subject", "objet", "betreff", "asunto", "oggetto", "onderwerp"), "subject"),
}
_BLOCK_LINES = 8  # a header block has its lines close together
_WORDS_ABOVE = 4  # so many words above a header block are an answer, a greeting alone is none
_OURS_CHARACTERS = 25  # of a line that repeats our message: shorter ones may be the writer's
_WORD = re.compile(r"[^\W\d_]{2,}")


def own_words(text: str, ours: str = "") -> str:
    """The text without what it plainly quotes, and without what it repeats of our message."""
    lines = text.split("\n")
    quoted = _marked(lines)
    _mark_below_headers(lines, quoted)
    own = _kept(lines, quoted)
    if not _WORD.search(own):
        own = text  # nothing but quotations: who wrote so may have answered in them
    return _without_ours(own, ours) if ours else own


def _kept(lines: Sequence[str], quoted: Sequence[bool]) -> str:
    return "\n".join(line for line, out in zip(lines, quoted, strict=True) if not out)


def _marked(lines: Sequence[str]) -> list[bool]:
    """Lines behind a mark, with the attribution right above them."""
    quoted = [line.lstrip().startswith(">") for line in lines]
    for place, out in enumerate(quoted[:]):
        if out and not (place and quoted[place - 1]):
            for above in _attribution(lines, place):
                quoted[above] = True
    return quoted


def _attribution(lines: Sequence[str], place: int) -> range:
    """The one to three lines above that say who wrote what follows."""
    last = place - 1
    while last >= max(0, place - 2) and not lines[last].strip():
        last -= 1
    for first in range(last, max(-1, last - 3), -1):
        if _WROTE.fullmatch(folded("\n".join(lines[first : last + 1]))[:600]):
            return range(first, last + 1)
    return range(0)


def _mark_below_headers(lines: Sequence[str], quoted: list[bool]) -> None:
    """What stands below the headers of another mail is that mail, if something stands above."""
    labels = [_label(line) for line in lines]
    above = accumulate(
        0 if out else len(_WORD.findall(line)) for line, out in zip(lines, quoted, strict=True)
    )
    words = [0, *above]
    for place in range(len(lines)):
        starts = _is_block(labels, place) or _is_separated(lines, labels, place)
        if starts and words[place] >= _WORDS_ABOVE:
            quoted[place:] = [True] * (len(lines) - place)
            return


def _is_block(labels: Sequence[str | None], place: int) -> bool:
    near = labels[place : place + _BLOCK_LINES]
    return labels[place] == "from" and len({one for one in near if one}) >= 3


def _is_separated(lines: Sequence[str], labels: Sequence[str | None], place: int) -> bool:
    near = labels[place + 1 : place + 4]
    return "from" in near and bool(_SEPARATOR.match(folded(lines[place][:200])))


def _label(line: str) -> str | None:
    """Which header of a mail the line is, in the words of a mail program."""
    name, colon, _ = line[:60].strip(" *\t|").partition(":")
    return _LABELS.get(folded(name).strip(" *")) if colon else None


def _without_ours(text: str, ours: str) -> str:
    """The lines that are none of ours; a short one is ours only next to a long one of ours."""
    said = folded(ours).replace(" | ", " ")
    known = {folded(line) for line in ours.split("\n")}
    lines = [line for line in text.split("\n") if line.strip()]
    words = [folded(line.lstrip("> ")) for line in lines]
    long = [len(one) >= _OURS_CHARACTERS and one in said for one in words]
    near = [any(long[max(0, place - 1) : place + 2]) for place in range(len(lines))]
    ours_too = [
        sure or (beside and one in known)
        for sure, beside, one in zip(long, near, words, strict=True)
    ]
    return _kept(lines, ours_too)
