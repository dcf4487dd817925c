"""Each entry of a timeline, and of the history of a task, as one sentence (F3)."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from relance.data.journal import MessageHistory, Superseded
from relance.domain.account.crossing import CrossedBy, Crossing
from relance.domain.account.message import MessageState
from relance.domain.account.on_file import (
    Chosen,
    Contest,
    DisputeOutcome,
    DisputeReason,
    Means,
    StopReason,
)
from relance.domain.decision import Skipped, SkipReason
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.return_reasons import ReturnReason
from relance.domain.payer.profile import ProfileName
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.flows import words
from relance.render.dates import format_date
from relance.render.money import format_amount

# Which enums the figures of facts are of, by name.
_FIGURES: Mapping[str, tuple[type[StrEnum], ...]] = {
    "means": (Means,),
    "outcome": (TaskOutcome, DisputeOutcome),
    "task": (TaskKind,),
    "value": (ProfileName,),
    "contests": (Contest,),
    "what": (Chosen,),
}
# What a reason is of depends on what happened; that of a cancellation is the tool's own.
_REASONS: Mapping[str, tuple[type[StrEnum], ...]] = {
    FactKind.DISPUTE_OPENED: (DisputeReason,),
    FactKind.HOLD_LIFTED: (StopReason,),
    FactKind.HOLD_SET: (StopReason,),
    FactKind.PROBLEM: (DisputeReason, StopReason),
    FactKind.REVERSAL: (ReturnReason,),
}

_DECISIONS_NOT_KEPT = {
    "en": "What was decided up to {day} is not kept any more.",
    "fr": "Ce qui a été décidé jusqu’au {day} n’est plus conservé.",
}


def decisions_not_kept(until_on: date, language: str) -> str:
    """That decisions up to a day have ended."""
    return _DECISIONS_NOT_KEPT[language].format(day=format_date(until_on, language))


def of_fact(fact: Fact, language: str) -> str:
    """What happened."""
    table, figures = words.TABLES[language], _figures(fact, language)
    patterns = table.FACTS.get(fact.kind, ())
    if fact.kind == FactKind.REPLY:
        patterns = table.REPLIES.get(fact.figures.get("kind"), patterns)
    if fact.kind == FactKind.CLAIM and fact.figures.get("diverted"):
        patterns = (table.DIVERTED, *patterns)
    return words.fitting(patterns, figures) or f"{words.capital(words.as_written(fact.kind))}."


def _figures(fact: Fact, language: str) -> dict[str, str]:
    """The figures that are there, for the reader."""
    figures = {
        name: _shown(fact.kind, name, str(value), language)
        for name, value in fact.figures.items()
        if value not in (None, "")
    }
    amount = fact.figures.get("amount_minor", fact.figures.get("total_minor"))
    currency = fact.figures.get("currency")
    if isinstance(amount, int) and isinstance(currency, str):
        figures["amount"] = format_amount(amount, currency, language)
    return figures


def _shown(kind: str, name: str, value: str, language: str) -> str:
    if name.endswith("_on"):
        return format_date(date.fromisoformat(value), language)
    if name == "reason":
        return words.name(value.lower(), language, *_REASONS.get(kind, ()))
    enums = _FIGURES.get(name)
    return words.name(value, language, *enums) if enums else value


def of_message(history: MessageHistory, language: str, crossed: Sequence[Crossing] = ()) -> str:
    """What was written, how far it got, and what crossed it (R14)."""
    message, table = history.message, words.TABLES[language]
    said = table.MESSAGE.format(
        kind=words.message_name(message.key.kind, language),
        contact=message.contact_id,
        state=words.name(message.state, language, MessageState),
    )
    things = ", ".join(dict.fromkeys(words.name(c.by, language, CrossedBy) for c in crossed))
    return words.capital(said) + (table.CROSSED.format(what=things) if crossed else "")


def of_skipped(step: Skipped, language: str) -> str:
    """Which step does not go any more, and why."""
    table = words.TABLES[language]
    why = words.name(step.reason, language, SkipReason)
    return str(table.SKIPPED.format(kind=words.message_name(step.kind, language), why=why))


def of_superseded(dropped: Superseded, language: str) -> str:
    """Why a message that had been decided did not go."""
    table = words.TABLES[language]
    if dropped.reason == "address_gap" and dropped.until_on:
        return str(table.ADDRESS_GAP.format(until_on=format_date(dropped.until_on, language)))
    return str(table.SUPERSEDED)
