"""Customers of one creditor, drawn by seed: who they are and what they do on which day.

What they do does not depend on what they are sent: the same facts meet the perfect run and the
disturbed one, so that a difference between the two is the system's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact, Customer
from relance.domain.ledger.invoices import Invoice, Part, PaymentMethod
from relance.domain.policies.policy import Policy
from relance.domain.policies.shipped import CLASSIC, EIGHT_STEPS, GENTLE, KEY_ACCOUNT, PUBLIC_BODY
from tests.builders import PLAIN
from tests.year import facts
from tests.year.disturbance import Disturbance
from tests.year.facts import Happening, on_day

FIRST = date(2026, 1, 5)
LAST_ISSUE = date(2026, 7, 31)
LAST_FACT = date(2026, 9, 30)
LAST_DARK = date(2026, 9, 25)
END = date(2027, 1, 4)

_POLICIES: tuple[tuple[Policy, int], ...] = (
    (CLASSIC, 55),
    (PLAIN, 15),
    (EIGHT_STEPS, 12),
    (GENTLE, 7),
    (KEY_ACCOUNT, 6),
    (PUBLIC_BODY, 5),
)
_PLACES: tuple[tuple[tuple[str, str | None, str | None], int], ...] = (
    (("FR", None, None), 55),
    (("FR", "57", None), 8),
    (("FR", "972", "America/Martinique"), 5),
    (("DE", None, None), 10),
    (("BE", None, None), 8),
    (("GB", None, None), 8),
    (("ES", None, None), 6),
)
# Days after the due date on which they pay, from and to; the last never do.
_HABITS = (((-6, 2), 35), ((3, 12), 25), ((13, 45), 20), (None, 20))


@dataclass(frozen=True)
class Person:
    """One customer: the account as it begins, and what happens to it."""

    account: Account
    policy: Policy
    happenings: tuple[Happening, ...]
    bouncing: frozenset[str] = field(default_factory=frozenset)  # contacts whose mails come back


def disturbance(seed: int) -> Disturbance:
    """Some fifty days of the year without a run, in spans of one to thirteen, and forty doubled."""
    chances, dark, on = Random(seed), [], FIRST + timedelta(days=10)
    while on < LAST_DARK:
        first_lit = on + timedelta(days=chances.choice((1, 1, 2, 3, 13)))
        dark.append((on, first_lit))
        on = first_lit + timedelta(days=chances.randint(8, 25))
    doubled = (FIRST + timedelta(days=chances.randrange(300)) for _ in range(40))
    return Disturbance(tuple(dark), frozenset(doubled))


def people(count: int, seed: int) -> list[Person]:
    """So many customers; the same seed gives the same."""
    return [_person(f"C-{number:03}", Random(f"{seed}/{number}")) for number in range(count)]


def _drawn[T](chances: Random, weighted: tuple[tuple[T, int], ...]) -> T:
    values, weights = zip(*weighted, strict=True)
    found: T = chances.choices(values, weights)[0]
    return found


def _person(name: str, chances: Random) -> Person:
    country, region, zone = _drawn(chances, _PLACES)
    contacts = [Contact("billing", "billing", f"billing@{name}.example", phone="+33 1 44 55 66 77")]
    if chances.random() < 0.5:
        contacts.append(Contact("boss", "escalation", f"boss@{name}.example"))
    customer = Customer(
        name,
        f"Client {name}",
        country=country,
        region=region,
        zone=zone,
        contacts=tuple(contacts),
        account_owner="Sophie",
    )
    happenings = tuple(sorted(_year_of(name, chances), key=lambda one: one.at))
    bouncing = frozenset({"billing"}) if chances.random() < 0.06 else frozenset()
    return Person(
        Account("t-1", name, 1, customer), _drawn(chances, _POLICIES), happenings, bouncing
    )


def _year_of(name: str, chances: Random) -> Iterator[Happening]:
    """Invoices and what becomes of each."""
    habit = _drawn(chances, _HABITS)
    for number in range(chances.choice((1, 1, 1, 2, 3, 4, 5, 6))):
        issued = FIRST + timedelta(days=chances.randrange((LAST_ISSUE - FIRST).days))
        invoice = _invoice(name, f"F-{number}", issued, chances)
        yield Happening(on_day(issued, 8), facts.Issued(invoice))
        yield from _fate(invoice, habit, chances)
    if chances.random() < 0.05:
        day = FIRST + timedelta(days=chances.randrange(200))
        yield Happening(on_day(day, 11), facts.Held(f"{name}-hold", day + timedelta(days=14)))


def _invoice(name: str, invoice_id: str, issued: date, chances: Random) -> Invoice:
    due = issued + timedelta(days=chances.choice((15, 30, 30, 45)))
    total = round(min(max(chances.lognormvariate(6.3, 1.1), 12), 9_000) * 100)
    parts: tuple[Part, ...] = (Part("1", total, due),)
    if chances.random() < 0.08:
        later = Part("2", total - total // 3, due + timedelta(days=30))
        parts = (Part("1", total // 3, due), later)
    debit = chances.random() < 0.06
    return Invoice(
        invoice_id,
        name,
        f"N° {invoice_id}",
        chances.choices(("EUR", "GBP"), (92, 8))[0],
        total,
        issued,
        parts,
        source_version=1,
        recorded_at=on_day(issued, 8),
        payment_method=PaymentMethod.DIRECT_DEBIT_CORE if debit else PaymentMethod.TRANSFER,
    )


def _fate(invoice: Invoice, habit: tuple[int, int] | None, chances: Random) -> Iterator[Happening]:
    due, draw = invoice.parts[0].due_on, chances.random()
    early, late = habit or (0, 0)
    pays = due + timedelta(days=chances.randint(early, late)) if habit else None
    if invoice.payment_method is PaymentMethod.DIRECT_DEBIT_CORE:
        yield from _collected(invoice, chances)
        return
    if draw < 0.12:
        said = due + timedelta(days=chances.randint(4, 12))
        promised = said + timedelta(days=chances.randint(3, 12))
        yield Happening(on_day(said, 15), facts.Promised(invoice.invoice_id, promised))
        pays = promised if chances.random() < 0.5 else pays
    elif draw < 0.20:
        for turn in range(chances.randint(1, 3)):
            said = due + timedelta(days=5 + 9 * turn)
            yield Happening(on_day(said, 15), facts.Claimed(invoice.invoice_id))
    elif draw < 0.26:
        said = due + timedelta(days=chances.randint(4, 9))
        answered = said + timedelta(days=chances.randint(3, 25))
        outcome = chances.choice(("refused", "upheld"))
        yield Happening(on_day(said, 15), facts.Disputed(invoice.invoice_id))
        yield Happening(on_day(answered, 16), facts.Answered(invoice.invoice_id, outcome))
    if pays and pays <= LAST_FACT:
        share = chances.choice((1.0, 1.0, 1.0, 0.5))
        yield Happening(
            on_day(max(pays, invoice.issued_on), 17), facts.Paid(invoice.invoice_id, share)
        )


def _collected(invoice: Invoice, chances: Random) -> Iterator[Happening]:
    """A debit is taken on the due date; some come back."""
    last = invoice.parts[-1].due_on
    yield Happening(on_day(last, 17), facts.Paid(invoice.invoice_id, 1.0))
    if chances.random() < 0.3:
        back = last + timedelta(days=chances.randint(2, 4))
        yield Happening(on_day(back, 12), facts.Returned(invoice.invoice_id))
