"""What codes are called in sentences that a person reads, in the tenant's language (B14)."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from relance.flows.words import en, fr
from relance.render.dates import format_date
from relance.render.money import format_amount

_LANGUAGES = {"fr": fr, "en": en}

type Value = str | int | date | datetime | tuple[str, ...] | None


def message_name(kind: str, language: str) -> str:
    """A kind of message, as « deuxième relance »."""
    return _LANGUAGES[language].MESSAGES.get(kind, plain(kind))


def task_name(kind: str, language: str) -> str:
    """What a person is asked to do, as « appeler »."""
    return _LANGUAGES[language].TASKS.get(kind, plain(kind))


def because(reason: str, language: str) -> str:
    """Why, as a clause that stands after a colon."""
    for ending, pattern in _LANGUAGES[language].DUE.items():
        if reason.endswith(ending):
            return pattern.format(kind=message_name(reason.removesuffix(ending), language))
    return _LANGUAGES[language].REASONS.get(reason, plain(reason))


def told(pattern: str, values: Mapping[str, Value], language: str, currency: str, zone: str) -> str:
    """A sentence with its figures in words; what is absent reads as none."""
    none = _LANGUAGES[language].NONE
    shown = {name: _shown(name, one, language, currency, zone) for name, one in values.items()}
    return pattern.format_map({name: text or none for name, text in shown.items()})


def _shown(name: str, value: Value, language: str, currency: str, zone: str) -> str:
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
        case None:
            return ""
        case _:
            return str(value)


def plain(code: str) -> str:
    """A code without a name of its own, readable."""
    return code.replace("_", " ")
