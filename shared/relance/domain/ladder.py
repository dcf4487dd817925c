"""Which step would go next for the leader, and in which words (R4, R7, R29)."""

from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.calendar import local_date
from relance.domain.decision import Skipped
from relance.domain.ledger import Item
from relance.domain.message import ORDINARY
from relance.domain.money import minor
from relance.domain.outages import replay
from relance.domain.pauses import claim_free_on, claims_on, promise_free_on
from relance.domain.policy import Step
from relance.domain.rules import Rules
from relance.domain.rungs import done, nominal_on, reminders
from relance.domain.standing import Claim


@dataclass(frozen=True, slots=True)
class Candidate:
    """The step that would go, were no guard against it."""

    step: Step
    nominal_on: date
    variant: str = "ordinary"
    occasion: str = ORDINARY
    skipped: tuple[Skipped, ...] = ()


def candidate(
    leader: Item, account: Account, rules: Rules, now: datetime, net_minor: int
) -> Candidate | None:
    """The step that would go at `now` for the leader, or None when the ladder has ended.

    A step that is worth a minimum does not apply below it: the ladder goes on without (practice
    6.1), so that a small debt, too, ends with a person.
    """
    steps = [s for s in rules.policy.ladder if minor(s.minimum_units, leader.currency) <= net_minor]
    if repeat := _claim_unseen(steps, leader, account, rules, now):
        return repeat
    waiting = [step for step in steps if not done(step, leader, account, rules)]
    if not waiting:
        return None
    reached = replay(waiting, leader, account, rules, now)
    step = reached[-1] if reached else waiting[0]
    return Candidate(
        step,
        nominal_on(step, leader, rules),
        _variant(leader, account, rules, now),
        _occasion(leader),
        tuple(Skipped(leader.item_id, s.kind, "missed_run") for s in reached[:-1]),
    )


def _occasion(leader: Item) -> str:
    returns = sum(1 for entry in leader.invoice.allocations if entry.reversed_minor)
    return f"returned-{returns}" if returns else ORDINARY


def _claim_unseen(
    steps: list[Step], leader: Item, account: Account, rules: Rules, now: datetime
) -> Candidate | None:
    """After a claim ran out: the last level again, once, in its own words (R7)."""
    expired = _expired_claims(leader, account, rules, now)
    occasion = f"claim-{len(expired)}"
    repeated = any(
        m.key.leader == leader.item_id and m.base_occasion == occasion for m in reminders(account)
    )
    emails = [step for step in steps if step.channel == "email"]
    if not expired or repeated or not emails or _paid_since(expired[-1], leader):
        return None
    went = [step for step in emails if done(step, leader, account, rules)]
    step = went[-1] if went else emails[0]
    return Candidate(step, nominal_on(step, leader, rules), "claim_unseen", occasion)


def _expired_claims(
    leader: Item, account: Account, rules: Rules, now: datetime
) -> tuple[Claim, ...]:
    claims = claims_on(leader, account)[: rules.limits.claims_that_hold]
    return tuple(claim for claim in claims if rules.today(now) >= claim_free_on(claim, rules))


def _paid_since(claim: Claim, leader: Item) -> bool:
    """Whether money came after the claim: then "we cannot see it" would not be true."""
    return any(
        entry.net_minor and entry.recorded_at >= claim.recorded_at
        for entry in leader.invoice.allocations
    )


def _variant(leader: Item, account: Account, rules: Rules, now: datetime) -> str:
    """Which text fits what happened since the last reminder about the leader (R7, R29)."""
    sent = reminders(account)
    about = [message.reserved_at for message in sent if leader.item_id in message.item_ids]
    since_at = about[-1] if about else None
    for entry in leader.invoice.allocations:
        returned_at = entry.reversed_at or entry.recorded_at
        if entry.reversed_minor and (since_at is None or returned_at > since_at):
            return "payment_returned"
    for promise in account.promises:
        over = rules.today(now) >= promise_free_on(promise, rules)
        new = since_at is None or promise.recorded_at > since_at
        if over and new and leader.item_id in promise.item_ids:
            return "promise_broken"
    return "statement" if not sent and backlog(leader, rules) else "ordinary"


def backlog(item: Item, rules: Rules) -> bool:
    """Whether the item came to us, without history, after its first step should have gone (R29)."""
    recorded_on = local_date(item.invoice.recorded_at, rules.zone)
    first_on = nominal_on(rules.policy.ladder[0], item, rules)
    return item.invoice.last_level is None and first_on < recorded_on
