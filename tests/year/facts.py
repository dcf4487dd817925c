"""What happens to an account in the year, as the domain's own functions record it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from relance.domain.account.account import Account
from relance.domain.account.on_file import Claim, Dispute, Promise, Stop
from relance.domain.answers.disputes import Resolution, resolve, with_disputes
from relance.domain.answers.owed_for_money import owed_for
from relance.domain.answers.returned_payments import after_return
from relance.domain.booking.booking import (
    book_invoice,
    book_money,
    find,
    is_closed,
    settled,
    take_back,
)
from relance.domain.ledger.invoices import Invoice, Item
from relance.domain.ledger.payments import Payment, Share

ZONE = "Europe/Paris"


def on_day(day: date, hour: int) -> datetime:
    """An hour of a day, in UTC."""
    return datetime.combine(day, time(hour), UTC)


@dataclass(frozen=True)
class Issued:
    invoice: Invoice


@dataclass(frozen=True)
class Paid:
    invoice_id: str
    share: float


@dataclass(frozen=True)
class Returned:
    invoice_id: str


@dataclass(frozen=True)
class Claimed:
    invoice_id: str


@dataclass(frozen=True)
class Promised:
    invoice_id: str
    on: date


@dataclass(frozen=True)
class Disputed:
    invoice_id: str


@dataclass(frozen=True)
class Answered:
    invoice_id: str
    outcome: str


@dataclass(frozen=True)
class Held:
    hold_id: str
    until: date


type Fact = Issued | Paid | Returned | Claimed | Promised | Disputed | Answered | Held


@dataclass(frozen=True)
class Happening:
    """A fact and its instant."""

    at: datetime
    fact: Fact


@dataclass
class File:
    """An account, and its invoices that are closed: the archive of the real one (R21)."""

    account: Account
    closed: dict[str, Invoice]


def happen(file: File, fact: Fact, at: datetime) -> None:
    """Records one fact; one about an invoice that is not open changes nothing."""
    before = file.account
    file.account = _after(file, fact, at)
    if file.account == before:
        return
    account = settled(file.account, at)
    file.closed |= {i.invoice_id: i for i in account.invoices if is_closed(i)}
    still = tuple(i for i in account.invoices if not is_closed(i))
    file.account = replace(account, invoices=still, version=account.version + 1)


def _after(file: File, fact: Fact, at: datetime) -> Account:
    account = file.account
    match fact:
        case Issued(invoice):
            return book_invoice(account, invoice)
        case Held(hold_id, until):
            hold = Stop(hold_id, "agreed", "Sophie", at, None, until)
            return replace(account, holds=(*account.holds, hold))
        case Returned(invoice_id):
            return _returned(file, invoice_id, at)
    items = tuple(i for i in account.items if i.invoice.invoice_id == fact.invoice_id)
    return _about(account, fact, items, at) if items else account


def _about(account: Account, fact: Fact, items: tuple[Item, ...], at: datetime) -> Account:
    ids, on, currency = tuple(i.item_id for i in items), at.date(), items[0].currency
    identity = f"{items[0].invoice.invoice_id}-{at:%m%d%H}"
    match fact:
        case Paid(invoice_id, share):
            return _paid(account, invoice_id, share, at)
        case Claimed():
            said = Claim(identity, ids, currency, on, on, "transfer", at)
            return replace(account, claims=(*account.claims, said))
        case Promised(_, promised_on):
            owed = sum(item.open_minor for item in items)
            word = Promise(identity, ids, currency, on, promised_on, owed, at)
            return replace(account, promises=(*account.promises, word))
        case Disputed(invoice_id):
            told = Dispute(identity, invoice_id, currency, "quality", on, at, "debtor")
            return with_disputes(account, (told,))
        case Answered(invoice_id, outcome):
            return _answered(account, invoice_id, outcome, at)
    return account


def _paid(account: Account, invoice_id: str, share: float, at: datetime) -> Account:
    invoice = find(account, invoice_id)
    assert invoice is not None
    amount = round(sum(i.open_minor for i in account.items if i.invoice is invoice) * share)
    name, on = f"PAY-{invoice_id}", at.date()
    after = book_money(account, name, invoice.currency, {invoice_id: amount}, 0, on, at)
    payment = Payment(
        name, amount, invoice.currency, on, at, "transfer", (Share(amount, invoice_id),)
    )
    told = owed_for(account, after, payment, amount, f"fact-{name}", on, at)
    return replace(after, owed=(*after.owed, *told), paid_on=on)


def _returned(file: File, invoice_id: str, at: datetime) -> Account:
    invoice = file.closed.pop(invoice_id, None)
    if invoice is None:
        return file.account
    before = replace(file.account, invoices=(*file.account.invoices, invoice))
    name, amount = f"PAY-{invoice_id}", invoice.total_minor
    after, _ = take_back(before, name, amount, at)
    payment = Payment(name, amount, invoice.currency, at.date(), at, "direct_debit", ())
    payment = replace(payment, reversed_minor=amount)
    return after_return(before, after, payment, "am04", at.date(), at)


def _answered(account: Account, invoice_id: str, outcome: str, at: datetime) -> Account:
    for dispute in account.disputes:
        if dispute.invoice_id == invoice_id and dispute.outcome is None:
            credited = at.date() if outcome == "upheld" else None
            return resolve(account, dispute, Resolution(outcome, credited), ZONE, at.date(), at)
    return account
