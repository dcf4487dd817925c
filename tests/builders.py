"""Small values for tests: every argument that a test does not name has a sensible default.

The default invoice F-1 is due on Tuesday 2 June 2026, 300.00 EUR, issued thirty days before: too
small for the message of the due day, large enough for everything else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact, Customer
from relance.domain.account.journal import Journal, Reached, Told
from relance.domain.account.message import Message, MessageKey, MessageState
from relance.domain.account.occasion import Occasion
from relance.domain.account.on_file import Acknowledgement, Claim, Dispute, OpenTask, Promise, Stop
from relance.domain.account.replaced import former_of
from relance.domain.calendar import Calendar, at_local_hour, local_date
from relance.domain.creditor.rules import Limits, Rules
from relance.domain.decide import decide
from relance.domain.deciding.carry_out import asked_of
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.ledger.invoices import Allocation, Invoice, Part, Receipt
from relance.domain.ledger.item_id import ItemId
from relance.domain.policies.policy import Approval
from relance.domain.policies.shipped import CLASSIC

PARIS = "Europe/Paris"
TENANT = "t-1"
CUSTOMER = "C-1"
DUE = date(2026, 6, 2)  # a Tuesday

# The classic days without a person in the way: no veto, no call, any profile.
PLAIN = replace(
    CLASSIC,
    steps=tuple(
        replace(
            step,
            approval=Approval.NONE,
            call_from_units=None,
            profiles=(),
            minimum_by_profile={},
            consequence=None,
            copy_to_escalation=False,
        )
        for step in CLASSIC.steps
    ),
)

type Day = str | date


def day(text: Day) -> date:
    """A date from "2026-06-02", or the date itself."""
    return date.fromisoformat(text) if isinstance(text, str) else text


def at(text: str, zone: str = PARIS) -> datetime:
    """The UTC instant of a local "2026-06-02 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def at_ten(on: Day, zone: str = PARIS) -> datetime:
    """The sending hour of a day."""
    return at_local_hour(day(on), 10, zone)


def contact(contact_id: str = "billing", **changes: Any) -> Contact:
    """The billing contact, unless told otherwise."""
    start = Contact(contact_id, "billing", f"{contact_id}@client.example", "Ada Martin")
    return replace(start, **changes)


def customer(customer_id: str = CUSTOMER, **changes: Any) -> Customer:
    """A business with one billing contact."""
    start = Customer(customer_id, "Client SA", contacts=(contact(),), country="FR", language="fr")
    return replace(start, **changes)


def ids(*texts: str) -> tuple[ItemId, ...]:
    """The ids of items, from "F-1/1"."""
    return tuple(ItemId(text) for text in texts)


def part(part_id: str, amount_minor: int, due_on: Day, **changes: Any) -> Part:
    """One part of an invoice."""
    return replace(Part(part_id, amount_minor, day(due_on)), **changes)


def allocation(amount_minor: int, on: Day, payment_id: str = "P-1", **changes: Any) -> Allocation:
    """Money applied to an invoice, recorded at noon of its value day."""
    start = Allocation(payment_id, amount_minor, day(on), at(f"{day(on)} 12:00"))
    return replace(start, **changes)


def invoice(
    invoice_id: str = "F-1",
    *,
    due_on: Day = DUE,
    total_minor: int = 300_00,
    currency: str = "EUR",
    issued_on: Day | None = None,
    paid_minor: int = 0,
    parts: Sequence[Part] | None = None,
    **changes: Any,
) -> Invoice:
    """An ordinary invoice of one part "1", so that its item is "<invoice_id>/1"."""
    due = day(due_on)
    issued = day(issued_on) if issued_on else due - timedelta(days=30)
    if parts is not None:
        total_minor = sum(piece.amount_minor for piece in parts)
    start = Invoice(
        invoice_id,
        CUSTOMER,
        f"N° {invoice_id}",
        currency,
        total_minor,
        issued,
        tuple(parts) if parts is not None else (Part("1", total_minor, due),),
        source_version=1,
        recorded_at=datetime.combine(issued, time(7), UTC),
    )
    if paid_minor:
        changes.setdefault("allocations", (allocation(paid_minor, issued),))
    return replace(start, **changes)


def account(*invoices: Invoice, **changes: Any) -> Account:
    """The file of customer C-1 with these invoices."""
    start = Account(TENANT, CUSTOMER, 1, customer(), invoices or (invoice(),))
    return replace(start, **changes)


def receipt(amount_minor: int, currency: str = "EUR", on: Day = DUE) -> Receipt:
    """Money received without an invoice."""
    return Receipt("P-9", currency, amount_minor, day(on), at(f"{day(on)} 12:00"))


def key(kind: str, leader: str = "F-1/1", occasion: str = "0", currency: str = "EUR") -> MessageKey:
    """The key of a reminder; its level is that of the classic policy."""
    levels = {step.kind: step.level for step in CLASSIC.steps}
    return MessageKey(
        TENANT, CUSTOMER, currency, kind, leader, levels.get(kind, 0), Occasion(occasion)
    )


def message(
    kind: str = "first",
    on: Day = "2026-06-05",
    items: Sequence[str] = ("F-1/1",),
    *,
    state: str = "delivered",
    leader: str | None = None,
    occasion: str = "0",
    currency: str = "EUR",
    hour: str = "10:00",
    **changes: Any,
) -> Message:
    """A message reserved, sent and delivered at ten of its day, led by the first item."""
    identity = key(kind, leader or items[0], occasion, currency)
    when_at = at(f"{day(on)} {hour}")
    known = MessageState(state)
    start = Message(
        identity.message_id,
        identity,
        ids(*items),
        known,
        day(on),
        when_at,
        "attempt-1",
        "billing",
        sent_at=None if known in (MessageState.RESERVED, MessageState.UNKNOWN) else when_at,
        delivered_at=when_at if known is MessageState.DELIVERED else None,
    )
    return replace(start, **changes)


def claim(
    on: Day, items: Sequence[str] = ("F-1/1",), claim_id: str = "claim", **changes: Any
) -> Claim:
    """ "I have paid", by transfer, said at noon."""
    said_at = at(f"{day(on)} 12:00")
    start = Claim(claim_id, ids(*items), "EUR", day(on), day(on), "transfer", said_at)
    return replace(start, **changes)


def promise(
    on: Day,
    pays_on: Day,
    items: Sequence[str] = ("F-1/1",),
    promise_id: str = "promise",
    **changes: Any,
) -> Promise:
    """ "I will pay on", said at noon."""
    said_at = at(f"{day(on)} 12:00")
    start = Promise(promise_id, ids(*items), "EUR", day(on), day(pays_on), 300_00, said_at)
    return replace(start, **changes)


def hold(
    reason: str = "disputed", *, invoice_id: str | None = None, until_on: Day | None = None
) -> Stop:
    """A hold on the customer, or on one invoice, by a person."""
    end = day(until_on) if until_on else None
    return Stop("H-1", reason, "ada", at("2026-05-01 09:00"), invoice_id, end)


def dispute(on: Day, invoice_id: str = "F-1", dispute_id: str = "d-1", **changes: Any) -> Dispute:
    """ "There is a problem", said at noon by the debtor."""
    said_at = at(f"{day(on)} 12:00")
    start = Dispute(dispute_id, invoice_id, "EUR", "price", day(on), said_at, "debtor")
    return replace(start, **changes)


def owed(kind: str = "receipt", at_: str = "2026-06-04 12:00", **changes: Any) -> Acknowledgement:
    """An answer that the debtor has not had yet."""
    return replace(Acknowledgement("fact-1", kind, "EUR", ids("F-1/1"), at(at_)), **changes)


def closed(*dates: Day) -> Calendar:
    """A calendar closed at week-ends and on these days."""
    return Calendar(frozenset(day(text) for text in dates))


def rules(**changes: Any) -> Rules:
    """The classic policy in Paris; a name of `Limits` changes the limits."""
    names = {item.name for item in fields(Limits)}
    limits = {name: value for name, value in changes.items() if name in names}
    rest = {name: value for name, value in changes.items() if name not in names}
    return Rules(limits=Limits(**limits), **{"policy": PLAIN} | rest)


def outage(last_tick: str, first_tick: str) -> tuple[tuple[datetime, datetime], ...]:
    """One outage between two ticks that did run."""
    return ((at(last_tick), at(first_tick)),)


# --- Facts that happen to an account -----------------------------------------------------------


def paid(
    file: Account, on: Day, invoice_id: str = "F-1", amount_minor: int | None = None
) -> Account:
    """The account after a payment of an invoice, in full unless told otherwise."""
    money = {
        one.invoice_id: allocation(amount_minor or one.total_minor - one.paid_minor, on)
        for one in file.invoices
        if one.invoice_id == invoice_id
    }
    invoices = tuple(
        replace(one, allocations=(*one.allocations, money[one.invoice_id]))
        if one.invoice_id in money
        else one
        for one in file.invoices
    )
    return replace(file, invoices=invoices, paid_on=day(on))


def sent(file: Account, send: Send, now: datetime, state: str = "delivered") -> Account:
    """The account after a Send was carried out."""
    known = MessageState(state)
    row = Message(
        send.key.message_id,
        send.key,
        send.item_ids,
        known,
        local_date(now, PARIS),
        now,
        "attempt-1",
        send.contact_id,
        attempt=send.attempt,
        deadline_on=send.deadline_on,
        consequence=send.consequence,
        profile=send.profile,
        sent_at=now,
        delivered_at=now if known is MessageState.DELIVERED else None,
    )
    others = tuple(m for m in file.messages if m.message_id != row.message_id)
    done = (send.cause_id, *send.merged_ids)
    answered = tuple(fact for fact in file.owed if fact.fact_id not in done)
    return replace(file, messages=(*others, row), owed=answered)


def asked(file: Account, task: Task, now: datetime) -> Account:
    """The account after a Task was stored."""
    return replace(file, tasks=(*file.tasks, asked_of(task, now)))


def step_task(
    kind: str,
    step: str,
    level: int,
    on: Day = "2026-06-05",
    *,
    leader: str = "F-1/1",
    outcome: str | None = None,
    closed: str | None = None,
    **changes: Any,
) -> OpenTask:
    """The task that carries out, or approves, a step of an item's ladder."""
    start = OpenTask(
        f"{kind}-{step}-{leader}",
        kind,
        at_ten(on),
        "EUR",
        ids(leader),
        closed_at=at(closed) if closed else None,
        asked_on=day(on),
        due_on=day(on),
        outcome=outcome,
        step=step,
        level=level,
        leader=leader,
    )
    return replace(start, **changes)


def task_closed(file: Account, kind: str, at_: str, outcome: str | None = None) -> Account:
    """The account after a person closed its tasks of one kind."""
    tasks = tuple(
        replace(task, closed_at=at(at_), outcome=outcome) if task.kind == kind else task
        for task in file.tasks
    )
    return replace(file, tasks=tasks)


# --- What is decided -----------------------------------------------------------------------------


def says(file: Account, when: str, by: Rules | None = None, zone: str = PARIS) -> Send:
    """The one message that goes at a local moment."""
    decisions = decide(file, by or rules(), at(when, zone))
    (send,) = (decision for decision in decisions if isinstance(decision, Send))
    return send


def waits(file: Account, when: str, by: Rules | None = None, zone: str = PARIS) -> Hold | Skip:
    """The one reason why nothing goes at a local moment."""
    decisions = decide(file, by or rules(), at(when, zone))
    assert not any(isinstance(decision, Send) for decision in decisions)
    (answer,) = (decision for decision in decisions if isinstance(decision, Hold | Skip))
    return answer


def asks(file: Account, when: str, by: Rules | None = None, zone: str = PARIS) -> list[Task]:
    """The tasks that are made at a local moment."""
    decisions = decide(file, by or rules(), at(when, zone))
    return [decision for decision in decisions if isinstance(decision, Task)]


def journaled(*lives: tuple[str, Account]) -> Account:
    """The last account, with what was written down when the ones before it changed to the next."""
    formers = [
        former_of(replace(before, version=n), after, at(when))
        for n, ((_, before), (when, after)) in enumerate(pairwise(lives), 1)
    ]
    last = lives[-1][1]
    told = [Told(m, (Reached(m.reserved_at, m.state, m.attempt),)) for m in last.messages]
    return replace(last, journal=Journal(formers, told))


# --- Days that pass ----------------------------------------------------------------------------


@dataclass
class Walk:
    """What happened while the days passed."""

    account: Account
    sends: list[tuple[date, Send]] = field(default_factory=list)
    tasks: list[tuple[date, Task]] = field(default_factory=list)
    decisions: dict[date, tuple[Decision, ...]] = field(default_factory=dict)

    @property
    def said(self) -> list[str]:
        """Each message as "06-05 first", with its variant where it is not the ordinary one."""
        return [
            f"{on:%m-%d} {send.key.kind}"
            + ("" if send.variant == "ordinary" else f" {send.variant}")
            for on, send in self.sends
        ]

    @property
    def asked(self) -> list[str]:
        """Each task as "06-24 decision"."""
        return [f"{on:%m-%d} {task.kind}" for on, task in self.tasks]

    def reason(self, on: Day) -> str:
        """Why nothing was sent on that day, or why something was."""
        for decision in self.decisions[day(on)]:
            if not isinstance(decision, Task):
                return decision.reason
        return ""


def walk(
    file: Account,
    by: Rules | None = None,
    *,
    start: Day = "2026-05-20",
    days: int = 60,
    facts: Mapping[str, Callable[[Account], Account]] | None = None,
    state: str = "delivered",
    dark: Sequence[Day] = (),
) -> Walk:
    """Decides every day at the sending hour and delivers what it says.

    `facts` happen before the run of their day; on `dark` days no run takes place.
    """
    by = by or rules()
    unlit = {day(one) for one in dark}
    story = Walk(file)
    for count in range(days):
        on = day(start) + timedelta(days=count)
        if change := (facts or {}).get(on.isoformat()):
            story.account = change(story.account)
        if on in unlit:
            continue
        now = at_local_hour(on, by.limits.sending_hour, by.debtor_zone)
        _live(story, by, on, now, state)
    return story


def _live(story: Walk, by: Rules, on: date, now: datetime, state: str) -> None:
    decisions = decide(story.account, by, now)
    story.decisions[on] = decisions
    story.account = replace(story.account, decided_at=now)
    for decision in decisions:
        match decision:
            case Send():
                story.sends.append((on, decision))
                story.account = sent(story.account, decision, now, state)
            case Task():
                story.tasks.append((on, decision))
                story.account = asked(story.account, decision, now)
            case _:
                pass
