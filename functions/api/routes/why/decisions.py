"""Why something was said to a customer on a day, or not (R10, B14)."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.domain.decision import Decision, Hold, Send, Skip, Skipped, Task
from relance.domain.trace import Finding
from relance.domain.why.explain import Explanation
from relance.flows import words
from relance.flows.tenant.settings import get_settings
from relance.flows.why.explain import Explained, explain_day
from relance.flows.why.explain_words import differs, notes, of_decision
from relance.flows.words.timeline import of_skipped

from ..answer_size import first_of_all
from ..caller import caller, new_router
from ..fields import Answer, CustomerId, Day

router = new_router()

On = Annotated[Day, Query(description="The debtor's day, as 2026-06-05")]


class SkippedAnswer(Answer):
    """A step that does not go any more, and why."""

    item_id: str
    kind: str
    reason: Literal["missed_run", "stale"]
    summary: str


class DecisionAnswer(Answer):
    """One decision, as data and as a sentence."""

    type: str
    reason: str
    currency: str | None
    kind: str | None
    level: int | None
    variant: str | None
    item_ids: list[str]
    until_on: date | None
    until_at: datetime | None
    summary: str
    skipped: list[SkippedAnswer]


class RuleAnswer(Answer):
    """One rule: whether it fired, on which inputs, and whether it decided."""

    rule: str
    family: str
    subject: str
    fired: bool
    decisive: bool
    reason: str | None
    until_on: date | None
    until_at: datetime | None
    inputs: dict[str, Any]
    summary: str


class CurrencyAnswer(Answer):
    """One currency: what was decided, about which item and step, and every rule.

    `left_out` counts rules that did not fire, where there are more than an answer holds.
    """

    currency: str
    decision: DecisionAnswer
    leader: str | None
    step: str | None
    variant: str | None
    rules: list[RuleAnswer]
    left_out: int = 0


class DayAnswer(Answer):
    """A day explained; `differs` is empty where the stored decision is the one made again."""

    customer_id: str
    on: date
    at: datetime
    ran_at: datetime | None
    mode: str
    policy_id: str
    policy_version: int
    decisions: list[DecisionAnswer]
    currencies: list[CurrencyAnswer]
    differs: list[str]
    notes: list[str]


@router.get("/v1/customers/<customer_id>/decisions", summary="Why, on a day")
def get(customer_id: CustomerId, on: On, language: Literal["fr", "en"] | None = None) -> DayAnswer:
    """Answer what was decided on a day from what was known then, and every rule with its inputs.

    The sentences are in the language of the settings unless another is asked for.
    """
    who = caller(router)
    day = explain_day(who.tenant_id, customer_id, on, who.now)
    spoken = language or get_settings(who.tenant_id).language
    return DayAnswer(
        customer_id=customer_id,
        on=day.on,
        at=day.at,
        ran_at=day.ran_at,
        mode=day.rules.mode,
        policy_id=day.rules.policy.policy_id,
        policy_version=day.rules.policy.version,
        decisions=[_decision(one, day, spoken) for one in day.decisions],
        currencies=_currencies(day, spoken),
        differs=list(differs(day, spoken)),
        notes=list(notes(day, spoken)),
    )


def _currencies(day: Explained, language: str) -> list[CurrencyAnswer]:
    """Every currency, with as many of its rules as fit in its part of the answer."""
    parts = len(day.currencies)
    return [_currency(one, day, language, parts) for one in day.currencies]


def _currency(found: Explanation, day: Explained, language: str, parts: int) -> CurrencyAnswer:
    said = [_rule(one, found.currency, day, language) for one in found.findings]
    rules = first_of_all(said, _weight, parts)
    return CurrencyAnswer(
        left_out=len(said) - len(rules),
        currency=found.currency,
        decision=_decision(found.main, day, language),
        leader=found.leader,
        step=found.step,
        variant=found.variant,
        rules=rules,
    )


def _weight(rule: RuleAnswer) -> int:
    """What decided is shown before what fired, and that before what did not."""
    return 0 if rule.decisive else 1 if rule.fired else 2


def _rule(finding: Finding, currency: str, day: Explained, language: str) -> RuleAnswer:
    return RuleAnswer(
        rule=finding.rule,
        family=finding.family,
        subject=finding.subject,
        fired=finding.fired,
        decisive=finding.decisive,
        reason=finding.reason,
        until_on=finding.until_on,
        until_at=finding.until_at,
        inputs={name: _plain(value) for name, value in finding.inputs.items()},
        summary=words.rule(finding, language, currency, day.rules.zone),
    )


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def _decision(decision: Decision, day: Explained, language: str) -> DecisionAnswer:
    said = {
        "type": type(decision).__name__.lower(),
        "reason": decision.reason,
        "currency": decision.currency,
        "summary": of_decision(decision, day.rules.mode, language),
        **dict.fromkeys(("kind", "level", "variant", "until_on", "until_at")),
        "item_ids": list(getattr(decision, "item_ids", ())),
        "skipped": [_skipped(step, language) for step in getattr(decision, "skipped", ())],
    }
    return DecisionAnswer.model_validate({**said, **_particulars(decision)})


def _skipped(step: Skipped, language: str) -> dict[str, str]:
    named = {"item_id": step.item_id, "kind": step.kind, "reason": step.reason}
    return {**named, "summary": of_skipped(step, language)}


def _particulars(decision: Decision) -> dict[str, Any]:
    match decision:
        case Send(key=key):
            return {"kind": key.kind, "level": key.level, "variant": decision.variant}
        case Task():
            return {"kind": decision.kind, "level": decision.level, "until_on": decision.due_on}
        case Hold():
            return {"until_on": decision.until_on, "until_at": decision.until_at}
        case Skip():
            return {"until_on": decision.next_on}
