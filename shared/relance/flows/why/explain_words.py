"""A day explained in sentences that an accountant understands (R10)."""

from relance.domain.creditor.rules import Mode
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.ledger.item_id import ItemId
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
_NOT_KEPT = {
    "fr": "Ce qui a été décidé ce jour-là n’est plus conservé ; voici ce que les faits font"
    " décider de nouveau.",
    "en": "What was decided on that day is not kept any more; this is what the facts make of it"
    " once more.",
}
_UNKNOWN = {
    "fr": "Ce client n’était pas encore connu.",
    "en": "This customer was not yet on file.",
}
_DIFFERS = {
    "fr": "Enregistré : « {stored} » Décidé de nouveau : « {again} »",
    "en": "Stored: “{stored}” Decided again: “{again}”",
}
_STORED_ONLY = {
    "fr": "Enregistré, et non décidé de nouveau : « {stored} »",
    "en": "Stored, and not decided again: “{stored}”",
}
_NOT_STORED = {
    "fr": "Décidé de nouveau, et non enregistré : « {again} »",
    "en": "Decided again, and not stored: “{again}”",
}
_ABOUT = {"fr": "{said} Factures : {items}.", "en": "{said} Invoices: {items}."}
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
    nothing = _NOT_KEPT if day.not_kept else _NO_RUN
    missing = (nothing[language],) if day.ran_at is None else ()
    return (*missing, *_TODAYS[language])


def differs(day: Explained, language: str) -> tuple[str, ...]:
    """Where the stored decision is another than the one made again."""
    return tuple(_differs(stored, again, day, language) for stored, again in day.differs)


def _differs(stored: Decision | None, again: Decision | None, day: Explained, language: str) -> str:
    patterns = _DIFFERS if stored and again else _STORED_ONLY if stored else _NOT_STORED
    return patterns[language].format(
        stored=_told(stored, day, language), again=_told(again, day, language)
    )


def _told(decision: Decision | None, day: Explained, language: str) -> str:
    """A decision with the invoices that it names."""
    if decision is None:
        return ""
    said = of_decision(decision, day.rules.mode, language)
    if isinstance(decision, Skip) or not decision.item_ids:
        return said
    items = ", ".join(_item(item_id, day, language) for item_id in decision.item_ids)
    return _ABOUT[language].format(said=said, items=items)


def _item(item_id: ItemId, day: Explained, language: str) -> str:
    """An item as people name it: an invoice of one part by its number alone."""
    invoice = next((one for one in day.invoices if one.invoice_id == item_id.invoice_id), None)
    if invoice is None:
        return words.item_name(item_id.invoice_id, None, language)
    parts = [part.part_id for part in invoice.parts]
    several = len(parts) > 1 and item_id.part_id in parts
    part = parts.index(item_id.part_id) + 1 if several else None
    return words.item_name(invoice.number, part, language)
