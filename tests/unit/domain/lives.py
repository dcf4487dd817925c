"""Random lives of debtors: what they and our people do while the days pass."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from relance.domain.account.account import Account
from relance.domain.account.message import MessageState
from relance.domain.account.on_file import CallAttempt, OpenTask, Reply
from relance.domain.answers.replies import asked_about, read
from relance.domain.creditor.policy_of import override_of
from relance.domain.creditor.rules import Limits, Rules
from relance.domain.decide import decide
from relance.domain.deciding.carry_out import asked_of, of_the_day, reserved
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Decision, Send, Task
from relance.domain.policies.shipped import SHIPPED
from relance.domain.tasks.asking import moot
from relance.domain.tasks.outcomes import attempted, settled
from tests.builders import allocation, at, claim, dispute, hold, paid, promise
from tests.unit.domain.random_policies import under
from tests.unit.domain.strategies import NAMES, START, days, hardship, sampled

FATES = ("delivered", "delivered", "delivered", "delivered", "sent", "bounced", "failed")
# How a person reacts to what he is asked: at once, late, or in some other way, if at all.
MOODS = ("now", "now", "late", "never", "no", "again", "wait")
LIFETIME_DAYS = 50
BEGINNING = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Happening:
    """Something that the debtor or the staff does on a day, after its run."""

    on: date
    name: str
    change: Callable[[Account], Account]


@cache
@st.composite
def happenings(draw: st.DrawFn, names: tuple[str, ...] = NAMES) -> Happening:
    """A payment, an answer, a hold or a decision of ours, on some day of the life."""
    on, name = draw(days(0, LIFETIME_DAYS)), draw(sampled(names))
    item, later_on = (f"{name}/1",), on + timedelta(days=draw(st.integers(0, 15)))
    kind = draw(sampled((*sorted(_CHANGES), "pays", "pays")))
    change = _CHANGES[kind]
    return Happening(on, f"{name} {kind}", lambda file: change(file, name, item, on, later_on))


type Change = Callable[[Account, str, tuple[str, ...], date, date], Account]


def _pays(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return paid(file, on, name)


def _pays_some(
    file: Account, name: str, item: tuple[str, ...], on: date, later_on: date
) -> Account:
    return paid(file, on, name, 30_00)


def _claims(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return replace(file, claims=(*file.claims, claim(on, item, f"{name}-{on}")))


def _promises(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return replace(file, promises=(*file.promises, promise(on, later_on, item, f"{name}-{on}")))


def _disputes(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return replace(file, disputes=(*file.disputes, dispute(on, name, f"{name}-{on}")))


def _refuses(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return _resolved(file, on, "refused")


def _upholds(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return _resolved(file, on, "upheld")


def _resolved(file: Account, on: date, outcome: str) -> Account:
    """The account after everything disputed was answered; credit is in the ledger at once."""
    answer = {"outcome": outcome, "resolved_on": on, "resolved_at": at(f"{on} 15:00")}
    credit = {"credited_on": on} if outcome == "upheld" else {}
    waiting = {d.invoice_id for d in file.disputes if d.outcome is None}
    disputes = tuple(
        d if d.outcome else replace(d, **answer, **credit)  # type: ignore[arg-type]
        for d in file.disputes
    )
    anew = on + timedelta(days=7)
    invoices = tuple(
        replace(i, ladder_from_on=anew) if credit and i.invoice_id in waiting else i
        for i in file.invoices
    )
    return replace(file, disputes=disputes, invoices=invoices)


def _is_held(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return replace(file, holds=(*file.holds, hold(invoice_id=name, until_on=later_on)))


def _replies(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    said = Reply(f"{name}-{on}", "person", on, at(f"{on} 15:00"))
    return replace(file, replies=(*file.replies, said))


def _reads(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    read = tuple(replace(r, read_at=r.read_at or at(f"{on} 15:30")) for r in file.replies)
    return replace(file, replies=read)


def _is_poor(file: Account, name: str, item: tuple[str, ...], on: date, later_on: date) -> Account:
    return replace(file, overrides=(*file.overrides, hardship(later_on)))


def _gets_it_back(
    file: Account, name: str, item: tuple[str, ...], on: date, later_on: date
) -> Account:
    """A payment of the day before comes back."""
    back = allocation(50_00, on, f"P-{on}", reversed_minor=50_00, reversed_at=at(f"{on} 15:00"))
    invoices = tuple(
        replace(i, allocations=(*i.allocations, back)) if i.invoice_id == name else i
        for i in file.invoices
    )
    return replace(file, invoices=invoices)


_CHANGES: dict[str, Change] = {
    "pays": _pays,
    "pays_some": _pays_some,
    "claims": _claims,
    "promises": _promises,
    "disputes": _disputes,
    "is_refused": _refuses,
    "is_upheld": _upholds,
    "is_held": _is_held,
    "replies": _replies,
    "is_read": _reads,
    "is_poor": _is_poor,
    "gets_it_back": _gets_it_back,
}

# What comes of a task, by its kind and the mood: after how many days, and which outcome.
_ENDS: dict[str, dict[str, tuple[tuple[int, str], ...]]] = {
    "approval": {
        "now": ((0, "approved"),),
        "late": ((3, "approved"),),
        "no": ((0, "stopped"),),
        "again": ((1, "stopped"), (9, "approved")),
        "wait": ((1, "postponed"),),
    },
    "call": {
        "now": ((0, "reached"),),
        "late": ((2, "voicemail"),),
        "no": ((0, "not_reached"), (0, "not_reached"), (1, "not_reached")),
        "again": ((0, "not_reached"), (2, "reached")),
        "wait": ((1, "could_not"),),
    },
    "letter": {"now": ((1, "sent"),), "no": ((0, "could_not"),)},
    "registered": {
        "now": ((1, "sent"), (4, "received")),
        "late": ((3, "unclaimed"),),
        "no": ((0, "could_not"),),
    },
    "commitment": {"now": ((0, "carried_out"),), "no": ((0, "withdrawn"),)},
}
_NOT_THE_LAST_WORD = ("stopped", "postponed", "sent")
_DONE = {"now": ((0, "done"),), "late": ((4, "done"),)}


@dataclass(frozen=True)
class Run:
    """One decision, as it was found and what it answered."""

    at: datetime
    account: Account
    rules: Rules
    decisions: tuple[Decision, ...]
    promised_at: datetime  # when it was to be looked at, at the latest
    why_then: tuple[Decision, ...] = ()

    @property
    def sends(self) -> list[Send]:
        """The reminders among them."""
        return [d for d in self.decisions if isinstance(d, Send) and d.cause_id is None]


@dataclass(repr=False)
class Life:
    """Some weeks of one account, decided every day at the sending hour, and after each fact."""

    account: Account
    fates: Sequence[str]
    moods: Sequence[str]
    runs: list[Run] = field(default_factory=list)
    deeds: list[tuple[date, str, str]] = field(default_factory=list)
    review_at: datetime = BEGINNING
    fresh: tuple[Decision, ...] = ()
    sent: int = 0

    def __repr__(self) -> str:
        said = [f"{run.at:%m-%d} {send.key.kind}" for run, send in self.reminders]
        return f"<a life: {said}>"

    @property
    def reminders(self) -> list[tuple[Run, Send]]:
        """Everything that was said of our own accord."""
        return [(run, send) for run in self.runs for send in run.sends]

    def decide(self, by: Rules, now: datetime) -> None:
        """One run, and what comes of it."""
        by = ruled(by, self.account, now)
        decisions = decide(self.account, by, now)
        self.runs.append(Run(now, self.account, by, decisions, self.review_at, self.fresh))
        new = False
        for decision in decisions:
            match decision:
                case Send() if by.mode == "live":
                    new |= self._send(decision, by, now)
                case Task():
                    self._ask(decision, by, now)
                case _:
                    pass
        if of_the_day(by, now):
            self.account = replace(self.account, decided_at=now)
        found = next_review_at(self.account, decisions, by, now)
        self.review_at = BEGINNING if new else (found or NEVER)
        self.fresh = decisions

    def _send(self, send: Send, by: Rules, now: datetime) -> bool:
        """Whether its fate is news: of a mail that did not arrive."""
        self.sent += 1
        fate = MessageState(self.fates[self.sent % len(self.fates)])
        arrived = fate is MessageState.DELIVERED
        row = replace(
            reserved(self.account, send, by, now),
            state=fate,
            sent_at=now,
            delivered_at=now if arrived else None,
        )
        others = tuple(m for m in self.account.messages if m.message_id != row.message_id)
        answered = {send.cause_id, *send.merged_ids}
        owed = tuple(fact for fact in self.account.owed if fact.fact_id not in answered)
        self.account = replace(self.account, messages=(*others, row), owed=owed)
        return not arrived

    def _ask(self, task: Task, by: Rules, now: datetime) -> None:
        others = tuple(t for t in self.account.tasks if t.task_id != task.task_id)
        self.account = replace(self.account, tasks=(*others, asked_of(task, now)))
        mood = self.moods[len(self.account.tasks) % len(self.moods)]
        for after_days, outcome in _ENDS.get(task.kind, _DONE).get(mood, ()):
            on = by.run_day(now) + timedelta(days=after_days)
            self.deeds.append((on, task.task_id, outcome))

    def act(self, on: date, by: Rules) -> bool:
        """Whether our people did something that day about what they were asked."""
        acted = False
        for due_on, name, outcome in self.deeds:
            if due_on == on:
                now = by.opens_at(on) + timedelta(hours=4)
                acted, self.account = True, self._after(name, outcome, on, by, now)
        return acted

    def _after(self, name: str, outcome: str, on: date, by: Rules, now: datetime) -> Account:
        reply = asked_about(self.account, self.account.tasks_by_id[name])
        if reply:
            return read(self.account, reply, now)
        tasks = tuple(
            _told(task, outcome, on, by.limits, now) if task.task_id == name else task
            for task in self.account.tasks
        )
        return replace(self.account, tasks=tasks)


def _told(task: OpenTask, outcome: str, on: date, limits: Limits, now: datetime) -> OpenTask:
    if task.closed_at and task.outcome not in _NOT_THE_LAST_WORD:
        return task
    if task.kind == "call" and outcome != "could_not":
        made_at = now + timedelta(minutes=len(task.attempts))
        return attempted(task, CallAttempt(on, made_at, outcome), limits, made_at)
    return settled(task, outcome, "because", now)


def _without_moot(file: Account, now: datetime) -> Account:
    """The account in which nobody is asked any more about what is settled."""
    ended = {task.task_id: task for task in moot(file, now)}
    return replace(file, tasks=tuple(ended.get(task.task_id, task) for task in file.tasks))


def ruled(by: Rules, file: Account, now: datetime) -> Rules:
    """The rules under the policy that a person chose, while that holds."""
    override = override_of("policy", file, by.today(now))
    return under(by, SHIPPED[override.value]) if override else by


def live(
    file: Account,
    by: Rules,
    what: Sequence[Happening],
    fates: Sequence[str],
    moods: Sequence[str],
    count: int = LIFETIME_DAYS,
) -> Life:
    """The life of an account: what is sent and asked has the next of the fates and moods."""
    life = Life(file, fates, moods)
    for number in range(count):
        on = START + timedelta(days=number)
        life.decide(by, by.opens_at(on))
        told = [each for each in what if each.on == on]
        for happening in told:
            life.account = happening.change(life.account)
            life.account = _without_moot(life.account, by.opens_at(on) + timedelta(hours=4))
        bounced = life.review_at == BEGINNING
        if life.act(on, by) or told or bounced:
            life.review_at = BEGINNING
            life.decide(by, by.opens_at(on) + timedelta(hours=5))
    return life
