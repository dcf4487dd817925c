"""Whether an automatic answer says that its reader has left, and how sure that is (R42).

Sure it is where the one who left is the writer ("I no longer work here") or the reader of the
address, named so or by name. Of anybody else, and of a mailbox, it is in doubt: a person finds out.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from relance.domain.answers.folding import folded


class Departure(StrEnum):
    """What an answer says of its reader."""

    SURE = "sure"
    IN_DOUBT = "in_doubt"


_COMPANY_FR = (
    r"(?:la|cette|notre|ma|l'|mon|mes|le)\s?(?:societe|entreprise|etablissement|groupe|structure|"
    r"association|cabinet|collectivite|fonctions|poste)"
)
_COMPANY_EN = (
    r"(?:the|this|our|my)\s(?:company|firm|organi[sz]ation|business|group|practice|school|council|"
    r"position|role|employment|employ)"
)
_HERE_EN = rf"(?:here|for (?:us|them)|(?:for|at|with|in) (?:{_COMPANY_EN}|[\w&]+ (?:ltd|inc|plc)))"
_NO_LONGER = (
    rf"no longer (?:works?|working|be working) {_HERE_EN}|no longer (?:with|at|in) {_COMPANY_EN}|"
    r"no longer with\b|no longer at [\w&.]+ (?:ltd|limited|inc|plc|llc|gmbh|sas?|sarl)\b|"
    r"no longer (?:employed|an? employee|part of|a member of)"
)
_LEFT_EN = rf"(?:left|retired from) (?:us|{_COMPANY_EN}|[\w&]+ (?:ltd|inc|plc)\b)"
_LEFT_DE = r"(?:nicht mehr (?:bei uns|im unternehmen|in unserem (?:haus|unternehmen|betrieb))|"
_LEFT_DE += r"nicht mehr fur [^|.]{1,40}tatig|(?:unternehmen|firma) verlassen|ausgeschieden)"
_WRITER = re.compile(
    r"\bje ne (?:travaille plus (?:ici|pour|chez|dans|au sein)|"
    rf"suis plus (?:dans {_COMPANY_FR}|en poste|employee?|salariee?|chez|au sein)|"
    r"fais plus partie\b|"
    rf"occupe plus {_COMPANY_FR})|\bj'ai (?:definitivement )?quitte {_COMPANY_FR}"
    rf"|\bi(?: am|'m| have| do)? (?:{_NO_LONGER}|no longer work {_HERE_EN})"
    rf"|\bi(?: have|'ve)? (?:now |recently )?{_LEFT_EN}"
    r"|\bich (?:bin|arbeite|habe) [^|.,]{0,40}(?:nicht mehr bei|nicht mehr fur|das unternehmen "
    rf"verlassen|die firma verlassen|{_LEFT_DE})"
    r"|\bya no (?:trabajo|formo parte)\b|\b(?:non lavoro piu|non faccio piu parte)\b"
    r"|\bik (?:ben|werk) niet (?:meer|langer) (?:werkzaam|bij|voor|in dienst)"
)
_GONE_FR = (
    rf"(?:n'est plus (?:dans (?:{_COMPANY_FR}|nos)|en poste|employee?|salariee?|chez|parmi nous|"
    r"au sein)|ne fait plus partie|ne travaille plus (?:ici|pour|chez|dans|au sein|avec nous)|"
    rf"n'exerce plus|a (?:definitivement )?quitte (?:{_COMPANY_FR}|son poste|ses fonctions))"
)
_GONE_EN = rf"(?:(?:is |are )?(?:{_NO_LONGER})|(?:has|have|'s) (?:now |recently )?{_LEFT_EN})"
_GONE_OTHER = (
    r"(?:ya no (?:trabaja|forma parte)|ha dejado la empresa|non lavora piu|non fa piu parte|"
    r"ha lasciato l'azienda|niet (?:meer|langer) (?:werkzaam|in dienst|bij ons)|uit dienst)"
)
# The reader of the address, called so.
_READER = re.compile(
    r"(?:person|employee|user|colleague|recipient|individual|addressee|owner of this [a-z-]+)"
    rf"(?: (?:that |who |whom )?you[^|.]{{1,50}}?| of this [a-z-]+)? {_GONE_EN}"
    r"|(?:le|la|votre) (?:destinataire|titulaire|correspondante?|interlocut(?:eur|rice))"
    rf"[^|.]{{0,60}}{_GONE_FR}"
    rf"|la personne (?:que vous|a qui|a laquelle|titulaire)[^|.]{{0,60}}{_GONE_FR}"
    rf"|(?:empfanger|inhaber|ansprechpartner)[^|.]{{0,60}}{_LEFT_DE}"
)
_MAILBOX = re.compile(
    r"(?:adresse|boite)[^|.]{0,50}(?:n'est plus|n'existe plus|est desactivee|nicht mehr)"
    r"|(?:address|mailbox|account|inbox)[^|.]{0,60}(?:no longer|deactivated|been closed|disabled)"
    r"|(?:direccion|buzon|indirizzo|casella|e-?mailadres)[^|.]{0,50}(?:ya no|piu|niet meer)"
)
# Said of somebody: who it is stands right before.
_GONE = re.compile(rf"{_GONE_FR}|\b{_GONE_EN}|{_LEFT_DE}|{_GONE_OTHER}")
_BEFORE = 80  # characters before, of the same sentence, in which the subject stands
_NAME = re.compile(r"[^\W\d_]{3,}")
_BETWEEN = frozenset(
    "ist hat das die unser unsere aus dem leider inzwischen dass is are has".split()
)
# Words of a display name or of an address that are nobody's name.
_NO_NAME = frozenset(
    "the and les des compta comptabilite accounting accounts account payable info contact office "
    "billing facturation finance invoice invoices facture factures service services support mail "
    "team noreply reply madame monsieur frau herr buchhaltung rechnung admin administration sarl "
    "gmbh ltd company societe client clients customer department departement direction".split()
)


def departure(said: str, readers: Iterable[str]) -> Departure | None:
    """What the answer says; `readers` are names and addresses of the writer and of the reader."""
    words = folded(said)
    if _WRITER.search(words) or _READER.search(words):
        return Departure.SURE
    names = {name for reader in readers for name in _names(reader)}
    found = [_subject(words, gone.start()) for gone in _GONE.finditer(words)]
    if names.intersection(found):
        return Departure.SURE
    return Departure.IN_DOUBT if found or _MAILBOX.search(words) else None


def _names(reader: str) -> set[str]:
    """The words of a display name, or of what stands before the @, that may name a person."""
    return set(_NAME.findall(folded(reader.partition("@")[0]))) - _NO_NAME


def _subject(words: str, place: int) -> str:
    """The word right before, in the same sentence, that may name who has gone."""
    sentence = re.split(r"[.!?|:;]", words[max(0, place - _BEFORE) : place])[-1]
    last = re.findall(r"[^\W\d_]+|[&,@]", sentence)
    return next((one for one in reversed(last) if one not in _BETWEEN), "")
