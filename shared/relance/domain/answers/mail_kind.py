"""What an incoming mail is: written by a person, by an absence notice, or by a ticket system (C6).

Where it is not plain that a machine wrote, a person did: a pause too many harms nobody.
French, English and German.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

_AUTOMATIC_SUBJECT = re.compile(
    r"^\s*(r[ée]ponse automatique|message automatique|absence du bureau|automatic reply|"
    r"auto-?reply|out of (the )?office|automatische antwort|abwesenheit)",
    re.IGNORECASE,
)
# Not any mail with a number of a ticket in its subject: a person answers from there as well.
_TICKET = re.compile(
    r"ticket\s*(n[°o]|no\.?|nr\.?|id)?\s*:?\s*#?[\w-]*\d+\W{0,4}"
    r"(a [ée]t[ée] |was |has been |wurde )?(cr[ée]{2}|ouvert|created|opened|erstellt|er[öo]ffnet)",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"n['’]est plus (dans|en poste|employ|salari|chez)|ne fait plus partie|"
    r"(a|ai) quitt[ée] (la soci[ée]t[ée]|l['’]entreprise|notre|ses fonctions|mes fonctions)|"
    r"no longer (works?|working|with|employed|part of|at)|(has|have) left (the|our) (company|firm)|"
    r"nicht mehr (im Unternehmen|bei uns|f[üu]r .{0,40}t[äa]tig|in unserem)|"
    r"(Unternehmen|Firma) verlassen|ausgeschieden",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"^(>|-{2,}\s*(original|message d['’]origine|urspr[üu]ngliche)|(le|on|am)\s.{4,120}"
    r"(a [ée]crit|wrote|schrieb)\b.{0,80}:|(de|from|von)\s*:\s.*@)",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_BACK = re.compile(r"\b(retour|reprendrai|back|return(ing|s)?|zur[üu]ck|wieder)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(jusqu['’]au|au|until|till|through|bis|to)\b", re.IGNORECASE)
_NEAR = 45  # characters between such a word and the end of its date
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier january januar jan",
            "février fevrier february februar feb",
            "mars march märz maerz",
            "avril april avr apr",
            "mai may",
            "juin june juni jun",
            "juillet july juli jul",
            "août aout august aug",
            "septembre september sept sep",
            "octobre october oktober oct okt",
            "novembre november nov",
            "décembre decembre december dezember dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<d>\d{{1,2}})[./](?P<m>\d{{1,2}})(?:[./](?P<y>\d{{4}}|\d{{2}}))?"
    rf"|(?P<dn>\d{{1,2}})(?:er|st|nd|rd|th|\.)?\s+(?P<mn>{_NAMES})\b\.?(?:\s+(?P<yn>\d{{4}}))?"
    rf"|\b(?P<mf>{_NAMES})\.?\s+(?P<df>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<yf>\d{{4}}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What it is, when the absent one is back, and the address that it names instead."""

    kind: str  # person | automatic | left
    returns_on: date | None = None
    substitute: str | None = None


def reading(subject: str, text: str, automatic: bool, sender: str, received_on: date) -> Reading:
    """What a mail is; `automatic` is what its headers say (RFC 3834)."""
    said = own_words(text)
    machine = _AUTOMATIC_SUBJECT.search(subject) or _TICKET.search(f"{subject}\n{said}")
    if not automatic and not machine:
        return Reading("person")
    kind = "left" if _LEFT.search(said) else "automatic"
    returns_on = _returns_on(said, received_on) if kind == "automatic" else None
    return Reading(kind, returns_on, _substitute(said, sender))


def own_words(text: str) -> str:
    """The text without what it quotes of ours."""
    quoted = _QUOTED.search(text)
    return text[: quoted.start()] if quoted else text


def _substitute(said: str, sender: str) -> str | None:
    others = (a for a in _ADDRESS.findall(said) if a.casefold() != sender.casefold())
    return next(others, None)


def _returns_on(said: str, received_on: date) -> date | None:
    """The day named as that of the return, else the day after the last one of the absence."""
    for words, later in ((_BACK, 0), (_UNTIL, 1)):
        for found in words.finditer(said):
            on = _date_at(said, found.end(), received_on)
            if on:
                return on + timedelta(days=later)
    return None


def _date_at(said: str, place: int, received_on: date) -> date | None:
    """The date written soon after; one without a year is the next of its kind."""
    found = _DATE.search(said, place, place + _NEAR)
    if found is None:
        return None
    try:
        return _date_of({k: v for k, v in found.groupdict().items() if v}, received_on)
    except ValueError:
        return None


def _date_of(part: dict[str, str], received_on: date) -> date:
    if "iso" in part:
        return date.fromisoformat(part["iso"])
    day = int(part.get("d") or part.get("dn") or part["df"])
    name = part.get("mn") or part.get("mf")
    month = _MONTHS[name.lower()] if name else int(part["m"])
    year = part.get("y") or part.get("yn") or part.get("yf")
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = date(received_on.year, month, day)
    return this_year if this_year >= received_on else date(received_on.year + 1, month, day)
