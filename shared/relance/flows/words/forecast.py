"""A forecast in sentences: each line, and what was taken for granted (B14)."""

from relance.domain.ahead.forecast import Assumptions, ForecastLine
from relance.domain.decision import Send, Task
from relance.flows import words
from relance.render.dates import format_date
from relance.render.money import format_amount

_MESSAGE = {
    "fr": "Le {day}, {kind} pour {amount} : {why}.",
    "en": "On {day}, {kind} for {amount}: {why}.",
}
_ANSWER = {
    "fr": "Le {day}, {kind} : {why}.",
    "en": "On {day}, {kind}: {why}.",
}
_TASK = {
    "fr": "Le {day}, tâche : {kind} ({why}).",
    "en": "On {day}, task: {kind} ({why}).",
}
_ALWAYS = {
    "fr": (
        "Rien de nouveau n’est payé, dit ni modifié.",
        "Les messages sont remis, et les encaissements saisis jour après jour.",
        "Ce qu’une personne peut arrêter n’est pas arrêté ; les autres tâches restent ouvertes.",
        "Ni le plafond quotidien de clients ni le disjoncteur ne retiennent rien.",
    ),
    "en": (
        "Nothing new is paid, said or changed.",
        "Messages are delivered, and cash is booked day by day.",
        "What a person may stop is not stopped; other tasks stay open.",
        "Neither the daily cap of customers nor the circuit breaker holds anything back.",
    ),
}
_LIVE = {
    "fr": ("Le mode d’aujourd’hui est conservé.", "L’envoi est actif."),
    "en": ("The mode stays as it is today.", "Sending is live."),
}
_APPROVALS = {
    "fr": (
        "Les validations obligatoires ne sont pas données.",
        "Les validations demandées sont données aussitôt.",
    ),
    "en": ("Required approvals are not given.", "Approvals are given as soon as they are asked."),
}
_CALLS = {
    "fr": ("Personne ne passe les appels : ils expirent.", "Les appels aboutissent aussitôt."),
    "en": ("Nobody makes the calls: they expire.", "Calls reach the debtor at once."),
}


def sentence(line: ForecastLine, language: str) -> str:
    """One line, as « Le 9 juin 2026, deuxième relance pour 300,00 € : … »."""
    why = words.because(line.reason, language)
    day = format_date(line.day, language)
    match line.decision:
        case Task():
            return _TASK[language].format(
                day=day, kind=words.task_name(line.kind, language), why=why
            )
        case Send() as send:
            pattern = _ANSWER if send.cause_id else _MESSAGE
            amount = format_amount(line.amount_minor, send.currency, language)
            kind = words.message_name(line.kind, language)
            return pattern[language].format(day=day, kind=kind, amount=amount, why=why)


def assumed(assumptions: Assumptions, language: str) -> tuple[str, ...]:
    """What the forecast takes for granted, a sentence each."""
    return (
        *_ALWAYS[language],
        _LIVE[language][assumptions.live],
        _APPROVALS[language][assumptions.approvals_given],
        _CALLS[language][assumptions.calls_reached],
    )
