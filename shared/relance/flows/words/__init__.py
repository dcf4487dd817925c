"""What codes are called in sentences that a person reads, in the tenant's language (B14).

One table for each language: every member of every enum has its word there. What has no word is
what a tenant or its staff called so themselves, and is shown as they wrote it.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from string import Formatter
from types import ModuleType
from zoneinfo import ZoneInfo

from relance.domain.account.message import MessageKind
from relance.domain.account.on_file import DisputeOutcome, DisputeReason, StopReason
from relance.domain.creditor.rules import Mode
from relance.domain.ledger.invoices import PartReason, PaymentMethod
from relance.domain.money import minor
from relance.domain.payer.profile import ProfileName
from relance.domain.policies.policy import Approval, Measure
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskOutcome, TaskReason
from relance.domain.trace import Finding, Input
from relance.flows.words import en, fr, rules_en, rules_fr
from relance.render.dates import format_date
from relance.render.money import format_amount

TABLES: Mapping[str, ModuleType] = {"fr": fr, "en": en}
FIRED = {"fr": rules_fr.FIRED, "en": rules_en.FIRED}
SILENT = {"fr": rules_fr.SILENT, "en": rules_en.SILENT}
_HELD = {"fr": rules_fr.HELD, "en": rules_en.HELD}

# Where a reason may come from; what none of them knows, staff gave for a stop of reminders.
_REASONS = (Reason, TaskReason, Measure, StopReason)
# A step is called as its message is, else as the task that carries it out.
_STEPS = (MessageKind, TaskKind)
# Which enums the inputs of rules are of, by name.
_INPUTS: Mapping[str, tuple[type[StrEnum], ...]] = {
    "approval": (Approval,),
    "dispute": (DisputeReason,),
    "holds": (StopReason,),
    "message": _STEPS,
    "method": (PaymentMethod,),
    "mode": (Mode,),
    "needs": _STEPS,
    "outcome": (TaskOutcome, DisputeOutcome),
    "part": (PartReason,),
    "profile": (ProfileName,),
    "step": _STEPS,
    "wanted": (ProfileName, PaymentMethod),
}
_COUNTED = re.compile(r"(?P<count>\d+)/(?P<most>\d+) \((?P<days>\d+)\)")


def name(code: str, language: str, *enums: type[StrEnum]) -> str:
    """What a code of one of these enums is called; another is shown as it was written."""
    table = TABLES[language].WORDS
    found = (table[enum][code] for enum in enums if code in table[enum])
    return str(next(found, as_written(code)))


def as_written(code: str) -> str:
    """What a tenant or its staff called so themselves, readable."""
    return code.replace("_", " ")


def message_name(kind: str, language: str) -> str:
    """A kind of message, or of a step, as « deuxième relance »."""
    return name(kind, language, *_STEPS)


def task_name(kind: str, language: str) -> str:
    """What a person is asked to do, as « appeler »."""
    return name(kind, language, TaskKind)


def item_name(number: str, part: int | None, language: str) -> str:
    """An invoice by its number, with the part where it has several: « F-49, partie 1 »."""
    if part is None:
        return number
    return str(TABLES[language].PART.format(number=number, part=part))


def because(reason: str, language: str) -> str:
    """Why, as a clause that stands after a colon."""
    table = TABLES[language]
    if any(reason in table.WORDS[enum] for enum in _REASONS):
        return name(reason, language, *_REASONS)
    kind, _, ending = reason.rpartition("_")
    match ending:
        case "due":
            return str(table.DUE.format(kind=message_name(kind, language)))
        case "owed":
            return str(table.OWED.format(kind=message_name(kind, language)))
        case "pending":
            return str(table.PENDING.format(kind=task_name(kind, language)))
        case _:
            return as_written(reason)


def capital(sentence: str) -> str:
    """The sentence with a capital at its head."""
    return sentence[:1].upper() + sentence[1:]


def fitting(patterns: str | tuple[str, ...], figures: Mapping[str, str]) -> str | None:
    """The first of some sentences of which every figure is there, filled in; else None."""
    for pattern in (patterns,) if isinstance(patterns, str) else patterns:
        wanted = {field for _, field, _, _ in Formatter().parse(pattern) if field}
        if wanted <= figures.keys():
            return pattern.format_map(figures)
    return None


def rule(finding: Finding, language: str, currency: str, zone: str) -> str:
    """What a rule said, or why it had nothing against it."""
    shown = {
        name: _shown(name, value, language, currency, zone)
        for name, value in finding.inputs.items()
        if value not in (None, (), "")
    }
    if not finding.fired:
        return fitting(SILENT[language][finding.rule], shown) or ""
    reason = finding.reason or finding.rule
    patterns = _HELD[language] if finding.rule == "held" else FIRED[language].get(reason, ())
    return fitting(patterns, shown) or f"{capital(because(reason, language))}."


def _shown(name: str, value: Input, language: str, currency: str, zone: str) -> str:
    match value:
        case datetime():
            local = value.astimezone(ZoneInfo(zone))
            return f"{format_date(local.date(), language)} {local:%H:%M}"
        case date():
            return format_date(value, language)
        case int() if name.endswith("_minor"):
            return format_amount(value, currency, language)
        case int() if name.endswith("_units"):
            return format_amount(minor(value, currency), currency, language)
        case tuple():
            return ", ".join(_words(name, value, language))
        case str():
            return ", ".join(_words(name, (value,), language))
        case _:
            return str(value)


def _words(input_name: str, values: Iterable[str], language: str) -> Iterable[str]:
    """Each value of an input as a word; of how many contacts there were, as a clause."""
    for value in values:
        if counted := _COUNTED.fullmatch(value):
            yield str(TABLES[language].COUNTED.format(**counted.groupdict()))
        elif enums := _INPUTS.get(input_name):
            yield name(value, language, *enums)
        else:
            yield value
