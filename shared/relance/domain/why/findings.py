"""What each rule looked at: named inputs beside every guard, so that a decision can be told (R10).

A guard answers whether it forbids; its inputs, of the same name, say on what. They decide nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.earliest import falls_on
from relance.domain.conversation.rungs import awaited, delivered
from relance.domain.conversation.situation import Delay, Situation
from relance.domain.guards.approvals import approval_of, approval_task, stopping_task

type Input = str | int | date | datetime | tuple[str, ...] | None
type Inputs = dict[str, Input]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule on one day: whether it fired, about what, and on which inputs."""

    rule: str
    family: str  # pause | condition | balance | guard
    subject: str  # an item, a step or a currency
    fired: bool
    reason: str | None = None  # the code of what it said, where it fired
    until_on: date | None = None
    until_at: datetime | None = None
    inputs: Inputs = field(default_factory=dict)
    decisive: bool = False  # whether it is the one that decided


def _tenant_stopped(situation: Situation) -> Inputs:
    return {"mode": situation.rules.mode}


def _outcome_awaited(situation: Situation) -> Inputs:
    message = next(iter(awaited(situation.account)), None)
    hours = situation.rules.limits.unknown_settle_hours
    return {
        "message": message.key.kind if message else None,
        "reserved_at": message.reserved_at if message else None,
        "settles_at": message.reserved_at + timedelta(hours=hours) if message else None,
    }


def _not_yet(situation: Situation) -> Inputs:
    return {
        "step": situation.candidate.step.kind,
        "nominal_on": situation.candidate.nominal_on,
        "falls_on": falls_on(situation),
        "today": situation.today,
    }


def _payments_waiting(situation: Situation) -> Inputs:
    return {"waiting": "yes" if situation.rules.payments_backlog else "no"}


def _feed_stale(situation: Situation) -> Inputs:
    rules = situation.rules
    needed_on = rules.bank_days.previous_open(situation.today)
    return {"cash_through_on": rules.cash_through_on, "needed_on": needed_on}


def _prerequisite_missing(situation: Situation) -> Inputs:
    needs = situation.candidate.step.needs
    there = needs and delivered(needs, situation.lead, situation.account, situation.rules)
    return {"needs": needs, "delivered": "yes" if there else "no"}


def _closed_day(situation: Situation) -> Inputs:
    run_on = situation.rules.run_day(situation.now)
    return {"day": run_on, "open_on": situation.rules.open_days.next_open(run_on)}


def _eve_of_closed_day(situation: Situation) -> Inputs:
    run_on = situation.rules.run_day(situation.now)
    return {"step": situation.candidate.step.kind, "day": run_on, "next_day": run_on + ONE_DAY}


def _gap_or_cap(situation: Situation) -> Inputs:
    limits, chased = situation.rules.limits, situation.account.chased
    days = [contact.on for contact in chased]
    counted = [
        f"{sum((situation.today - on).days < span for on in days)}/{most} ({span})"
        for most, span in limits.caps
    ]
    imported = [i.invoice.last_contacted_on for i in situation.account.items]
    last_on = max([*days, *(on for on in imported if on)], default=None)
    return {"last_on": last_on, "gap_days": limits.gap_days, "counted": tuple(counted)}


def _stopped_by_person(situation: Situation) -> Inputs:
    task = stopping_task(situation)
    return {
        "step": task.step if task else None,
        "closed_at": task.closed_at if task else None,
    }


def _approval_awaited(situation: Situation) -> Inputs:
    task = approval_task(situation)
    return {
        "approval": approval_of(situation).value,
        "asked_on": task.asked_on if task else None,
        "outcome": task.outcome if task else None,
    }


def _answered_today(situation: Situation) -> Inputs:
    account = situation.account
    said = [p.said_on for p in account.promises] + [c.said_on for c in account.claims]
    said += [reply.received_on for reply in account.replies]
    return {"paid_on": account.paid_on, "said_on": max(said, default=None)}


def _outside_window(situation: Situation) -> Inputs:
    rules, run_on = situation.rules, situation.rules.run_day(situation.now)
    return {
        "now": situation.now,
        "opens_at": rules.opens_at(run_on),
        "closes_at": rules.closes_at(run_on),
    }


def _decided_today(situation: Situation) -> Inputs:
    return {"decided_at": situation.account.decided_at}


# By the name of the guard.
INPUTS: dict[str, Callable[[Situation], Inputs]] = {
    "tenant_stopped": _tenant_stopped,
    "outcome_awaited": _outcome_awaited,
    "not_yet": _not_yet,
    "payments_waiting": _payments_waiting,
    "feed_stale": _feed_stale,
    "prerequisite_missing": _prerequisite_missing,
    "closed_day": _closed_day,
    "eve_of_closed_day": _eve_of_closed_day,
    "gap_or_cap": _gap_or_cap,
    "stopped_by_person": _stopped_by_person,
    "approval_awaited": _approval_awaited,
    "answered_today": _answered_today,
    "outside_window": _outside_window,
    "decided_today": _decided_today,
}


def guard_finding(guard: Callable[[Situation], Delay | None], situation: Situation) -> Finding:
    """What one guard says of the situation, and on which inputs."""
    delay = guard(situation)
    return Finding(
        guard.__name__,
        "guard",
        situation.position.currency,
        delay is not None,
        delay.reason if delay else None,
        delay.until_on if delay else None,
        delay.until_at if delay else None,
        INPUTS[guard.__name__](situation),
    )
