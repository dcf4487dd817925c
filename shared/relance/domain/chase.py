"""The one decision about one currency of an account: chase, announce, or wait (R2, R5)."""

from collections.abc import Iterator
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.courtesy import courtesy, next_courtesy_on, stale
from relance.domain.decision import Decision, Hold, Skip
from relance.domain.guards import TASK_GUARDS, delay_of
from relance.domain.ladder import candidate
from relance.domain.ledger import Item
from relance.domain.money import minor
from relance.domain.position import Position, ladder_start_on
from relance.domain.questions import (
    covered_by_cash,
    decision_pending,
    review_falls_on,
    reviewed_first,
)
from relance.domain.reminder import figures_of, held_back, remind
from relance.domain.rules import Rules
from relance.domain.situation import Situation
from relance.domain.tasks import ask


def chase(account: Account, where: Position, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """The main decision about a currency first, and the tasks that come with it."""
    if where.leader is None:
        return _announce(account, rules, now, where)
    return _climb(account, rules, now, where, where.leader)


def _climb(
    account: Account, rules: Rules, now: datetime, where: Position, leader: Item
) -> tuple[Decision, ...]:
    """The leader's ladder, once something is overdue."""
    figures = figures_of(where, account)
    if where.net_minor <= where.small_minor:
        return covered_by_cash(account, where, figures)
    step = candidate(leader, account, rules, now, where.net_minor)
    if step is None:
        return (Skip(where.currency, "ladder_ended", where.changes_on, figures),)
    if step.variant == "statement":
        if review := reviewed_first(account, where, leader, rules, figures):
            return review
    situation = Situation(account, rules, now, where, step, leader)
    if step.step.channel == "task":
        return _hand_to_person(situation)
    days = [*_leads_on(where, leader, rules)]
    if step.variant == "statement":
        days.append(review_falls_on(leader, rules))
    again_on = min((on for on in days if on > where.today), default=None)
    return remind(situation, where.overdue, again_on)


def _leads_on(where: Position, leader: Item, rules: Rules) -> Iterator[date]:
    """When another item may take the lead: a paused one, or one whose ladder began earlier.

    Below the minimum of a step, any item that becomes overdue matters.
    """
    dearest = max(step.minimum_units for step in rules.policy.ladder)
    small = where.net_minor < minor(dearest, where.currency)
    if where.pause_ends_on:
        yield where.pause_ends_on
    for item in where.coming:
        if small or ladder_start_on(item) < ladder_start_on(leader):
            yield item.due_on + ONE_DAY


def _announce(
    account: Account, rules: Rules, now: datetime, where: Position
) -> tuple[Decision, ...]:
    """A courtesy step, or nothing until the next day that matters."""
    if found := courtesy(where, account, rules):
        step, item, listed = found
        situation = Situation(account, rules, now, where, step, item)
        return remind(situation, listed, where.today + ONE_DAY)
    days = [on for on in (next_courtesy_on(where, rules), where.pause_ends_on) if on]
    reason = where.paused[0][1].reason if where.paused and not where.coming else "nothing_due"
    figures = figures_of(where, account)
    skipped = stale(where, account, rules)
    return (Skip(where.currency, reason, min(days, default=None), figures, skipped),)


def _hand_to_person(situation: Situation) -> tuple[Decision, ...]:
    """The last step: a person decides, and until then nothing goes by itself (R5)."""
    where, account = situation.position, situation.account
    figures = figures_of(where, account, situation.candidate)
    hold = Hold(where.currency, "decision_pending", figures=figures)
    if decision_pending(account, where):
        return (hold,)
    if delay := delay_of(situation, TASK_GUARDS):
        return (held_back(where, delay, figures, where.changes_on),)
    return hold, *ask(
        account,
        "decision",
        situation.lead.item_id,
        "the_ladder_has_ended",
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=figures,
    )
