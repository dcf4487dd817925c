"""What forbids or delays a reminder that would go: one function per reason, in one order (R4).

A guard never consumes the step: it delays it, and the ladder goes on one step at a time.
"""

from collections.abc import Callable

from relance.domain.account.contacts import reachable
from relance.domain.account.occasion import ORDINARY
from relance.domain.answers.replies import read_on, replied_on
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.earliest import ladder_on
from relance.domain.conversation.manual import about_to_go
from relance.domain.conversation.named_days import is_over, last_named_on, seen_on
from relance.domain.conversation.rungs import awaited, delivered, done
from relance.domain.conversation.situation import Morning, Situation
from relance.domain.conversation.undoings import firmest, free_on
from relance.domain.creditor.rules import Mode
from relance.domain.guards.absence import reader_absent
from relance.domain.guards.approvals import approval_awaited, stopped_by_person
from relance.domain.guards.budget import exhausted
from relance.domain.guards.days_of_money import said_on_days, silent_for_money, waited_enough
from relance.domain.policies.policy import FINAL_KINDS
from relance.domain.reasons import Reason
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict, first_fired

type Guard = Callable[[Situation], Verdict]


def tenant_stopped(situation: Situation) -> Verdict:
    """A paused tenant sends nothing (R29), nor does one whose sender is not its own (R49)."""
    rules = situation.rules
    inputs: Inputs = {"mode": rules.mode}
    if rules.mode == Mode.PAUSED:
        return Verdict(rules.why_paused, situation.today + ONE_DAY, inputs=inputs)
    return Verdict(inputs=inputs)


def outcome_awaited(situation: Situation) -> Verdict:
    """A reminder whose fate is not known stops the next one (R16)."""
    message = next(iter(awaited(situation.account)), None)
    if message is None:
        return Verdict(inputs={"message": None, "reserved_at": None, "settles_at": None})
    settles_at = situation.rules.settles_at(message.reserved_at)
    if situation.now >= settles_at and message.may_go_again:
        settles_at = situation.rules.asks_at(message.reserved_at)
    inputs: Inputs = {
        "message": message.key.kind,
        "reserved_at": message.reserved_at,
        "settles_at": settles_at,
    }
    if situation.now < settles_at:
        return Verdict(Reason.OUTCOME_AWAITED, until_at=settles_at, inputs=inputs)
    return Verdict(Reason.OUTCOME_UNKNOWN, inputs=inputs)


def not_yet(situation: Situation) -> Verdict:
    """The step's day, and its distance from the delivery of the one before, have not come."""
    due_on = ladder_on(situation)
    inputs: Inputs = {
        "step": situation.candidate.step.kind,
        "nominal_on": situation.candidate.nominal_on,
        "falls_on": due_on,
        "today": situation.today,
    }
    if due_on > situation.today:
        return Verdict(Reason.NOT_YET, due_on, inputs=inputs)
    return Verdict(inputs=inputs)


def day_named(situation: Situation) -> Verdict:
    """Nothing firmer before money that was sent on the day we named can be seen (R44)."""
    named_on, rules, today = last_named_on(situation), situation.rules, situation.today
    inputs: Inputs = {
        "step": situation.candidate.step.kind,
        "named_on": named_on,
        "free_on": seen_on(named_on, rules, today) if named_on else None,
        "cash_through_on": rules.cash_through_on,
    }
    if named_on is None or is_over(named_on, rules, today):
        return Verdict(inputs=inputs)
    return Verdict(Reason.DAY_NAMED, seen_on(named_on, rules, today), inputs=inputs)


def payments_waiting(situation: Situation) -> Verdict:
    """Money that is announced but not recorded holds the whole tenant (R22)."""
    rules = situation.rules
    if rules.payments_backlog:
        again_at = rules.tries_again_at(situation.now)
        inputs: Inputs = {"waiting": "yes"}
        return Verdict(Reason.PAYMENTS_BACKLOG, until_at=again_at, inputs=inputs)
    return Verdict(inputs={"waiting": "no"})


def feed_stale(situation: Situation) -> Verdict:
    """Once declared, cash must be booked through the last bank day before today (R23)."""
    rules = situation.rules
    through_on = rules.cash_through_on
    needed_on = rules.bank_days.previous_open(situation.today)
    inputs: Inputs = {"cash_through_on": through_on, "needed_on": needed_on}
    if through_on is None or through_on >= needed_on:
        return Verdict(inputs=inputs)
    if through_on < rules.bank_days.previous_open(needed_on):
        return Verdict(Reason.FEED_STALE, situation.today + ONE_DAY, inputs=inputs)
    # It is late by a day only: it may come while the hours last (R36).
    again_at = rules.tries_again_at(situation.now)
    return Verdict(Reason.FEED_STALE, until_at=again_at, inputs=inputs)


def prerequisite_missing(situation: Situation) -> Verdict:
    """A final needs a delivered second, also after an outage and on import (R5)."""
    needs = situation.candidate.step.needs
    arguments = situation.lead, situation.account, situation.rules
    there = needs is not None and delivered(needs, *arguments)
    inputs: Inputs = {"needs": needs, "delivered": "yes" if there else "no"}
    repeated = situation.candidate.occasion != ORDINARY
    if needs is None or there or (repeated and done(situation.candidate.step, *arguments)):
        return Verdict(inputs=inputs)
    return Verdict(Reason.PREREQUISITE_NOT_DELIVERED, inputs=inputs)


def undone_lately(situation: Situation) -> Verdict:
    """After an error of ours, nothing firmer than what the debtor got, for two bank days (R40)."""
    account, rules, level = situation.account, situation.rules, situation.candidate.step.level
    items = (situation.lead, *situation.position.overdue)
    days = [
        on
        for item in items
        if (on := free_on(item, rules)) and level > firmest(item, account, rules)
    ]
    inputs: Inputs = {"step": situation.candidate.step.kind, "free_on": max(days, default=None)}
    if days and situation.today < max(days):
        return Verdict(Reason.UNDONE_LATELY, max(days), inputs=inputs)
    return Verdict(inputs=inputs)


def closed_day(situation: Situation) -> Verdict:
    """Nothing goes on a day that is closed for the debtor or the tenant; forward only (R4).

    The day is the debtor's own: Friday evening here may be Saturday morning there.
    """
    rules, run_on = situation.rules, situation.rules.run_day(situation.now)
    open_on = rules.open_days.next_open(run_on)
    inputs: Inputs = {"day": run_on, "open_on": open_on}
    if open_on == run_on:
        return Verdict(inputs=inputs)
    return Verdict(Reason.CLOSED_DAY, until_at=rules.opens_at(open_on), inputs=inputs)


def eve_of_closed_day(situation: Situation) -> Verdict:
    """No final on a Friday or the eve of a holiday: nobody could answer it (practice 8, B7)."""
    rules, step = situation.rules, situation.candidate.step
    run_on = rules.run_day(situation.now)
    inputs: Inputs = {"step": step.kind, "day": run_on, "next_day": run_on + ONE_DAY}
    if step.kind not in FINAL_KINDS or rules.open_days.is_open(run_on + ONE_DAY):
        return Verdict(inputs=inputs)
    while not (rules.open_days.is_open(run_on) and rules.open_days.is_open(run_on + ONE_DAY)):
        run_on += ONE_DAY
    return Verdict(Reason.EVE_OF_CLOSED_DAY, until_at=rules.opens_at(run_on), inputs=inputs)


def gap_or_cap(situation: Situation) -> Verdict:
    """Contacts are counted over all currencies, from their reservation (R8, practice 2).

    What a person wrote by hand, and goes now, is one of today.
    """
    limits, account, today = situation.rules.limits, situation.account, situation.today
    days = [contact.on for contact in account.chased]
    days += [today] if about_to_go(account, situation.now) else []
    counted = [
        f"{sum((today - on).days < span for on in days)}/{most} ({span})"
        for most, span in limits.caps
    ]
    # One message before Relance may have listed several invoices: a day counts once.
    imported = {item.invoice.last_contacted_on for item in account.items}
    days += [on for on in imported if on and on not in days]
    inputs: Inputs = {
        "last_on": max(days, default=None),
        "gap_days": limits.gap_days,
        "counted": tuple(counted),
    }
    reason, until_on = exhausted(days, limits, today) or (None, None)
    return Verdict(reason, until_on, inputs=inputs)


def answered_today(situation: Situation) -> Verdict:
    """Not on the day of money that is worth it, nor of an answer: as if nobody read it (R8, R39).

    What a person has to read keeps its day always; money and answers by link keep two at most.
    """
    account, today = situation.account, situation.today
    answers = said_on_days(account)
    said = [*answers, *(reply.received_on for reply in account.replies)]
    inputs: Inputs = {"paid_on": account.paid_on, "said_on": max(said, default=None)}
    replied = replied_on(account, today) or read_on(account, today, situation.rules.zone)
    kept = today in answers or silent_for_money(situation)
    if replied or (kept and not waited_enough(situation)):
        return Verdict(Reason.ANSWERED_TODAY, today + ONE_DAY, inputs=inputs)
    return Verdict(inputs=inputs)


def backlog_full(situation: Situation) -> Verdict:
    """A backlog without history that comes later begins with so many customers a day (R37)."""
    left, variant = situation.rules.statements_left, situation.candidate.variant
    inputs: Inputs = {"left": left}
    if variant != Reason.STATEMENT or left is None or left > 0:
        return Verdict(inputs=inputs)
    return Verdict(Reason.DAILY_CAP, situation.today + ONE_DAY, inputs=inputs)


def outside_window(situation: Situation) -> Verdict:
    """Between the tenant's hours in the debtor's zone (R11)."""
    rules, now = situation.rules, situation.now
    run_on = rules.run_day(now)
    closes_at = rules.closes_at(run_on)
    inputs: Inputs = {"now": now, "opens_at": rules.opens_at(run_on), "closes_at": closes_at}
    if now < closes_at:
        return Verdict(inputs=inputs)
    opens_at = rules.opens_at(run_on + ONE_DAY)
    return Verdict(Reason.OUTSIDE_WINDOW, until_at=opens_at, inputs=inputs)


def decided_today(situation: Situation) -> Verdict:
    """One reminder a local day, however small the gap; one that failed does not count (R8, R11)."""
    rules, now = situation.rules, situation.now
    run_on = rules.run_day(now)
    spoke = [m.reserved_at for m in situation.account.messages if m.contact and m.counts]
    spoke += [now] if about_to_go(situation.account, now) else []
    spoke_at = max(spoke, default=None)
    inputs: Inputs = {"decided_at": spoke_at}
    if spoke_at is None or rules.run_day(spoke_at) != run_on:
        return Verdict(inputs=inputs)
    opens_at = rules.opens_at(run_on + ONE_DAY)
    return Verdict(Reason.DECIDED_TODAY, until_at=opens_at, inputs=inputs)


def sending_hour(situation: Situation) -> Verdict:
    """What the account lets happen after the sending hour goes at the next one (R36).

    A mail to the next contact after a bounce goes the same day, to an address that was known.
    """
    rules, morning = situation.rules, situation.case.place.morning
    run_on = rules.run_day(situation.now)
    inputs: Inputs = {"now": situation.now, "decides_at": rules.decides_at(run_on)}
    if morning is None or _of_the_morning(situation, morning):
        return Verdict(inputs=inputs)
    opens_at = rules.opens_at(run_on + ONE_DAY)
    return Verdict(Reason.NEXT_SENDING_HOUR, until_at=opens_at, inputs=inputs)


def _of_the_morning(situation: Situation, morning: Morning) -> bool:
    """Whether the sending hour could have spoken of the item, and to somebody it still can."""
    able = [contact.contact_id for contact in reachable(situation.account)]
    known = not able or any(contact_id in morning.contact_ids for contact_id in able)
    again = situation.candidate.occasion.to_next_contact
    return known and (again or situation.lead.item_id in morning.item_ids)


GUARDS: tuple[Guard, ...] = (
    tenant_stopped,
    outcome_awaited,
    not_yet,
    payments_waiting,
    feed_stale,
    day_named,
    prerequisite_missing,
    undone_lately,
    closed_day,
    eve_of_closed_day,
    reader_absent,
    stopped_by_person,
    gap_or_cap,
    approval_awaited,
    answered_today,
    backlog_full,
    outside_window,
    decided_today,
    sending_hour,
)
# A person may be asked however little time has passed since the last message.
TASK_GUARDS = tuple(guard for guard in GUARDS if guard is not gap_or_cap)
# What a person hands over, such as a dossier, was agreed to with the step before (R32).
HAND_GUARDS = tuple(guard for guard in TASK_GUARDS if guard is not approval_awaited)
# Who is called can answer at once, on any day.
CALL_GUARDS = tuple(guard for guard in HAND_GUARDS if guard is not eve_of_closed_day)


def guarded(situation: Situation, guards: tuple[Guard, ...] = GUARDS) -> Trace:
    """What every guard says of the step; the first that fired is why it does not go now."""
    currency = situation.position.currency
    return tuple(
        Finding(guard.__name__, Family.GUARD, currency, guard(situation)) for guard in guards
    )


def first_guard(asked: Trace) -> Finding | None:
    """The first guard that delays the step."""
    return first_fired(finding for finding in asked if finding.family is Family.GUARD)
