"""One customer's year, event by event: facts, the runs that were due, and what the staff does.

The pure functions of the run are walked (`decide`, `carried_out`, `next_review_at`): an account is
looked at when its review is due and when a fact came, at the next full hour at which a run takes
place, exactly as dispatch and evaluate do. Mails arrive at once, unless the address bounces.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from relance.domain.account.account import Account
from relance.domain.account.message import MessageState
from relance.domain.calendar import next_tick
from relance.domain.creditor.rules import Rules
from relance.domain.creditor.tenant import SystemState, Tenant
from relance.domain.decide import decide
from relance.domain.deciding.carry_out import carried_out
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Decision, Send, Task
from relance.flows.rules_for import rules_for, under
from tests.year.disturbance import HOUR, Disturbance
from tests.year.facts import ZONE, File, happen, on_day
from tests.year.people import END, Person

TENANT = Tenant("t-1", "Atelier Dupont SARL", mode="live", signatory="Claire Lefort")


@dataclass(frozen=True)
class Event:
    """One message or task of the year."""

    at: datetime
    on: date
    decision: Send | Task
    open_day: bool = True  # for debtor and creditor

    @property
    def name(self) -> str:
        """What it is, the same in both years: the key of a message, the id of a task."""
        it = self.decision
        return it.key.message_id if isinstance(it, Send) else it.task_id

    @property
    def reminder(self) -> bool:
        """Whether it is a message that chases."""
        it = self.decision
        return isinstance(it, Send) and it.cause_id is None


@dataclass
class Life:
    """What happened to one customer."""

    account: Account
    events: list[Event] = field(default_factory=list)
    decided: int = 0


def live(person: Person, disturbance: Disturbance) -> Life:
    """The year of one customer."""
    return _Year(person, disturbance).lived()


class _Year:
    def __init__(self, person: Person, disturbance: Disturbance) -> None:
        self.person, self.disturbance = person, disturbance
        self.spans = disturbance.spans()
        self.file = File(person.account, {})
        self.life = Life(person.account)
        self.facts = list(person.happenings)
        self.staff: list[tuple[datetime, str, str]] = []  # when, which task, with what outcome
        self.review_at: datetime | None = None

    def lived(self) -> Life:
        end = on_day(END, 0)
        while (at := self._next()) and at < end:
            self._step(at)
        self.life.account = self.file.account
        return self.life

    def _tick_at(self) -> datetime | None:
        return self.disturbance.lit(next_tick(self.review_at)) if self.review_at else None

    def _next(self) -> datetime | None:
        moments = [self.facts[0].at] if self.facts else []
        moments += [self.staff[0][0]] if self.staff else []
        tick_at = self._tick_at()
        return min([*moments, *([tick_at] if tick_at else [])], default=None)

    def _step(self, at: datetime) -> None:
        if self.facts and self.facts[0].at <= at:
            happen(self.file, self.facts.pop(0).fact, at)
            self.review_at = at
        elif self.staff and self.staff[0][0] <= at:
            self._close(*heapq.heappop(self.staff))
            self.review_at = at
        else:
            self._run(at)

    def _run(self, at: datetime) -> None:
        rules, decisions = self._decide(at)
        local = at.astimezone(ZoneInfo(ZONE)).date()
        self._carry_out(decisions, rules, at)
        if local in self.disturbance.doubled:
            self._carry_out(self._wanted_again(decisions, at), rules, at)
        self.review_at = next_review_at(self.file.account, decisions, rules, at)
        if any(isinstance(decision, Send) for decision in decisions):
            settles_at = at + timedelta(hours=rules.limits.unknown_settle_hours)
            self.review_at = min(self.review_at or settles_at, settles_at)
        if self._bounced(decisions, at):
            self.review_at = at + HOUR
        if self.review_at and self.review_at <= at:
            self.review_at = at + HOUR

    def _wanted_again(self, decisions: Sequence[Decision], at: datetime) -> list[Decision]:
        """What a second delivery of the same orders would send: the sender decides again (R14)."""
        _, now = self._decide(at)
        keys = {d.key for d in now if isinstance(d, Send)}
        return [d for d in decisions if isinstance(d, Send) and d.key in keys]

    def _decide(self, at: datetime) -> tuple[Rules, tuple[Decision, ...]]:
        outages = tuple(span for span in self.spans if span[1] <= at)
        system = SystemState(outages=outages, mail_event_at=at)
        rules = under(rules_for(TENANT, self.file.account, at, system), self.person.policy)
        self.life.decided += 1
        return rules, decide(self.file.account, rules, at)

    def _carry_out(self, decisions: Sequence[Decision], rules: Rules, at: datetime) -> None:
        known = {task.task_id for task in self.file.account.tasks}
        self.file.account = carried_out(self.file.account, decisions, rules, at)
        for decision in decisions:
            if isinstance(decision, Task) and decision.task_id in known:
                continue
            if isinstance(decision, Send | Task):
                open_day = rules.open_days.is_open(rules.run_day(at))
                self.life.events.append(Event(at, rules.today(at), decision, open_day))
            if isinstance(decision, Task):
                self._put_before_staff(decision, at)

    def _put_before_staff(self, task: Task, at: datetime) -> None:
        """People do the same about the same task, whenever it comes."""
        chances = Random(f"{self.person.account.account_id}/{task.task_id}")
        wait, outcome = _habit_of(task, chances)
        if outcome:
            when = next_tick(at) + wait + timedelta(minutes=30)
            heapq.heappush(self.staff, (when, task.task_id, outcome))

    def _close(self, at: datetime, task_id: str, outcome: str) -> None:
        tasks = tuple(
            replace(task, closed_at=at, outcome=outcome)
            if task.task_id == task_id and not task.closed_at
            else task
            for task in self.file.account.tasks
        )
        self.file.account = replace(self.file.account, tasks=tasks)

    def _bounced(self, decisions: Sequence[Decision], at: datetime) -> bool:
        """Mails to an address that is no more come back, and nobody writes there again."""
        ids = {
            d.key.message_id
            for d in decisions
            if isinstance(d, Send) and d.contact_id in self.person.bouncing
        }
        account = self.file.account
        messages = tuple(
            replace(m, state=MessageState.BOUNCED) if m.message_id in ids else m
            for m in account.messages
        )
        contacts = tuple(
            replace(c, suppressed="bounce") if ids and c.contact_id in self.person.bouncing else c
            for c in account.customer.contacts
        )
        customer = replace(account.customer, contacts=contacts)
        self.file.account = replace(account, messages=messages, customer=customer)
        return bool(ids)


def _habit_of(task: Task, chances: Random) -> tuple[timedelta, str | None]:
    """After how long somebody does it, and with what outcome; None leaves it as it is."""
    soon, draw = timedelta(days=chances.choice((0, 1))), chances.random()
    match task.kind:
        case "approval" if task.reason == "approval_required":
            return soon, "approved" if draw < 0.85 else None
        case "approval":
            return soon, "stopped" if draw < 0.03 else "postponed" if draw < 0.08 else None
        case "call":
            return soon, "reached" if draw < 0.4 else "voicemail" if draw < 0.7 else None
        case "registered" | "letter":
            return soon, "received"
        case "portal" | "check" | "internal" | "commitment" | "handover":
            return soon, "done"
        case "decision":
            return timedelta(days=9), "handed_over" if draw < 0.5 else None
    return soon, None


def reminders_of(life: Life) -> dict[str, tuple[Event, Send]]:
    """The messages of a life that chase, by their key."""
    return {
        event.name: (event, event.decision)
        for event in life.events
        if isinstance(event.decision, Send) and event.reminder
    }
