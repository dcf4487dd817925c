"""Which step would go next for the leader, and in which words (R4, R7, R29)."""

from dataclasses import replace
from datetime import datetime
from itertools import chain

from relance.domain.account.occasion import Occasion
from relance.domain.account.on_file import Promise
from relance.domain.answers.claimed_money import money_since, ran_out, to_answer, went_back
from relance.domain.answers.holding import promise_free_on
from relance.domain.answers.promise_results import came_at_last
from relance.domain.calendar import local_date
from relance.domain.conversation.conditions import left_out
from relance.domain.conversation.earliest import earliest_on
from relance.domain.conversation.errands import given_up
from relance.domain.conversation.outages import reached_in_the_dark
from relance.domain.conversation.rungs import done
from relance.domain.conversation.situation import Candidate, Case
from relance.domain.conversation.step_days import nominal_on
from relance.domain.conversation.undoings import taken_back, to_name_anew
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Skipped, SkipReason
from relance.domain.ledger.due_changes import later_moves
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Step
from relance.domain.reasons import Reason


def candidate(case: Case) -> Candidate | None:
    """The step that would go for the leader, or None when the ladder has ended.

    A step that is not for this debt does not exist for it (see `conditions`), and one that a
    person was asked to carry out and that nobody touched is given up (practice 2).
    """
    leader, account, rules = case.lead, case.account, case.rules
    kept_out = [(step, left_out(step, case)) for step in rules.policy.ladder]
    steps = [step for step, conditions in kept_out if not conditions]
    conditions = tuple(chain.from_iterable(found for _, found in kept_out))
    if repeat := _claim_unseen(steps, case) or _day_named_anew(case):
        return replace(repeat, left_out=conditions)
    waiting = _waiting(steps, case)
    if not waiting:
        return None
    reached = reached_in_the_dark(waiting, case)
    step = reached[-1] if reached else waiting[0]
    return Candidate(
        step,
        earliest_on(step, leader, account, rules),
        _variant(case),
        occasion_of(leader),
        tuple(Skipped(leader.item_id, s.kind, SkipReason.MISSED_RUN) for s in reached[:-1]),
        conditions,
    )


def waiting_steps(case: Case) -> list[Step]:
    """The steps of the leader that are still to go, the next one first."""
    steps = (step for step in case.rules.policy.ladder if not left_out(step, case))
    return _waiting([*steps], case)


def _waiting(steps: list[Step], case: Case) -> list[Step]:
    leader, account, rules = case.lead, case.account, case.rules
    waiting = [step for step in steps if not done(step, leader, account, rules)]
    return [step for step in waiting if not given_up(step, case)]


def occasion_of(leader: Item) -> Occasion:
    """What makes the next message another than the one that went before (R6)."""
    returns = sum(1 for entry in leader.invoice.allocations if entry.reversed_minor)
    moves = len(later_moves(leader.due_changes))
    return Occasion.of_ladder(leader.invoice.ladder_from_on, returns, moves)


def _claim_unseen(steps: list[Step], case: Case) -> Candidate | None:
    """After a claim ran out and nothing came: the last level again, once, in its own words (R7)."""
    leader, account = case.lead, case.account
    claim = to_answer(leader, account, case.rules, case.today)
    written = [step for step in steps if step.written]
    if claim is None or not written or went_back(claim, leader) or money_since(claim, account):
        return None
    occasion = Occasion.of_claim(len(ran_out(leader, account, case.rules, case.today)))
    ladder = case.rules.policy.ladder
    went = [step for step in ladder if done(step, leader, account, case.rules)]
    step = next((step for step in reversed(went) if step.written), written[0])
    if any(further.level > step.level for further in went):
        return None  # a person went further, on paper or by voice: a level never goes down (R2)
    return Candidate(step, nominal_on(step, leader, case.rules), Reason.CLAIM_UNSEEN, occasion)


def _day_named_anew(case: Case) -> Candidate | None:
    """After an error of ours: the last level again, with a day that can still be kept (R40)."""
    again = to_name_anew(case.lead, case.account, case.rules)
    if again is None:
        return None
    step, occasion = again
    return Candidate(step, nominal_on(step, case.lead, case.rules), _variant(case), occasion)


def _variant(case: Case) -> str:
    """Which text fits what happened since the last contact about the leader (R7, R29)."""
    leader, account = case.lead, case.account
    about = account.chased_about(leader.item_id)
    since_at = about[-1].at if about else None
    taken_back_on = leader.invoice.taken_back_on
    if taken_back_on and (not about or about[-1].on < taken_back_on):
        return Reason.DEBT_RETURNED
    if taken_back(case.position.overdue, account):
        return Reason.OUR_ERROR
    for entry in leader.invoice.allocations:
        returned_at = entry.reversed_at or entry.recorded_at
        if entry.reversed_minor and (since_at is None or returned_at > since_at):
            return Reason.PAYMENT_RETURNED
    if any(_is_broken(promise, since_at, case) for promise in account.promises):
        return Reason.PROMISE_BROKEN
    if (claim := to_answer(leader, account, case.rules, case.today)) and money_since(
        claim, account
    ):
        return Reason.CLAIM_PARTLY_SEEN
    alone = all(c.manual for c in account.chased) and backlog(leader, case.rules)
    return Reason.STATEMENT if alone else "ordinary"


def _is_broken(promise: Promise, since_at: datetime | None, case: Case) -> bool:
    """Whether the leader's promise was broken, nobody said so, and it did not come late either."""
    over = case.today >= promise_free_on(promise, case.rules)
    new = since_at is None or promise.recorded_at > since_at
    mine = over and new and case.lead.item_id in promise.item_ids
    return mine and not came_at_last(promise, case.account, case.rules)


def backlog(item: Item, rules: Rules) -> bool:
    """Whether the item came to us, without history, after its first step should have gone (R29)."""
    recorded_on = local_date(item.invoice.recorded_at, rules.zone)
    first_on = nominal_on(rules.policy.ladder[0], item, rules)
    return item.invoice.last_level is None and first_on < recorded_on
