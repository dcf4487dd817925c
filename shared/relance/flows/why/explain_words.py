"""A day explained in sentences that an accountant understands (R10)."""

from relance.domain.creditor.rules import Mode
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.flows import words
from relance.flows.why.explain import Explained
from relance.render.dates import format_date

_SENT = {
    Mode.LIVE: {
        "fr": "Décidé : {kind} ({why}).",
        "en": "Decided: {kind} ({why}).",
    },
    Mode.SHADOW: {
        "fr": "Serait envoyé (mode d’essai) : {kind} ({why}).",
        "en": "Would be sent (shadow mode): {kind} ({why}).",
    },
}
_TASK = {
    "fr": "Demandé à une personne : {kind} ({why}).",
    "en": "Asked of a person: {kind} ({why}).",
}
_NOTHING = {
    "fr": "Rien n’est parti : {why}.",
    "en": "Nothing went: {why}.",
}
_UNTIL = {
    "fr": "Rien n’est parti : {why} ; à revoir le {day}.",
    "en": "Nothing went: {why}; looked at again on {day}.",
}
_NO_RUN = {
    "fr": "Aucun passage n’a examiné ce compte ce jour-là : rien ne pouvait changer."
    " Voici ce qu’il aurait décidé.",
    "en": "No run looked at this account on that day: nothing could change."
    " This is what it would have decided.",
}
_UNKNOWN = {
    "fr": "Ce client n’était pas encore connu.",
    "en": "This customer was not yet on file.",
}
_DIFFERS = {
    "fr": "Enregistré : {stored} ; décidé de nouveau : {again}.",
    "en": "Stored: {stored}; decided again: {again}.",
}
_TODAYS = {
    "fr": (
        "Les noms, adresses et contacts sont ceux d’aujourd’hui.",
        "Les jours fermés et l’argent d’origine inconnue sont ceux d’aujourd’hui.",
    ),
    "en": (
        "Names, addresses and contacts are those of today.",
        "Closed days and money of unknown origin are those of today.",
    ),
}


def of_decision(decision: Decision, mode: str, language: str) -> str:
    """What was decided, and why, in one sentence."""
    why = words.because(decision.reason, language)
    match decision:
        case Send(key=key):
            kind = words.message_name(key.kind, language)
            pattern = _SENT[Mode.SHADOW if mode == Mode.SHADOW else Mode.LIVE][language]
            return pattern.format(kind=kind, why=why)
        case Task(kind=code):
            return _TASK[language].format(kind=words.task_name(code, language), why=why)
        case Hold(until_on=on) | Skip(next_on=on):
            if on is None:
                return _NOTHING[language].format(why=why)
            return _UNTIL[language].format(why=why, day=format_date(on, language))


def notes(day: Explained, language: str) -> tuple[str, ...]:
    """What has to be known besides: no run, not on file, what could not be restored."""
    if not day.known:
        return (_UNKNOWN[language],)
    missing = (_NO_RUN[language],) if day.ran_at is None else ()
    return (*missing, *_TODAYS[language])


def differs(day: Explained, language: str) -> tuple[str, ...]:
    """Where the stored decision is another than the one made again."""
    return tuple(
        _DIFFERS[language].format(stored=stored or "–", again=again or "–")
        for stored, again in day.differs
    )
