"""Why: the trace of each decision of a day, by currency (R10, B14).

Nothing here decides or asks: `decide` tells its own why, and this reads it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.trace import Family, Finding, Input, Trace


@dataclass(frozen=True, slots=True)
class Explanation:
    """One currency on one day: what was decided, and each rule with its inputs."""

    currency: str
    main: Send | Hold | Skip
    tasks: tuple[Task, ...]
    leader: str | None
    step: str | None
    variant: str | None
    findings: Trace


@dataclass(frozen=True, slots=True)
class Why:
    """A day: every decision, and why, by currency."""

    decisions: tuple[Decision, ...]
    currencies: tuple[Explanation, ...]


def explain(account: Account, rules: Rules, now: datetime) -> Why:
    """What `decide` answers, with the reasons for it and against the rest."""
    decisions = decide(account, rules, now)
    return Why(decisions, tuple(_of_currency(each, decisions) for each in account.currencies))


def _of_currency(currency: str, decisions: tuple[Decision, ...]) -> Explanation:
    main = _main(currency, decisions)
    step = next((f for f in main.trace if f.family is Family.STEP), None)
    return Explanation(
        currency,
        main,
        tuple(d for d in decisions if isinstance(d, Task) and d.currency == currency),
        main.figures.leader,
        _text(step, "step"),
        _text(step, "variant"),
        main.trace,
    )


def _main(currency: str, decisions: tuple[Decision, ...]) -> Send | Hold | Skip:
    """The one decision about chasing: it comes after the answers owed to the debtor (R9)."""
    return [*_about(currency, decisions)][-1]


def _about(currency: str, decisions: tuple[Decision, ...]) -> Iterator[Send | Hold | Skip]:
    for decision in decisions:
        if not isinstance(decision, Task) and decision.currency == currency:
            yield decision


def _text(finding: Finding | None, name: str) -> str | None:
    value: Input = finding.inputs.get(name) if finding else None
    return value if isinstance(value, str) else None
