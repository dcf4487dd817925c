"""A dispute is written down by a person, read, and answered (C5, R7)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from relance.data import tenants
from relance.data.account_rows import stamp
from relance.data.journal import note_write
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute
from relance.domain.answers.disputes import Resolution, resolve, unresolved, with_disputes
from relance.domain.booking.booking import find
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.invoices import CHASEABLE, Invoice
from relance.flows.listing import Listing, Page, account_of, page_of
from relance.flows.recording import Change, fact_id, record


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the debtor said about an invoice, to a person who writes it down."""

    invoice_id: str
    reason: str
    amount_minor: int | None = None
    note: str | None = None


def list_disputes(
    tenant_id: str, account_id: str, cursor: str | None = None, limit: int = 1000
) -> Page[Dispute]:
    """The disputes of an account, the first opened first; raises NotFound."""
    account = account_of(tenant_id, account_id)
    placed = ((f"{stamp(d.recorded_at)}#{d.dispute_id}", d) for d in account.disputes)
    of = Listing(tenant_id, f"disputes of {account_id}")
    return page_of(of, account_id, placed, cursor, limit)


def open_dispute(
    tenant_id: str, account_id: str, said: Complaint, author: str, today: date, now: datetime
) -> tuple[Dispute, bool]:
    """The dispute, and whether it is new: one of that reason that waits is the same.

    Raises NotFound where the invoice is not open in the account, Invalid for an amount above what
    is open, and Conflict where another amount is disputed for that reason already.
    """
    wanted: list[Dispute] = []
    new = False

    def change(account: Account) -> Change | None:
        nonlocal new
        invoice = _open_invoice(account, said)
        same = [d for d in unresolved(account, invoice.invoice_id) if d.reason == said.reason]
        wanted[:] = same or [_dispute(account, invoice, said, author, today, now)]
        new = not same
        if same and same[0].amount_minor != said.amount_minor:
            raise Conflict("a dispute for this reason waits with another amount", "amount_minor")
        if same:
            return None
        fact = _fact(FactKind.DISPUTE_OPENED, account, wanted[0], author, today, now)
        also = _notes(account, fact, said.note)
        return Change(with_disputes(account, wanted), fact, also=also)

    record(tenant_id, account_id, change)
    return wanted[0], new


def _open_invoice(account: Account, said: Complaint) -> Invoice:
    invoice = find(account, said.invoice_id)
    items = [i for i in account.items if i.invoice.invoice_id == said.invoice_id]
    if invoice is None or not items or invoice.document_type not in CHASEABLE:
        raise NotFound("open invoice", said.invoice_id)
    most_minor = sum(item.open_minor for item in items)
    if said.amount_minor is not None and said.amount_minor > most_minor:
        raise Invalid("amount_minor", f"more than is open: {most_minor}")
    return invoice


def _dispute(
    account: Account, invoice: Invoice, said: Complaint, author: str, today: date, now: datetime
) -> Dispute:
    parts = (invoice.invoice_id, said.reason, fact_id(account))
    identity = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]
    return Dispute(
        identity,
        invoice.invoice_id,
        invoice.currency,
        said.reason,
        today,
        now,
        author,
        said.amount_minor,
    )


def resolve_dispute(
    tenant_id: str,
    account_id: str,
    dispute_id: str,
    resolution: Resolution,
    note: str | None,
    author: str,
    today: date,
    now: datetime,
) -> Dispute:
    """The dispute as answered; the same answer again changes nothing.

    Raises NotFound, Conflict where it was answered otherwise, Invalid for what is missing.
    """
    zone = tenants.load(tenant_id).zone

    def change(account: Account) -> Change | None:
        dispute = _known(account, dispute_id)
        if dispute.outcome == resolution.outcome and not _adds(dispute, resolution):
            return None
        after = resolve(account, dispute, resolution, zone, today, now)
        answered = _known(after, dispute_id)
        fact = _fact(FactKind.DISPUTE_RESOLVED, account, answered, author, today, now)
        return Change(after, fact, also=_notes(account, fact, note))

    return _known(record(tenant_id, account_id, change), dispute_id)


def _adds(dispute: Dispute, resolution: Resolution) -> bool:
    return resolution.credited_on is not None and dispute.credited_on is None


def _known(account: Account, dispute_id: str) -> Dispute:
    found = next((d for d in account.disputes if d.dispute_id == dispute_id), None)
    if found is None:
        raise NotFound("dispute", dispute_id)
    return found


def _notes(account: Account, fact: Fact, note: str | None) -> tuple[Write, ...]:
    """What was said, in a row of its own, where it can be erased (R24)."""
    if not note:
        return ()
    return (note_write(account.tenant_id, account.account_id, fact.fact_id, note),)


def _fact(
    kind: str, account: Account, dispute: Dispute, author: str, today: date, now: datetime
) -> Fact:
    figures: dict[str, str | int | None] = {
        "dispute_id": dispute.dispute_id,
        "reason": dispute.reason,
        "currency": dispute.currency,
        "amount_minor": dispute.amount_minor,
        "outcome": dispute.outcome,
    }
    shown = {name: figures[name] for name in figures if figures[name] is not None}
    about = (dispute.invoice_id,)
    return Fact(fact_id(account), kind, now, today, about, author, shown)
