"""A policy replayed on what was recorded: what it would have said, day by day (B10).

Facts come when they were recorded, as they did then; only what the ladder itself says and asks is
decided anew. What the debtor would have answered to other messages, nobody knows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.crossing import Departure, paid_across
from relance.domain.account.message import Message
from relance.domain.account.on_file import OpenTask
from relance.domain.ahead.forecast import Assumptions, RulesOn, rules_at
from relance.domain.calendar import at_local_hour
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.deciding.carry_out import carried_out
from relance.domain.decision import Send
from relance.domain.ledger.invoices import Invoice
from relance.domain.policies.policy import Policy
from relance.domain.task_kinds import TaskKind, TaskOutcome

LIVE = Assumptions(live=True)
_OF_LADDER = frozenset({TaskKind.DECISION, TaskKind.APPROVAL, TaskKind.COMMITMENT})


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day that is replayed."""

    from_on: date
    to_on: date

    @property
    def days(self) -> Iterator[date]:
        """Each day in its turn."""
        count = (self.to_on - self.from_on).days + 1
        return (self.from_on + timedelta(days=number) for number in range(count))


@dataclass(frozen=True, slots=True)
class Past:
    """One customer's file at any instant, all its invoices, and what was really sent."""

    at: Callable[[datetime], Account]
    invoices: Sequence[Invoice]
    sent: Sequence[Message]


@dataclass(frozen=True, slots=True)
class Said:
    """One message, real or replayed; `crossed` where its debt was paid and not yet recorded.

    What `paid_across` says, as the timeline does (R14).
    """

    on: date
    kind: str
    level: int
    crossed: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the candidate would have said, and what was said on the days that it is for."""

    would: tuple[Said, ...]
    did: tuple[Said, ...]


def replayed(past: Past, rules_on: RulesOn, candidate: Policy, span: Span) -> Replayed:
    """One customer's days under the candidate, on the days on which it is for the customer."""
    would: list[Said] = []
    days: set[date] = set()
    own: tuple[Message, ...] = ()
    asked: tuple[OpenTask, ...] = ()
    begins_at: datetime | None = None
    for on in span.days:
        rules, at = _rules_of(past, rules_on, on)
        begins_at = begins_at or at
        if rules.policy != candidate:
            continue
        days.add(on)
        account = _as_it_would_stand(past.at(at), begins_at, own, asked)
        decisions = decide(account, rules, at)
        would += [
            _said(past, d.key.kind, d.key.level, d.item_ids, account, Departure(on, at, at))
            for d in decisions
            if isinstance(d, Send)
        ]
        after = _approved(carried_out(account, decisions, rules, at), at)
        own = tuple(m for m in after.messages if m.reserved_at >= begins_at and m.reminder)
        asked = tuple(t for t in after.tasks if t.recorded_at >= begins_at)
    return Replayed(tuple(would), tuple(_did(past, days)))


def _rules_of(past: Past, rules_on: RulesOn, on: date) -> tuple[Rules, datetime]:
    """The rules at the sending hour of a day, as if every run had taken place."""
    noon_at = at_local_hour(on, 12, "UTC")
    account = past.at(noon_at)
    rules = replace(rules_on(account, noon_at), outages=())
    at = rules.opens_at(on)
    return rules_at(rules, account, at, LIVE), at


def _as_it_would_stand(
    account: Account,
    begins_at: datetime,
    own: tuple[Message, ...],
    asked: tuple[OpenTask, ...],
) -> Account:
    """The facts of the day, with the replayed messages and tasks in place of the real ones.

    What a person wrote by hand was written under any policy.
    A task that a person closed in reality is as it was; what the real ladder asked is left out.
    """
    before = [m for m in account.messages if m.reserved_at < begins_at or m.manual]
    real = {t.task_id: t for t in account.tasks if not _of_ladder(t) or t.recorded_at < begins_at}
    tasks = {task.task_id: task for task in asked} | real
    decided_at = max((m.reserved_at for m in own), default=None)
    return replace(
        account,
        messages=(*before, *own),
        tasks=tuple(tasks.values()),
        owed=(),
        decided_at=decided_at,
    )


def _of_ladder(task: OpenTask) -> bool:
    return task.step is not None or task.kind in _OF_LADDER


def _approved(account: Account, at: datetime) -> Account:
    """What waits for approval gets it at once."""
    tasks = tuple(
        replace(task, closed_at=at, outcome=TaskOutcome.APPROVED)
        if task.kind == TaskKind.APPROVAL and not task.closed_at
        else task
        for task in account.tasks
    )
    return replace(account, tasks=tasks)


def _did(past: Past, days: set[date]) -> Iterator[Said]:
    for message in past.sent:
        if message.reminder and message.counts and message.on in days:
            listed = tuple(i for i in message.item_ids if i not in message.other_ids)
            key, then = message.key, past.at(message.reserved_at)
            yield _said(past, key.kind, key.level, listed, then, Departure.of(message))


def _said(
    past: Past,
    kind: str,
    level: int,
    item_ids: Sequence[str],
    account: Account,
    left: Departure,
) -> Said:
    known = {invoice.invoice_id: invoice for invoice in past.invoices}
    crossed = bool(paid_across(account, item_ids, known, left))
    return Said(left.on, kind, level, crossed)
