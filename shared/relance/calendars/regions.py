"""Regions as people and tools write them, and as the closed days have them (B7).

A region that has days of its own must never be taken for none: what is not known is refused.
"""

import re
from collections.abc import Iterable
from functools import cache

_FRENCH = re.compile(r"(0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[4678])")
_FRENCH_POST_CODE = re.compile(r"(97[1-8]|98[4678]|[0-9]{2})[0-9]{2,3}")
_FRENCH_REGIONS = "ARA BFC BRE CVL COR 20R HDF IDF NOR NAQ OCC PDL PAC PM TF CP BL MF NC PF WF 6AE"
_ALIASES = {
    "FR": {
        **dict.fromkeys(("67", "68", "A", "ALSACE", "BAS-RHIN", "HAUT-RHIN"), "6AE"),
        "MOSELLE": "57",
        "GP": "971",
        "MQ": "972",
        "GF": "973",
        "RE": "974",
        "YT": "976",
        "977": "BL",
        "978": "MF",
        "988": "NC",
        "987": "PF",
        "986": "WF",
        "GUADELOUPE": "971",
        "MARTINIQUE": "972",
        "GUYANE": "973",
        "MAYOTTE": "976",
    },
    "GB": {
        "ENGLAND": "ENG",
        "SCOTLAND": "SCT",
        "WALES": "WLS",
        "CYMRU": "WLS",
        "NORTHERN IRELAND": "NIR",
        "NI": "NIR",
    },
    "DE": {
        "BRANDENBURG": "BB",
        "BERLIN": "BE",
        "BADEN-WÜRTTEMBERG": "BW",
        "BAYERN": "BY",
        "BAVARIA": "BY",
        "BREMEN": "HB",
        "HESSEN": "HE",
        "HAMBURG": "HH",
        "SACHSEN": "SN",
        "MECKLENBURG-VORPOMMERN": "MV",
        "NIEDERSACHSEN": "NI",
        "NORDRHEIN-WESTFALEN": "NW",
        "RHEINLAND-PFALZ": "RP",
        "SCHLESWIG-HOLSTEIN": "SH",
        "SAARLAND": "SL",
        "SACHSEN-ANHALT": "ST",
        "THÜRINGEN": "TH",
        "SAXONY": "SN",
        "HESSE": "HE",
    },
}
# Regions that have no day of their own.
_PLAIN = {
    "FR": frozenset(_FRENCH_REGIONS.split()),
    "US": frozenset("AR AZ ID MN ND OH OR SD WY".split()),
}
_CODE = re.compile(r"[A-Z0-9]{1,3}")


def region_of(country: str, said: str, known: Iterable[str]) -> str | None:
    """The region as the closed days have it; None where the country has no such region.

    `known` are the regions of the country that have days of their own.
    """
    text = " ".join(said.split()).upper().removeprefix(f"{country}-")
    text = _ALIASES.get(country, {}).get(text, text)
    own = _by_capitals(tuple(sorted(known)))
    if text in own or text in _PLAIN.get(country, ()):
        return own.get(text, text)
    if country == "FR":
        return _french(text, own)
    if country == "IT" and re.fullmatch(r"[A-Z]{2}", text):
        return text
    return text if not own and _CODE.fullmatch(text) else None


@cache
def _by_capitals(known: tuple[str, ...]) -> dict[str, str]:
    return {name.upper(): name for name in known}


def _french(text: str, own: dict[str, str]) -> str | None:
    """A department, or the one of a post code."""
    if found := _FRENCH_POST_CODE.fullmatch(text):
        text = _ALIASES["FR"].get(found[1], found[1])
    return own.get(text, text) if text in own or _FRENCH.fullmatch(text) else None
