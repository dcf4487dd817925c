"""Which step comes next for an item: done, delayed, missed, repeated (R3, R4, R5, R7)."""

from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.calendar import ONE_DAY, at_local_hour, local_date
from relance.domain.decision import Skipped
from relance.domain.ledger import Item
from relance.domain.message import ORDINARY, Message, MessageState
from relance.domain.pauses import claim_free_on, claims_on, pause_of, promise_free_on
from relance.domain.policy import Step
from relance.domain.position import ladder_start_on
from relance.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Candidate:
    """The step that would go, were no guard against it."""

    step: Step
    nominal_on: date
    variant: str = "ordinary"
    occasion: str = ORDINARY
    skipped: tuple[Skipped, ...] = ()


def reminders(account: Account) -> tuple[Message, ...]:
    """The counted chasing messages, oldest first."""
    counted = (m for m in account.messages if m.reminder and m.counts)
    return tuple(sorted(counted, key=lambda message: message.reserved_at))


def nominal_on(step: Step, item: Item, rules: Rules) -> date:
    """The day on which a step of an item falls before any delay."""
    return step.nominal_on(ladder_start_on(item), rules.bank_days)


def lists_step(message: Message, step: Step, item: Item, rules: Rules) -> bool:
    """Whether a message did this step for this item (R3)."""
    if item.item_id not in message.item_ids or message.key.level < step.level:
        return False
    if message.key.level == step.level and message.key.kind != step.kind:
        return False
    return message.key.leader == item.item_id or nominal_on(step, item, rules) <= message.on


def done_by(step: Step, item: Item, account: Account, rules: Rules) -> Message | None:
    """The last counted message that did this step for the item, if any."""
    for message in reversed(reminders(account)):
        if lists_step(message, step, item, rules):
            return message
    return None


def done(step: Step, item: Item, account: Account, rules: Rules) -> bool:
    """Whether a step needs no message any more: it went, or went before Relance (R29)."""
    imported = item.invoice.last_level
    if imported is not None and not step.courtesy and step.level <= imported:
        return True
    return done_by(step, item, account, rules) is not None


def delivered(kind: str, item: Item, account: Account, rules: Rules) -> Message | None:
    """The message by which a step of this kind was delivered for the item (R5, R8)."""
    step = rules.policy.step(kind)
    for message in reversed(reminders(account)):
        if message.state is MessageState.DELIVERED and lists_step(message, step, item, rules):
            return message
    return None


def missed_days(rules: Rules, today: date, since_on: date) -> list[date]:
    """The creditor's days before today on which no run could decide (R4)."""
    days: list[date] = []
    for last_at, first_at in rules.outages:
        day = max(_first_whole_day(last_at, rules), since_on)
        while day < min(local_date(first_at, rules.debtor_zone), today):
            days.append(day)
            day += ONE_DAY
    return sorted(set(days))


def _first_whole_day(last_at: datetime, rules: Rules) -> date:
    """The first local day whose sending hour lies after the last tick before an outage."""
    day = local_date(last_at, rules.debtor_zone)
    sending_at = at_local_hour(day, rules.limits.sending_hour, rules.debtor_zone)
    return day if last_at < sending_at else day + ONE_DAY


def candidate(leader: Item, account: Account, rules: Rules, today: date) -> Candidate | None:
    """The step that would go today for the leader, or None when the ladder has ended."""
    if repeat := _claim_unseen(leader, account, rules, today):
        return repeat
    waiting = [s for s in rules.policy.ladder if not done(s, leader, account, rules)]
    if not waiting:
        return None
    reached = _replay(waiting, leader, account, rules, today)
    step = reached[-1] if reached else waiting[0]
    skipped = tuple(Skipped(leader.item_id, s.kind, "missed_run") for s in reached[:-1])
    variant = _variant(step, leader, account, rules, today)
    returns = sum(1 for a in leader.invoice.allocations if a.reversed_minor)
    occasion = f"returned-{returns}" if returns else ORDINARY
    return Candidate(step, nominal_on(step, leader, rules), variant, occasion, skipped)


def _replay(
    waiting: list[Step], leader: Item, account: Account, rules: Rules, today: date
) -> list[Step]:
    """The steps that the days without a run would have sent, and today's if its day has come."""
    reached: list[Step] = []
    sent = reminders(account)
    last_on = sent[-1].on if sent else None
    for day in (*missed_days(rules, today, nominal_on(waiting[0], leader, rules)), today):
        if len(reached) == len(waiting):
            break
        step = waiting[len(reached)]
        if nominal_on(step, leader, rules) > day or not rules.open_days.is_open(day):
            continue
        apart = max(rules.limits.gap_days, step.spacing_days if reached else 0)
        if last_on and (day - last_on).days < apart:
            continue
        if step.needs and not delivered(step.needs, leader, account, rules):
            continue
        if day < today and (step.channel != "email" or pause_of(leader, account, rules, day)):
            continue
        reached.append(step)
        last_on = day
    return reached


def _claim_unseen(leader: Item, account: Account, rules: Rules, today: date) -> Candidate | None:
    """After a claim ran out: the last level again, once, in its own words (R7)."""
    claims = claims_on(leader, account)[: rules.limits.claims_that_hold]
    expired = [claim for claim in claims if today >= claim_free_on(claim, rules)]
    occasion = f"claim-{len(expired)}"
    sent = [m for m in reminders(account) if m.key.leader == leader.item_id]
    if not expired or any(m.key.occasion.split("+")[0] == occasion for m in sent):
        return None
    ladder = [s for s in rules.policy.ladder if s.channel == "email"]
    went = [s for s in ladder if done(s, leader, account, rules)]
    step = went[-1] if went else ladder[0]
    return Candidate(step, nominal_on(step, leader, rules), "claim_unseen", occasion)


def _variant(step: Step, leader: Item, account: Account, rules: Rules, today: date) -> str:
    """Which text of the step fits what happened since the last reminder (R7, R29)."""
    sent = reminders(account)
    since_at = sent[-1].reserved_at if sent else None
    for allocation in leader.invoice.allocations:
        if allocation.reversed_minor and (not since_at or allocation.recorded_at > since_at):
            return "payment_returned"
    for promise in account.promises:
        over = today >= promise_free_on(promise, rules)
        if over and leader.item_id in promise.item_ids:
            if not since_at or promise.recorded_at > since_at:
                return "promise_broken"
    first = step == rules.policy.ladder[0]
    if first and not sent and backlog(leader, rules):
        return "statement"
    return "ordinary"


def backlog(item: Item, rules: Rules) -> bool:
    """Whether the item came to us when its last step should already have gone (R29)."""
    recorded_on = local_date(item.invoice.recorded_at, rules.zone)
    emails = [step for step in rules.policy.ladder if step.channel == "email"]
    return item.invoice.last_level is None and nominal_on(emails[-1], item, rules) <= recorded_on
