"""The one decision about one currency of an account: chase, announce, or wait (R2, R5)."""

from dataclasses import replace
from datetime import date

from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.courtesy import courtesy, next_courtesy_on, stale
from relance.domain.conversation.cycle_profile import cycle_profile, kept_profile
from relance.domain.conversation.ladder import candidate
from relance.domain.conversation.position import asked_about_items
from relance.domain.conversation.releases import next_release_on, release
from relance.domain.conversation.situation import Case, Place, Situation
from relance.domain.deciding.by_hand import by_a_person, in_writing
from relance.domain.deciding.reminder import remind
from relance.domain.decision import Decision, Hold, Skip, told
from relance.domain.ledger.invoices import Item
from relance.domain.questions.questions import (
    backlog_reviewed,
    covered_by_money,
    match_money,
    review_backlog,
    review_falls_on,
)
from relance.domain.questions.unplaced import match_unknown_money, unknown_payer
from relance.domain.reasons import Reason
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict, first_fired


def chase(place: Place) -> tuple[Decision, ...]:
    """The main decision about a currency first, and the tasks that come with it."""
    asked = asked_about_items(place.account, place.position, place.rules)
    leader = place.position.leader
    return _announce(place, asked) if leader is None else _climb(place, leader, asked)


def _climb(place: Place, leader: Item, asked: Trace) -> tuple[Decision, ...]:
    """The leader's ladder, once something is overdue."""
    covered, unknown = covered_by_money(place), unknown_payer(place)
    if covered.fired:
        return match_money(place, (*asked, covered), covered)
    if unknown.fired:
        return match_unknown_money(place, (*asked, covered, unknown), unknown)
    situation = situation_of(place, leader, (*asked, covered, unknown))
    if situation is None:
        return (_ended(place, (*asked, covered, unknown)),)
    if situation.candidate.variant == Reason.STATEMENT:
        review = backlog_reviewed(situation.case)
        if review.fired:
            return review_backlog(situation.case, (*situation.asked, review), review)
    if by_hand := by_a_person(situation):
        return by_hand
    return remind(situation, place.position.overdue, _looks_again_on(situation))


def situation_of(place: Place, leader: Item, asked: Trace = ()) -> Situation | None:
    """The step that would go for the leader, were no guard against it; None at the end."""
    profile = cycle_profile(place.account, leader, place.rules, place.today)
    case = Case(place, leader, profile)
    step = candidate(case)
    if step is None:
        return None
    situation = in_writing(Situation(case, step, asked))
    found = (*step.left_out, *_missed(situation), situation.step_found())
    return replace(situation, asked=(*asked, *found))


def _missed(situation: Situation) -> Trace:
    """What the days without a run would have said of the leader, where they count (R33)."""
    reached = [one for one in situation.case.place.missed if one.leader == situation.lead.item_id]
    if not reached:
        return ()
    days = len({one.at for one in situation.case.place.missed})
    inputs: Inputs = {"days": days, "step": reached[-1].kind}
    return (situation.found("missed_days", Family.CONDITION, Verdict(inputs=inputs)),)


def _ended(place: Place, asked: Trace) -> Skip:
    """No step is left for the leader: a person has decided, or the policy ends without one."""
    where = place.position
    rule = Finding("ladder_ended", Family.STEP, where.currency, Verdict(Reason.LADDER_ENDED))
    skip = Skip(where.currency, Reason.LADDER_ENDED, where.changes_on, place.figures)
    return told(skip, asked, rule)


def _looks_again_on(situation: Situation) -> date | None:
    """The first later day on which more is overdue, a pause ends, or a backlog is too old.

    More overdue may mean another leader, another step, or a call instead of a mail.
    """
    where = situation.position
    days = [on for on in (where.changes_on,) if on]
    if situation.candidate.variant == Reason.STATEMENT:
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


def _announce(place: Place, asked: Trace) -> tuple[Decision, ...]:
    """A courtesy step, or nothing until the next day that matters."""
    again_on = place.today + ONE_DAY
    for some in place.position.announced_apart():
        if found := courtesy(place.with_position(some)):
            situation, listed = in_writing(replace(found[0], asked=asked)), found[1]
            situation = replace(situation, asked=(*asked, situation.step_found()))
            by_hand = by_a_person(situation)
            return _tomorrow(again_on, by_hand or remind(situation, listed, again_on))
    if found := release(place):
        situation, listed = replace(found[0], asked=asked), found[1]
        situation = replace(situation, asked=(*asked, situation.step_found()))
        return _tomorrow(again_on, remind(situation, listed, again_on))
    return (_nothing(place, asked),)


def _tomorrow(again_on: date, answer: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The answer, looked at again tomorrow: what is announced, and by whom, changes by the day."""
    main, *tasks = answer
    if not isinstance(main, Hold) or main.until_at:
        return answer
    return replace(main, until_on=again_on), *tasks


def _nothing(place: Place, asked: Trace) -> Skip:
    """Nothing is due, or all that is open is paused: the first pause says why."""
    where = place.position
    apart = [place.with_position(some) for some in where.announced_apart()]
    later = (next_release_on(place), where.pause_ends_on)
    days = [on for on in (*map(next_courtesy_on, apart), *later) if on]
    next_on = min(days, default=None)
    due = Finding(
        "nothing_due",
        Family.BALANCE,
        where.currency,
        Verdict(Reason.NOTHING_DUE, next_on, inputs={"coming": len(where.coming)}),
    )
    only_paused = where.paused and not where.coming
    paused = first_fired(f for f in asked if f.family is Family.PAUSE) if only_paused else None
    decisive = paused or due
    skipped = tuple(step for some in apart for step in stale(some))
    skip = Skip(where.currency, str(decisive.reason), next_on, place.figures, skipped)
    return told(skip, asked, decisive)
