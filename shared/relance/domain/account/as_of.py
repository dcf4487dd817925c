"""An account as it stood at an instant: what was recorded later is taken back (R10).

Facts keep what they replaced (see `formers`), so that going back is exact: a hold lifted later
holds again, an invoice closed later is open, one amended later reads as it did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import dropwhile
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.history import History
from relance.domain.account.journal import Former, Journal, Moment, Told
from relance.domain.account.message import RANK, Message, MessageState
from relance.domain.account.on_file import Acknowledgement, OpenTask
from relance.domain.account.replaced import IDENTITIES
from relance.domain.calendar import local_date
from relance.domain.task_kinds import TaskOutcome


def as_of(account: Account, journal: Journal, moment: Moment, zone: str) -> Account:
    """The account as it stood at the moment, for what decides."""
    for former in sorted(journal.formers, key=lambda one: one.version, reverse=True):
        if moment.later(former):
            account = _without(account, former)
    earlier = [at for at in journal.decided if at < moment.at]
    return replace(
        account,
        messages=_messages(journal, moment),
        tasks=tuple(_open(task, moment) for task in account.tasks if task.recorded_at < moment.at),
        owed=_owed(account, journal, moment),
        history=_history(account.history, moment.at, zone),
        decided_at=max(earlier, default=None),
    )


def _without(account: Account, former: Former) -> Account:
    """The account before one fact."""
    parts: dict[str, Any] = {
        name: _put_back(getattr(account, name), values, IDENTITIES[name])
        for name, values in former.parts.items()
    }
    contacts = tuple(
        replace(contact, suppressed=former.suppressed[contact.contact_id])
        if contact.contact_id in former.suppressed
        else contact
        for contact in account.customer.contacts
    )
    customer = replace(account.customer, contacts=contacts, **former.customer)
    paid_on = former.paid_on[0] if former.paid_on else account.paid_on
    return replace(account, customer=customer, paid_on=paid_on, **parts)


def _put_back(present: Sequence[Any], values: Mapping[str, Any], identity: str) -> tuple[Any, ...]:
    kept = [value for value in present if getattr(value, identity) not in values]
    return (*kept, *(value for value in values.values() if value is not None))


def _open(task: OpenTask, moment: Moment) -> OpenTask:
    """The task before a run closed it: its debt was settled, or it was asked again."""
    later = task.closed_at is not None and task.closed_at >= moment.at
    by_a_run = later and task.outcome in (TaskOutcome.MOOT, TaskOutcome.SUPERSEDED)
    return replace(task, closed_at=None, outcome=None) if by_a_run else task


def _messages(journal: Journal, moment: Moment) -> tuple[Message, ...]:
    """The messages reserved before, each as far as it had got."""
    known = (told for told in journal.told if told.message.reserved_at < moment.at)
    return tuple(_as_far(told, moment.at) for told in known)


def _as_far(told: Told, at: datetime) -> Message:
    seen = [one for one in told.reached if one.at <= at]
    attempt = max((one.attempt for one in seen), default=1)
    # What is told late of an earlier attempt is about the same message (R47).
    seen = [*dropwhile(lambda one: one.attempt != attempt, seen)]
    state = max((one.state for one in seen), key=RANK.__getitem__, default=MessageState.RESERVED)
    times = {one.state: one.at for one in seen}
    return replace(
        told.message,
        state=state,
        attempt=attempt,
        sent_at=times.get(MessageState.SENT),
        delivered_at=times.get(MessageState.DELIVERED),
    )


def _owed(account: Account, journal: Journal, moment: Moment) -> tuple[Acknowledgement, ...]:
    """What had not been answered yet."""
    open_ids = {fact.fact_id for fact in account.owed}
    gone = (
        fact
        for fact, until_at in journal.answered
        if fact.recorded_at <= moment.at <= until_at and fact.fact_id not in open_ids
    )
    return (*account.owed, *gone)


def _history(history: History, at: datetime, zone: str) -> History:
    """What was settled by then: an invoice whose money came later was open."""
    on = local_date(at, zone)
    return History(
        tuple(t for t in history.closed if all(m.recorded_at <= at for m in t.money)),
        tuple(p for p in history.promises if p.recorded_at <= at),
        tuple(r for r in history.returned if r.on <= on),
    )
