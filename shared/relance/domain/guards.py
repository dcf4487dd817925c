"""What forbids or delays a reminder that would go: one function per reason, in one order (R4).

A guard never consumes the step: it delays it, and the ladder goes on one step at a time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relance.domain.account import Account
from relance.domain.calendar import ONE_DAY, at_local_hour, local_date
from relance.domain.ladder import Candidate, delivered, done_by, reminders
from relance.domain.message import MessageState
from relance.domain.money import minor
from relance.domain.policy import Step
from relance.domain.position import Position
from relance.domain.rules import Rules
from relance.domain.tasks import asked

OPEN_OUTCOMES = frozenset({MessageState.RESERVED, MessageState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Situation:
    """What a guard looks at: one currency of one account at one instant."""

    account: Account
    rules: Rules
    now: datetime
    position: Position
    candidate: Candidate

    @property
    def today(self) -> date:
        """The creditor's local day."""
        return self.position.today


@dataclass(frozen=True, slots=True)
class Delay:
    """A reason not to send now; `until_on` is the first day to look again, if known."""

    reason: str
    until_on: date | None = None
    until_at: datetime | None = None


type Guard = Callable[[Situation], Delay | None]


def tenant_stopped(situation: Situation) -> Delay | None:
    """A paused tenant sends nothing (R29)."""
    if situation.rules.mode == "paused":
        return Delay("tenant_paused", situation.today + ONE_DAY)
    return None


def payments_waiting(situation: Situation) -> Delay | None:
    """Money that is announced but not recorded holds the whole tenant (R22)."""
    if situation.rules.payments_backlog:
        return Delay("payments_backlog", situation.today + ONE_DAY)
    return None


def feed_stale(situation: Situation) -> Delay | None:
    """Once declared, cash must be booked through the last bank day before today (R23)."""
    through_on = situation.rules.cash_through_on
    if through_on is None:
        return None
    if through_on < situation.rules.bank_days.previous_open(situation.today):
        return Delay("feed_stale", situation.today + ONE_DAY)
    return None


def outcome_awaited(situation: Situation) -> Delay | None:
    """A reminder whose fate is not known stops the next one (R16)."""
    hours = timedelta(hours=situation.rules.limits.unknown_settle_hours)
    for message in situation.account.messages:
        if not message.reminder or message.state not in OPEN_OUTCOMES:
            continue
        task = asked(situation.account, "outcome_unknown", message.message_id)
        if task and task.closed_at:
            continue
        until_at = message.reserved_at + hours
        return Delay("outcome_awaited", until_at=until_at if until_at > situation.now else None)
    return None


def prerequisite_missing(situation: Situation) -> Delay | None:
    """A final needs a delivered second, also after an outage and on import (R5)."""
    step, leader = situation.candidate.step, situation.position.leader
    assert leader is not None
    if not step.needs or (situation.candidate.occasion != "0" and _went(situation)):
        return None
    needed = situation.rules.policy.step(step.needs)
    imported = leader.invoice.last_level
    if imported is not None and imported >= needed.level:
        return None
    if delivered(step.needs, leader, situation.account, situation.rules):
        return None
    return Delay("prerequisite_not_delivered", situation.today + ONE_DAY)


def _went(situation: Situation) -> bool:
    leader = situation.position.leader
    assert leader is not None
    step = situation.candidate.step
    return done_by(step, leader, situation.account, situation.rules) is not None


def too_small_for_step(situation: Situation) -> Delay | None:
    """A final over a trifle is not worth the customer (practice 6.1)."""
    floor = minor(situation.candidate.step.minimum_units, situation.position.currency)
    if situation.position.net_minor < floor:
        return Delay("below_step_minimum", situation.today + ONE_DAY)
    return None


def not_yet(situation: Situation) -> Delay | None:
    """The step's day, and its distance from the delivery of the one before, have not come."""
    due_on = situation.candidate.nominal_on
    step = situation.candidate.step
    before = _previous_contact(step, situation)
    if before and step.spacing_days:
        due_on = max(due_on, before + timedelta(days=step.spacing_days))
    return Delay("not_yet", due_on) if due_on > situation.today else None


def _previous_contact(step: Step, situation: Situation) -> date | None:
    """The day on which the leader's last lower level was delivered, or at least sent."""
    leader = situation.position.leader
    assert leader is not None
    for message in reversed(reminders(situation.account)):
        if leader.item_id in message.item_ids and 0 < message.key.level < step.level:
            at = message.delivered_at or message.sent_at or message.reserved_at
            return local_date(at, situation.rules.zone)
    return leader.invoice.last_contacted_on


def closed_day(situation: Situation) -> Delay | None:
    """Nothing goes on a day that is closed for the debtor or the tenant; forward only (R4)."""
    days, today = situation.rules.open_days, situation.today
    return None if days.is_open(today) else Delay("closed_day", days.next_open(today))


def gap_or_cap(situation: Situation) -> Delay | None:
    """Contacts are counted over all currencies, from their reservation (R8, practice 2)."""
    limits = situation.rules.limits
    contacts = [message.on for message in reminders(situation.account)]
    contacts += [
        item.invoice.last_contacted_on
        for item in situation.account.items
        if item.invoice.last_contacted_on
    ]
    until_on = max(contacts, default=date.min)
    if contacts and situation.today < until_on + timedelta(days=limits.gap_days):
        return Delay("gap", until_on + timedelta(days=limits.gap_days))
    for most, days in limits.caps:
        recent = sorted(on for on in contacts if (situation.today - on).days < days)
        if len(recent) >= most:
            return Delay("cap", recent[len(recent) - most] + timedelta(days=days))
    return None


def answered_today(situation: Situation) -> Delay | None:
    """Never on the day of a receipt or of an answer: it looks as if nobody read it (R8)."""
    account, today = situation.account, situation.today
    answers = [promise.said_on for promise in account.promises]
    answers += [claim.said_on for claim in account.claims]
    if account.paid_on == today or today in answers:
        return Delay("answered_today", today + ONE_DAY)
    return None


def outside_window(situation: Situation) -> Delay | None:
    """Once per local day, between the tenant's hours in the debtor's zone (R11)."""
    rules, now = situation.rules, situation.now
    zone, limits = rules.debtor_zone, rules.limits
    day = local_date(now, zone)
    opens_at = at_local_hour(day, limits.sending_hour, zone)
    if now < opens_at:
        return Delay("outside_window", until_at=opens_at)
    tomorrow_at = at_local_hour(day + ONE_DAY, limits.sending_hour, zone)
    if now >= at_local_hour(day, limits.sending_until_hour, zone):
        return Delay("outside_window", until_at=tomorrow_at)
    decided_at = situation.account.decided_at
    again = decided_at is not None and decided_at != now and local_date(decided_at, zone) == day
    if again and "+" not in situation.candidate.occasion:
        return Delay("decided_today", until_at=tomorrow_at)
    return None


GUARDS: tuple[Guard, ...] = (
    tenant_stopped,
    outcome_awaited,
    not_yet,
    payments_waiting,
    feed_stale,
    prerequisite_missing,
    too_small_for_step,
    closed_day,
    gap_or_cap,
    answered_today,
    outside_window,
)


def delay_of(situation: Situation, guards: tuple[Guard, ...] = GUARDS) -> Delay | None:
    """The first reason not to send now, or None."""
    for guard in guards:
        if delay := guard(situation):
            return delay
    return None
