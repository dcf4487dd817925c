"""Why: every rule of the day with what it looked at, and whether it fired (R10, B14).

Nothing here decides. The decision is that of `decide`; the rules are the same functions, asked one
by one in their order, so that also those are told that did not fire.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.conversation.conditions import CONDITIONS
from relance.domain.conversation.courtesy import courtesy
from relance.domain.conversation.pauses import PAUSES
from relance.domain.conversation.position import Position, position
from relance.domain.conversation.situation import Situation
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.deciding.by_hand import guards_for
from relance.domain.deciding.chase import situation_of
from relance.domain.deciding.reminder import to_next_contact
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.ledger.invoices import Item
from relance.domain.why.findings import Finding, guard_finding
from relance.domain.why.item_findings import condition_finding, pause_finding


@dataclass(frozen=True, slots=True)
class Explanation:
    """One currency on one day: what was decided, and each rule with its inputs."""

    currency: str
    main: Send | Hold | Skip
    tasks: tuple[Task, ...]
    leader: str | None
    step: str | None
    variant: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """A day: every decision, and why, by currency."""

    decisions: tuple[Decision, ...]
    currencies: tuple[Explanation, ...]


def explain(account: Account, rules: Rules, now: datetime) -> Why:
    """What `decide` answers, with the reasons for it and against the rest."""
    decisions = decide(account, rules, now)
    explained = tuple(
        _of_currency(account, currency, rules, now, decisions) for currency in account.currencies
    )
    return Why(decisions, explained)


def _of_currency(
    account: Account,
    currency: str,
    rules: Rules,
    now: datetime,
    decisions: tuple[Decision, ...],
) -> Explanation:
    where = position(account, currency, rules, rules.today(now))
    main = _main(decisions, currency)
    situation = _situation(account, where, rules, now)
    step = situation.candidate if situation else None
    found = [*_of_items(account, where, rules), *_balance(where)]
    if situation:
        found += [*_of_steps(situation), *_of_guards(situation)]
    return Explanation(
        currency,
        main,
        tuple(d for d in decisions if isinstance(d, Task) and d.currency == currency),
        where.leader.item_id if where.leader else None,
        step.step.kind if step else None,
        step.variant if step else None,
        _with_decisive(found, main),
    )


def _main(decisions: tuple[Decision, ...], currency: str) -> Send | Hold | Skip:
    """The one decision about chasing: it comes after the answers owed to the debtor (R9)."""
    found = [d for d in decisions if not isinstance(d, Task) and d.currency == currency]
    return found[-1]


def _situation(account: Account, where: Position, rules: Rules, now: datetime) -> Situation | None:
    """The step that would go, in the words and with the occasion in which it would."""
    if where.leader is None:
        found = courtesy(account, rules, now, where)
        return to_next_contact(found[0]) if found else None
    if where.net_minor <= where.small_minor:
        return None
    situation = situation_of(account, where, rules, now, where.leader)
    return to_next_contact(situation) if situation else None


def _of_items(account: Account, where: Position, rules: Rules) -> Iterator[Finding]:
    """Of the item in question every pause; of the others the pause that keeps them out."""
    asked = _in_question(where)
    for item in account.items:
        if item.currency != where.currency:
            continue
        found = [pause_finding(rule, item, account, rules, where.today) for rule in PAUSES]
        first = next((one for one in found if one.fired), None)
        if item is asked:
            yield from found
        elif first:
            yield first
        if not first:
            yield _significant(item, where)


def _in_question(where: Position) -> Item | None:
    """The leader; before anything is overdue the first to come; else the first that is paused."""
    items = (where.leader, *where.coming, *(item for item, _ in where.paused))
    return next((item for item in items if item), None)


def _significant(item: Item, where: Position) -> Finding:
    """Whether what is left of an item is worth a word (R2)."""
    small = item.open_minor <= where.small_minor
    inputs = {"open_minor": item.open_minor, "small_minor": where.small_minor}
    reason = "small_balance" if small else None
    return Finding("small_balance", "balance", item.item_id, small, reason, inputs={**inputs})


def _balance(where: Position) -> Iterator[Finding]:
    """Whether free money covers what is overdue (R31)."""
    if where.leader is None:
        return
    covered = where.net_minor <= where.small_minor
    inputs = {
        "overdue_minor": where.overdue_minor,
        "credit_minor": where.credit_minor,
        "net_minor": where.net_minor,
    }
    reason = "covered_by_unallocated_money" if covered else None
    yield Finding("covered_by_money", "balance", where.currency, covered, reason, inputs={**inputs})


def _of_steps(situation: Situation) -> Iterator[Finding]:
    """Why steps of the ladder are left out, and that the one in question is not."""
    if situation.candidate.step.courtesy:
        return
    for step in situation.rules.policy.ladder:
        for condition in CONDITIONS:
            finding = condition_finding(condition, step, situation.case)
            if finding.fired:
                yield finding


def _of_guards(situation: Situation) -> Iterator[Finding]:
    """Every guard that is asked about the step, also after the first that fired."""
    for guard in guards_for(situation):
        yield guard_finding(guard, situation)


def _with_decisive(found: list[Finding], main: Send | Hold | Skip) -> tuple[Finding, ...]:
    """The findings, the first of those that gave the reason of the decision marked."""
    for number, finding in enumerate(found):
        if finding.fired and finding.reason == main.reason:
            found[number] = replace(finding, decisive=True)
            break
    return tuple(found)
