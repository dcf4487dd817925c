"""What codes are called in sentences that a person reads, in the tenant's language (B14)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from relance.domain.trace import Finding, Input
from relance.flows.words import en, fr, rules_en, rules_fr
from relance.render.dates import format_date
from relance.render.money import format_amount

MESSAGES = {"fr": fr.MESSAGES, "en": en.MESSAGES}
TASKS = {"fr": fr.TASKS, "en": en.TASKS}
REASONS = {"fr": fr.REASONS, "en": en.REASONS}
FIRED = {"fr": rules_fr.FIRED, "en": rules_en.FIRED}
SILENT = {"fr": rules_fr.SILENT, "en": rules_en.SILENT}
_DUE = {"fr": fr.DUE, "en": en.DUE}
_HELD = {"fr": rules_fr.HELD, "en": rules_en.HELD}
_NONE = {"fr": fr.NONE, "en": en.NONE}


def message_name(kind: str, language: str) -> str:
    """A kind of message, as « deuxième relance »."""
    return MESSAGES[language].get(kind, plain(kind))


def task_name(kind: str, language: str) -> str:
    """What a person is asked to do, as « appeler »."""
    return TASKS[language].get(kind, plain(kind))


def because(reason: str, language: str) -> str:
    """Why, as a clause that stands after a colon."""
    for ending, pattern in _DUE[language].items():
        if reason.endswith(ending):
            return pattern.format(kind=message_name(reason.removesuffix(ending), language))
    return REASONS[language].get(reason, plain(reason))


def rule(finding: Finding, language: str, currency: str, zone: str) -> str:
    """What a rule said, or why it had nothing against it."""
    if not finding.fired:
        pattern = SILENT[language][finding.rule]
    elif finding.rule == "held":
        pattern = _HELD[language]
    else:
        reason = finding.reason or finding.rule
        pattern = FIRED[language].get(reason) or f"{because(reason, language).capitalize()}."
    shown = {
        name: _shown(name, value, language, currency, zone) or _NONE[language]
        for name, value in finding.inputs.items()
    }
    return pattern.format_map(shown)


def _shown(name: str, value: Input, language: str, currency: str, zone: str) -> str:
    match value:
        case datetime():
            local = value.astimezone(ZoneInfo(zone))
            return f"{format_date(local.date(), language)} {local:%H:%M}"
        case date():
            return format_date(value, language)
        case int() if name.endswith("_minor"):
            return format_amount(value, currency, language)
        case tuple():
            return ", ".join(value)
        case str() if name in ("step", "needs", "message"):
            return message_name(value, language)
        case None:
            return ""
        case _:
            return str(value)


def plain(code: str) -> str:
    """A code without a name of its own, readable."""
    return code.replace("_", " ")
