"""Random files, rules and lives of debtors for the property tests."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from relance.domain.account import Account
from relance.domain.calendar import Calendar
from relance.domain.ledger import DocumentType, Invoice, PaymentMethod
from relance.domain.message import Message
from relance.domain.money_event import Unmatched
from relance.domain.rules import Rules
from relance.domain.standing import Dispute, Override
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
    paid,
    part,
    promise,
    receipt,
    rules,
)

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
STATES = ("delivered", "delivered", "delivered", "sent", "bounced", "unknown", "reserved", "failed")


def days(low: int, high: int) -> st.SearchStrategy[date]:
    """A day near the start."""
    return st.integers(low, high).map(lambda count: START + timedelta(days=count))


@st.composite
def invoices(draw: st.DrawFn, name: str) -> Invoice:
    """An invoice of any kind that the ledger knows, most of them ordinary."""
    due_on = draw(days(-40, 40))
    issued_on = due_on - timedelta(days=draw(st.integers(3, 45)))
    amount = draw(st.sampled_from((9_00, 45_00, 120_00, 300_00, 700_00, 12_000_00)))
    changes: dict[str, Any] = {"issued_on": issued_on}
    changes["currency"] = draw(st.sampled_from(("EUR", "EUR", "USD")))
    rare = draw(st.sampled_from((*("",) * 12, "late", "debit", "portal", "factored", "parts",
                                 "imported", "returned", "part_paid", "note")))  # fmt: skip
    match rare:
        case "late":
            changes["received_on"] = issued_on + timedelta(days=draw(st.integers(0, 40)))
        case "debit":
            changes["payment_method"] = PaymentMethod.DIRECT_DEBIT_CORE
        case "portal":
            changes["payment_method"] = PaymentMethod.PORTAL
        case "factored":
            changes["assigned_to"] = "Factor SA"
        case "parts":
            later = due_on + timedelta(days=draw(st.integers(1, 30)))
            changes["parts"] = (part("a", amount, due_on), part("b", amount, later))
        case "imported":
            changes["last_level"] = draw(st.integers(0, 3))
            changes["last_contacted_on"] = draw(days(-30, 0))
        case "returned":
            back = allocation(amount, draw(days(-30, 0)), reversed_minor=amount)
            changes["allocations"] = (back,)
        case "part_paid":
            changes["paid_minor"] = amount // 2
        case "note":
            changes["document_type"] = DocumentType.CREDIT_NOTE
            changes["corrects"] = draw(st.sampled_from((None, *NAMES)))
    if draw(st.booleans()):
        recorded = max(issued_on, START - timedelta(days=draw(st.integers(0, 20))))
        changes["recorded_at"] = at(f"{recorded} 08:00")
    return invoice(name, due_on=due_on, total_minor=amount, **changes)


@st.composite
def messages(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Message, ...]:
    """What was said before: keys are unique, as the ledger keeps them."""
    found: dict[str, Message] = {}
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(("courtesy", "first", "second", "final", "manual", "receipt")))
        items = [f"{draw(st.sampled_from(names))}/1"]
        if draw(st.booleans()):
            items = [*dict.fromkeys((*items, f"{draw(st.sampled_from(names))}/1"))]
        row = message(
            kind,
            draw(days(-20, 0)),
            items,
            state=draw(st.sampled_from(STATES)),
            hour=f"{draw(st.integers(10, 16))}:00",
            attempt=draw(st.integers(1, 2)),
        )
        found[row.message_id] = row
    return tuple(found.values())


@st.composite
def disputes(draw: st.DrawFn, names: tuple[str, ...]) -> tuple[Dispute, ...]:
    """A dispute at most, that waits for us or was answered in any way."""
    if draw(st.integers(0, 4)):
        return ()
    opened_on, outcome = draw(days(-20, 0)), draw(st.sampled_from((None, "refused", "upheld")))
    resolved_on = opened_on + timedelta(days=draw(st.integers(0, 10))) if outcome else None
    credited = outcome == "upheld" and draw(st.booleans())
    said = dispute(
        opened_on,
        draw(st.sampled_from(names)),
        outcome=outcome,
        resolved_on=resolved_on,
        resolved_at=at(f"{resolved_on} 12:00") if resolved_on else None,
        credited_on=resolved_on if credited else None,
    )
    return (said,)


def hardship(until_on: date) -> tuple[Override, ...]:
    """The gentle months of a debtor in difficulty."""
    said_at = at("2026-05-01 12:00")
    return (Override("policy", "gentle", "cash_difficulty", "debtor", said_at, until_on),)


@st.composite
def files(draw: st.DrawFn, *, history: bool = True) -> Account:
    """An account with invoices, answers, holds and, if wanted, messages."""
    names = NAMES[: draw(st.integers(1, 4))]
    items = [f"{name}/1" for name in names]
    some = st.lists(st.sampled_from(items), min_size=1, max_size=2, unique=True)
    claims = [
        claim(draw(days(-15, 0)), draw(some), f"c{n}", diverted=draw(st.integers(0, 9)) == 0)
        for n in range(draw(st.sampled_from((0, 0, 0, 1, 2, 3))))
    ]
    promises = []
    if draw(st.integers(0, 4)) == 0:
        said_on = draw(days(-10, 0))
        pays_on = said_on + timedelta(days=draw(st.integers(0, 15)))
        promises.append(promise(said_on, pays_on, draw(some)))
    holds = []
    if draw(st.integers(0, 4)) == 0:
        on = draw(st.sampled_from((None, *names)))
        holds.append(hold(invoice_id=on, until_on=draw(st.one_of(st.none(), days(-5, 30)))))
    people = [contact(), contact("boss", role="approver")][: draw(st.integers(0, 2))]
    return account(
        *(draw(invoices(name)) for name in names),
        customer=customer(contacts=tuple(people)),
        claims=tuple(claims),
        promises=tuple(promises),
        holds=tuple(holds),
        disputes=draw(disputes(names)),
        overrides=draw(st.one_of(st.just(()), st.just(()), days(-30, 30).map(hardship))),
        receipts=(receipt(draw(st.sampled_from((50_00, 400_00)))),)
        if draw(st.integers(0, 5)) == 0
        else (),
        owed=(owed(at_="2026-06-01 08:00"),) if draw(st.integers(0, 6)) == 0 else (),
        messages=draw(messages(names)) if history else (),
    )


@st.composite
def rulings(draw: st.DrawFn) -> Rules:
    """The classic policy in any zone, with closed days, outages and events."""
    shut = Calendar(frozenset(draw(st.lists(days(-10, 60), max_size=6))))
    outages: tuple[tuple[datetime, datetime], ...] = ()
    if draw(st.integers(0, 3)) == 0:
        first_on = draw(days(-20, -1))
        last_on = first_on + timedelta(days=draw(st.integers(1, 12)))
        outages = ((at(f"{first_on} 12:00"), at(f"{min(last_on, START)} 08:00")),)
    return rules(
        debtor_zone=draw(st.sampled_from(ZONES)),
        open_days=shut,
        debtor_days=shut,
        bank_days=Calendar(frozenset(draw(st.lists(days(-10, 60), max_size=3)))),
        outages=outages,
        unplaced=draw(st.one_of(st.just(()), days(-5, 0).map(nameless))),
        mode=draw(st.sampled_from(("live", "live", "live", "paused"))),
        payments_backlog=draw(st.integers(0, 9)) == 0,
        mail_event_at=draw(st.one_of(st.none(), days(-10, 1).map(lambda on: at(f"{on} 12:00")))),
    )


def nameless(on: date) -> tuple[Unmatched, ...]:
    """Money of nobody known, of an amount that many owe."""
    return (Unmatched("BANK-1", 300_00, "EUR", on, at(f"{on} 12:00"), "transfer", "api"),)


@dataclass(frozen=True)
class Happening:
    """Something that the debtor or the staff does on a day."""

    on: date
    name: str
    change: Callable[[Account], Account]


@st.composite
def happenings(draw: st.DrawFn, names: tuple[str, ...] = NAMES) -> Happening:
    """A payment, a claim, a promise or a hold, on some day of the next two months."""
    on, name = draw(days(1, 55)), draw(st.sampled_from(names))
    item = (f"{name}/1",)
    match draw(st.sampled_from(("pays", "pays", "claims", "disputes", "promises", "is_held"))):
        case "pays":
            return Happening(on, f"{name} paid", lambda now: paid(now, on, name))
        case "claims":
            said = claim(on, item, f"{name}-{on}")
            return Happening(
                on, f"{name} claimed", lambda now: replace(now, claims=(*now.claims, said))
            )
        case "disputes":
            said_so = dispute(on, name, f"{name}-{on}")
            return Happening(
                on, f"{name} disputed", lambda now: replace(now, disputes=(*now.disputes, said_so))
            )
        case "promises":
            will = promise(on, on + timedelta(days=draw(st.integers(0, 15))), item, f"{name}-{on}")
            return Happening(
                on, f"{name} promised", lambda now: replace(now, promises=(*now.promises, will))
            )
        case _:
            held = hold(invoice_id=name, until_on=draw(days(1, 55)))
            return Happening(on, f"{name} held", lambda now: replace(now, holds=(*now.holds, held)))


def hours_after(now: datetime, count: int) -> list[datetime]:
    """The hourly ticks after an instant."""
    return [now + timedelta(hours=hour) for hour in range(1, count + 1)]
