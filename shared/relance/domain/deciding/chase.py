"""The one decision about one currency of an account: chase, announce, or wait (R2, R5)."""

from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.courtesy import courtesy, next_courtesy_on, stale
from relance.domain.conversation.cycle_profile import cycle_profile, kept_profile
from relance.domain.conversation.ladder import candidate
from relance.domain.conversation.position import Position
from relance.domain.conversation.situation import Case, Situation, figures_of
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.by_hand import by_a_person, in_writing
from relance.domain.deciding.reminder import remind
from relance.domain.decision import Decision, Hold, Skip
from relance.domain.ledger.invoices import Item
from relance.domain.questions.questions import covered_by_cash, review_falls_on, reviewed_first
from relance.domain.questions.unplaced import of_unknown_payer


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
    if perhaps_paid := of_unknown_payer(account, where, rules, figures):
        return perhaps_paid
    situation = situation_of(account, where, rules, now, leader)
    if situation is None:
        return (Skip(where.currency, "ladder_ended", where.changes_on, figures),)
    if situation.candidate.variant == "statement":
        if review := reviewed_first(account, where, leader, rules, figures):
            return review
    if by_hand := by_a_person(situation):
        return by_hand
    return remind(situation, where.overdue, _looks_again_on(situation))


def situation_of(
    account: Account, where: Position, rules: Rules, now: datetime, leader: Item
) -> Situation | None:
    """The step that would go for the leader, were no guard against it; None at the end."""
    profile = cycle_profile(account, leader, rules, where.today)
    case = Case(account, rules, now, where, leader, profile)
    step = candidate(case)
    return in_writing(Situation(case, step)) if step else None


def _looks_again_on(situation: Situation) -> date | None:
    """The first later day on which more is overdue, a pause ends, or a backlog is too old.

    More overdue may mean another leader, another step, or a call instead of a mail.
    """
    where = situation.position
    days = [on for on in (where.changes_on,) if on]
    if situation.candidate.variant == "statement":
        days.append(review_falls_on(situation.lead, situation.rules))
    if _depends_on_profile(situation):
        days.append(where.today + ONE_DAY)
    return min((on for on in days if on > where.today), default=None)


def _depends_on_profile(situation: Situation) -> bool:
    """Whether a day that passes may make another step apply: the cycle has not begun."""
    steps = situation.rules.policy.ladder
    account, lead = situation.account, situation.lead
    chosen = any(step.profiles or step.minimum_by_profile for step in steps)
    return chosen and kept_profile(account, lead, situation.rules, situation.today) is None


def _tomorrow(where: Position, answer: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The answer, looked at again tomorrow: what is announced, and by whom, changes by the day."""
    main, *tasks = answer
    if not isinstance(main, Hold) or main.until_at:
        return answer
    return replace(main, until_on=where.today + ONE_DAY), *tasks


def _announce(
    account: Account, rules: Rules, now: datetime, where: Position
) -> tuple[Decision, ...]:
    """A courtesy step, or nothing until the next day that matters."""
    apart = where.announced_apart()
    for some in apart:
        if found := courtesy(account, rules, now, some):
            situation, listed = in_writing(found[0]), found[1]
            by_hand = by_a_person(situation)
            return _tomorrow(where, by_hand or remind(situation, listed, where.today + ONE_DAY))
    nexts = [next_courtesy_on(account, rules, some) for some in apart]
    days = [on for on in (*nexts, where.pause_ends_on) if on]
    reason = where.paused[0][1].reason if where.paused and not where.coming else "nothing_due"
    skipped = tuple(step for some in apart for step in stale(account, rules, some))
    figures = figures_of(where, account)
    return (Skip(where.currency, reason, min(days, default=None), figures, skipped),)
