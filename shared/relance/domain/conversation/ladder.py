"""Which step would go next for the leader, and in which words (R4, R7, R29)."""

from dataclasses import replace
from itertools import chain

from relance.domain.account.occasion import Occasion
from relance.domain.account.on_file import Claim
from relance.domain.answers.holding import claim_free_on, claims_on, promise_free_on
from relance.domain.answers.promise_results import kept
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
from relance.domain.decision import Skipped
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
        tuple(Skipped(leader.item_id, s.kind, "missed_run") for s in reached[:-1]),
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
    return Occasion.of_ladder(leader.invoice.ladder_from_on, returns)


def _claim_unseen(steps: list[Step], case: Case) -> Candidate | None:
    """After a claim ran out: the last level again, once, in its own words (R7)."""
    leader, account = case.lead, case.account
    expired = _expired_claims(case)
    occasion = Occasion.of_claim(len(expired))
    about = account.chased_about(leader.item_id)
    repeated = any(c.leader == leader.item_id and c.occasion == occasion for c in about)
    written = [step for step in steps if step.written]
    if not expired or repeated or not written or _paid_since(expired[-1], leader):
        return None
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


def _expired_claims(case: Case) -> tuple[Claim, ...]:
    claims = claims_on(case.lead, case.account)[: case.rules.limits.claims_that_hold]
    return tuple(claim for claim in claims if case.today >= claim_free_on(claim, case.rules))


def _paid_since(claim: Claim, leader: Item) -> bool:
    """Whether money came after the claim: then "we cannot see it" would not be true."""
    return any(
        entry.net_minor and entry.recorded_at >= claim.recorded_at
        for entry in leader.invoice.allocations
    )


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
    for promise in account.promises:
        over = case.today >= promise_free_on(promise, case.rules)
        new = since_at is None or promise.recorded_at > since_at
        mine = over and new and leader.item_id in promise.item_ids
        if mine and not kept(promise, account, case.rules, case.today):
            return Reason.PROMISE_BROKEN
    alone = not account.chased and backlog(leader, case.rules)
    return Reason.STATEMENT if alone else "ordinary"


def backlog(item: Item, rules: Rules) -> bool:
    """Whether the item came to us, without history, after its first step should have gone (R29)."""
    recorded_on = local_date(item.invoice.recorded_at, rules.zone)
    first_on = nominal_on(rules.policy.ladder[0], item, rules)
    return item.invoice.last_level is None and first_on < recorded_on
