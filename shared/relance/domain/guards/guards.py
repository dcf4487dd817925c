"""What forbids or delays a reminder that would go: one function per reason, in one order (R4).

A guard never consumes the step: it delays it, and the ladder goes on one step at a time.
"""

from collections.abc import Callable
from datetime import timedelta

from relance.domain.account.occasion import ORDINARY
from relance.domain.conversation.earliest import falls_on
from relance.domain.conversation.rungs import awaited, delivered, done
from relance.domain.conversation.situation import Delay, Situation
from relance.domain.guards.approvals import approval_awaited, stopped_by_person
from relance.domain.guards.budget import exhausted
from relance.domain.guards.run_guards import (
    answered_today,
    closed_day,
    decided_today,
    eve_of_closed_day,
    feed_stale,
    outside_window,
    payments_waiting,
    tenant_stopped,
)

type Guard = Callable[[Situation], Delay | None]


def outcome_awaited(situation: Situation) -> Delay | None:
    """A reminder whose fate is not known stops the next one (R16)."""
    for message in awaited(situation.account):
        hours = timedelta(hours=situation.rules.limits.unknown_settle_hours)
        until_at = message.reserved_at + hours
        if situation.now < until_at:
            return Delay("outcome_awaited", until_at=until_at)
        return Delay("outcome_unknown")
    return None


def prerequisite_missing(situation: Situation) -> Delay | None:
    """A final needs a delivered second, also after an outage and on import (R5)."""
    needs = situation.candidate.step.needs
    arguments = situation.lead, situation.account, situation.rules
    repeated = situation.candidate.occasion != ORDINARY
    if needs is None or (repeated and done(situation.candidate.step, *arguments)):
        return None
    return None if delivered(needs, *arguments) else Delay("prerequisite_not_delivered")


def not_yet(situation: Situation) -> Delay | None:
    """The step's day, and its distance from the delivery of the one before, have not come."""
    due_on = falls_on(situation)
    return Delay("not_yet", due_on) if due_on > situation.today else None


def gap_or_cap(situation: Situation) -> Delay | None:
    """Contacts are counted over all currencies, from their reservation (R8, practice 2)."""
    limits, account = situation.rules.limits, situation.account
    contacts = [contact.on for contact in account.chased]
    # One message before Relance may have listed several invoices: a day counts once.
    imported = {item.invoice.last_contacted_on for item in account.items}
    contacts += [on for on in imported if on and on not in contacts]
    delay = exhausted(contacts, limits, situation.today)
    return Delay(*delay) if delay else None


GUARDS: tuple[Guard, ...] = (
    tenant_stopped,
    outcome_awaited,
    not_yet,
    payments_waiting,
    feed_stale,
    prerequisite_missing,
    closed_day,
    eve_of_closed_day,
    stopped_by_person,
    gap_or_cap,
    approval_awaited,
    answered_today,
    outside_window,
    decided_today,
)
# A person may be asked however little time has passed since the last message.
TASK_GUARDS = tuple(guard for guard in GUARDS if guard not in (gap_or_cap, eve_of_closed_day))
CALL_GUARDS = tuple(guard for guard in TASK_GUARDS if guard is not approval_awaited)


def delay_of(situation: Situation, guards: tuple[Guard, ...] = GUARDS) -> Delay | None:
    """The first reason not to send now, or None."""
    return next((delay for guard in guards if (delay := guard(situation))), None)
