"""Random files and rules for the property tests."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from hypothesis import strategies as st

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact
from relance.domain.account.history import History, Money, Returned, Trace
from relance.domain.account.message import Message
from relance.domain.account.occasion import ORDINARY
from relance.domain.account.on_file import CallAttempt, Dispute, OpenTask, Override, Reply
from relance.domain.calendar import Calendar
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import DocumentType, Invoice, PaymentMethod
from relance.domain.ledger.item_id import ItemId
from relance.domain.ledger.payments import Unmatched
from relance.domain.tasks.asking import task_id
from tests.builders import (
    account,
    allocation,
    at,
    claim,
    contact,
    customer,
    dispute,
    hold,
    invoice,
    message,
    owed,
    part,
    promise,
    receipt,
    rules,
)
from tests.unit.domain.random_policies import policies, under

START = date(2026, 6, 1)
ZONES = (
    "Europe/Paris",
    "Europe/Paris",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Pacific/Auckland",
)
NAMES = ("F-1", "F-2", "F-3", "F-4")
AMOUNTS = (9_00, 45_00, 120_00, 300_00, 700_00, 2_400_00, 3_500_00, 12_000_00)
STATES = ("delivered", "delivered", "delivered", "sent", "bounced", "unknown", "reserved", "failed")


def sampled[Value](values: Iterable[Value]) -> st.SearchStrategy[Value]:
    """Any of the values; made once, since Hypothesis asks each new strategy what it is."""
    made: st.SearchStrategy[Value] = _sampled(*values)
    return made


@lru_cache(maxsize=None, typed=True)  # 1 is not True
def _sampled(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@cache
def days(low: int, high: int) -> st.SearchStrategy[date]:
    """A day near the start."""
    return st.integers(low, high).map(lambda count: START + timedelta(days=count))


def rarely(draw: st.DrawFn, one_of: int) -> bool:
    """True once in so many times."""
    return draw(sampled((False,) * (one_of - 1) + (True,)))


RARE = ("late", "debit", "portal", "factored", "parts", "imported", "returned", "part_paid", "note",
        "anew", "cancelled", "taken_back")  # fmt: skip


@cache
@st.composite
def invoices(draw: st.DrawFn, name: str) -> Invoice:
    """An invoice of any kind that the ledger knows, most of them ordinary."""
    due_on = draw(days(-40, 40))
    issued_on = due_on - timedelta(days=draw(st.integers(3, 45)))
    amount = draw(sampled(AMOUNTS))
    changes: dict[str, Any] = {"issued_on": issued_on}
    changes["currency"] = draw(sampled(("EUR", "EUR", "USD")))
    rare = draw(sampled((*("",) * 12, *RARE)))
    changes |= _as_filed(draw, rare, issued_on) or _as_owed(draw, rare, due_on, amount)
    if draw(st.booleans()):
        recorded = max(issued_on, START - timedelta(days=draw(st.integers(0, 20))))
        changes["recorded_at"] = at(f"{recorded} 08:00")
    return invoice(name, due_on=due_on, total_minor=amount, **changes)


def _as_filed(draw: st.DrawFn, rare: str, issued_on: date) -> dict[str, Any]:
    """What is unlike an ordinary invoice in how it is filed."""
    match rare:
        case "late":
            return {"received_on": issued_on + timedelta(days=draw(st.integers(0, 40)))}
        case "debit":
            return {"payment_method": PaymentMethod.DIRECT_DEBIT_CORE}
        case "portal":
            return {"payment_method": PaymentMethod.PORTAL}
        case "factored":
            return {"assigned_to": "Factor SA"}
        case "note":
            corrects = draw(sampled((None, *NAMES)))
            return {"document_type": DocumentType.CREDIT_NOTE, "corrects": corrects}
        case "cancelled":
            return {"cancelled_on": draw(days(-10, 0))}
    return {}


def _as_owed(draw: st.DrawFn, rare: str, due_on: date, amount: int) -> dict[str, Any]:
    """What is unlike an ordinary invoice in what is owed, and since when."""
    match rare:
        case "parts":
            later = due_on + timedelta(days=draw(st.integers(1, 30)))
            return {"parts": (part("a", amount, due_on), part("b", amount, later))}
        case "imported":
            last_level = draw(st.integers(0, 3))
            return {"last_level": last_level, "last_contacted_on": draw(days(-30, 0))}
        case "returned":
            back = allocation(amount, draw(days(-30, 0)), reversed_minor=amount)
            return {"allocations": (back,)}
        case "part_paid":
            return {"paid_minor": amount // 2}
        case "anew":
            return {"ladder_from_on": draw(days(-20, 10))}
        case "taken_back":
            on = draw(days(-15, 0))
            return {"taken_back_on": on, "ladder_from_on": on}
    return {}


@cache
@st.composite
def messages(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Message, ...]:
    """What was said before: keys are unique, as the ledger keeps them."""
    found: dict[str, Message] = {}
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(sampled(("courtesy", "first", "second", "final", "manual", "receipt")))
        items = [f"{draw(sampled(names))}/1"]
        if draw(st.booleans()):
            items = [*dict.fromkeys((*items, f"{draw(sampled(names))}/1"))]
        row = message(
            kind,
            draw(days(-20, 0)),
            items,
            state=draw(sampled(STATES)),
            hour=f"{draw(st.integers(10, 16))}:00",
            attempt=draw(st.integers(1, 2)),
        )
        found[row.message_id] = row
    return tuple(found.values())


@cache
@st.composite
def disputes(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Dispute, ...]:
    """A dispute at most, that waits for us or was answered in any way."""
    if not rarely(draw, 5):
        return ()
    opened_on, outcome = draw(days(-20, 0)), draw(sampled((None, "refused", "upheld")))
    resolved_on = opened_on + timedelta(days=draw(st.integers(0, 10))) if outcome else None
    credited = outcome == "upheld" and draw(st.booleans())
    said = dispute(
        opened_on,
        draw(sampled(names)),
        outcome=outcome,
        resolved_on=resolved_on,
        resolved_at=at(f"{resolved_on} 12:00") if resolved_on else None,
        credited_on=resolved_on if credited else None,
    )
    return (said,)


@cache
@st.composite
def replies(draw: st.DrawFn) -> tuple[Reply, ...]:
    """A written answer at most, read or not, by a person or a machine."""
    if not rarely(draw, 8):
        return ()
    on, kind = draw(days(-12, 0)), draw(sampled(("person", "person", "automatic", "left")))
    said_at = at(f"{on} 09:00")
    read_at = said_at + timedelta(hours=4) if draw(st.booleans()) else None
    return (Reply("r-1", kind, on, said_at, contact_id="billing", read_at=read_at),)


def hardship(until_on: date) -> Override:
    """The gentle months of a debtor in difficulty."""
    return _override("policy", "gentle", until_on)


def _override(what: str, value: str, until_on: date) -> Override:
    return Override(what, value, "known", "ada", at("2026-05-01 12:00"), until_on)


@cache
@st.composite
def overrides(draw: st.DrawFn) -> tuple[Override, ...]:
    """What a person decided instead of figures and settings, for a while."""
    until_on = draw(days(-30, 30))
    match draw(sampled(range(8))):
        case 7:
            return (hardship(until_on),)
        case 5:
            return (_override("profile", draw(sampled(("good", "late"))), until_on),)
        case 6:
            policy_id = draw(sampled(("classic", "eight_steps", "key_account")))
            return (_override("policy", policy_id, until_on),)
        case _:
            return ()


def _settled(number: int, late_days: int) -> Trace:
    due_on = date(2025, 11, 3) + timedelta(days=30 * number)
    paid_on = due_on + timedelta(days=late_days)
    money = (Money(paid_on, 100_00, at(f"{paid_on} 12:00")),)
    return Trace(f"old-{number}", "EUR", ((due_on, 100_00),), money)


@cache
@st.composite
def histories(draw: st.DrawFn) -> History:
    """Nothing that is known, or five invoices paid on time, a little late, or very late."""
    late_days = draw(sampled((None, None, 0, 6, 25)))
    if late_days is None:
        return History()
    back = (Returned("P-old", draw(days(-60, 0)), "no_funds"),) if draw(st.booleans()) else ()
    return History(tuple(_settled(n, late_days) for n in range(5)), returned=back)


OUTCOMES = {
    "approval": (None, None, "approved", "approved", "stopped", "postponed"),
    "call": (None, None, "tried", "reached", "voicemail", "not_reached", "could_not"),
    "letter": (None, "sent", "could_not"),
    "registered": (None, "sent", "received", "unclaimed"),
    "decision": (None, "done"),
    "commitment": (None, "carried_out", "withdrawn"),
}
_STEPS = (("courtesy", 0), ("first", 1), ("call", 1), ("first", 2), ("second", 2), ("second", 3),
          ("final", 3), ("notice", 4))  # fmt: skip


@st.composite
def tasks(draw: st.DrawFn, items: list[str]) -> OpenTask:
    """A step that a person carries out or approves, or has, or left untouched."""
    kind, lead = draw(sampled(sorted(OUTCOMES))), draw(sampled(items))
    asked_on, outcome = draw(days(-12, 0)), draw(sampled(OUTCOMES[kind]))
    asked_at = at(f"{asked_on} 10:00")
    if kind in ("decision", "commitment"):
        cause = lead if kind == "decision" else draw(messages((lead.partition("/")[0],)))
        name = cause if isinstance(cause, str) else next((m.message_id for m in cause), "none")
        done_at = asked_at + timedelta(hours=30) if outcome else None
        return OpenTask(task_id(kind, name), kind, asked_at, "EUR", (ItemId(lead),), done_at,
                        asked_on, outcome=outcome)  # fmt: skip
    step, level = draw(sampled(_STEPS))
    tried = [CallAttempt(asked_on, asked_at, "not_reached")] if outcome == "tried" else []
    closed = outcome not in (None, "tried")
    return OpenTask(
        task_id(kind, f"{lead}/{step}/{level}/{ORDINARY}"),
        kind,
        asked_at,
        "EUR",
        (ItemId(lead),),
        asked_at + timedelta(hours=draw(st.integers(1, 70))) if closed else None,
        asked_on,
        asked_on + timedelta(days=draw(sampled((0, 0, 3)))),
        outcome=outcome if closed else None,
        step=step,
        level=level,
        leader=lead,
        attempts=tuple(tried),
        profile=draw(sampled((None, "unknown", "late"))),
    )


@st.composite
def known_tasks(draw: st.DrawFn, items: list[str]) -> tuple[OpenTask, ...]:
    """Some of them, each asked once."""
    found = draw(st.lists(tasks(items), max_size=draw(sampled((0, 0, 3)))))
    return tuple({task.task_id: task for task in found}.values())


@cache
@st.composite
def people(draw: st.DrawFn) -> tuple[Contact, ...]:
    """Nobody, one or two contacts; half of them can be called."""
    phone = draw(sampled((None, "+33 1 23 45 67 89")))
    known = (contact(phone=phone), contact("boss", role=draw(sampled(_ROLES))))
    return known[: draw(sampled((1, 2, 1, 2, 2, 0)))]


_ROLES = ("approver", "escalation")


@cache
@st.composite
def month(draw: st.DrawFn) -> tuple[Invoice, ...]:
    """Now and then so many invoices at once that courtesy becomes one list a week."""
    if not rarely(draw, 8):
        return ()
    return tuple(
        invoice(
            f"W-{number}",
            due_on=draw(days(2, 35)),
            issued_on=draw(days(-25, -1)),
            total_minor=draw(sampled((45_00, 300_00, 3_500_00))),
        )
        for number in range(draw(st.integers(4, 6)))
    )


@st.composite
def files(draw: st.DrawFn, *, history: bool = True) -> Account:
    """An account with invoices, answers, holds and, if wanted, messages."""
    names = NAMES[: draw(st.integers(1, 4))]
    items = [f"{name}/1" for name in names]
    some = st.lists(sampled(items), min_size=1, max_size=2, unique=True)
    claims = [
        claim(draw(days(-15, 0)), draw(some), f"c{n}", diverted=rarely(draw, 10))
        for n in range(draw(sampled((0, 0, 0, 1, 2, 3))))
    ]
    promises = []
    if rarely(draw, 5):
        said_on = draw(days(-10, 0))
        pays_on = said_on + timedelta(days=draw(st.integers(0, 15)))
        promises.append(promise(said_on, pays_on, draw(some)))
    holds = []
    if rarely(draw, 5):
        on = None if rarely(draw, 6) else draw(sampled(names))
        holds.append(hold(invoice_id=on, until_on=draw(st.one_of(st.none(), days(-5, 30)))))
    return account(
        *(draw(invoices(name)) for name in names),
        *draw(month()),
        customer=customer(contacts=draw(people()), category=draw(sampled((None, "vip")))),
        claims=tuple(claims),
        promises=tuple(promises),
        holds=tuple(holds),
        disputes=draw(disputes(names)),
        replies=draw(replies()) if history else (),
        overrides=draw(overrides()),
        receipts=(receipt(draw(sampled((50_00, 400_00)))),) if rarely(draw, 6) else (),
        owed=(owed(at_="2026-06-01 08:00"),) if rarely(draw, 7) else (),
        messages=draw(messages(names)) if history else (),
        tasks=draw(known_tasks(items)) if history else (),
        history=draw(histories()),
    )


@cache
@st.composite
def rulings(draw: st.DrawFn) -> Rules:
    """Any policy in any zone, with closed days, outages and events."""
    shut = Calendar(frozenset(draw(st.lists(days(-10, 60), max_size=6))))
    outages: tuple[tuple[datetime, datetime], ...] = ()
    if rarely(draw, 4):
        first_on = draw(days(-20, -1))
        last_on = first_on + timedelta(days=draw(st.integers(1, 12)))
        outages = ((at(f"{first_on} 12:00"), at(f"{min(last_on, START)} 08:00")),)
    by = rules(
        debtor_zone=draw(sampled(ZONES)),
        open_days=shut,
        debtor_days=shut,
        bank_days=Calendar(frozenset(draw(st.lists(days(-10, 60), max_size=3)))),
        outages=outages,
        unplaced=draw(st.one_of(st.just(()), days(-5, 0).map(nameless))),
        mode="paused" if rarely(draw, 10) else "live",
        payments_backlog=rarely(draw, 20),
        mail_event_at=draw(st.one_of(st.none(), days(-10, 1).map(lambda on: at(f"{on} 12:00")))),
        call_capacity_left=draw(sampled((15, 15, 15, 0))),
        payment_run=draw(sampled(((), (), ("10", "25"), ("thursday",)))),
        abroad=rarely(draw, 6),
    )
    return under(by, draw(policies()))


def nameless(on: date) -> tuple[Unmatched, ...]:
    """Money of nobody known, of an amount that many owe."""
    return (Unmatched("BANK-1", 300_00, "EUR", on, at(f"{on} 12:00"), "transfer", "api"),)


def hours_after(now: datetime, count: int) -> list[datetime]:
    """The hourly ticks after an instant."""
    return [now + timedelta(hours=hour) for hour in range(1, count + 1)]
