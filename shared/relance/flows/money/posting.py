"""One payment against the accounts it concerns: read them all, write them all or none (R22).

Whoever changes a payment writes its one row on the condition that it is still as read; so do the
accounts with their heads. What was refused is read and done again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from relance.data import accounts, filing, inbox, transaction
from relance.data.inbox import Known
from relance.data.transaction import MOST_WRITES, Write
from relance.domain.account.account import Account
from relance.domain.booking.placing import Books
from relance.domain.errors import Invalid
from relance.domain.fact import Fact
from relance.domain.ledger.invoices import Invoice
from relance.domain.ledger.payments import Payment, Placed, Taken
from relance.flows.releasing import with_orders
from relance.telemetry import logger


@dataclass(frozen=True, slots=True)
class Desk:
    """What was read about a payment; `archived` are closed invoices brought to the accounts."""

    tenant_id: str
    known: Known | None
    books: Books
    filed: Mapping[str, str] = field(default_factory=dict)
    archived: frozenset[str] = frozenset()


def read_for_placing(tenant_id: str, known: Known | None, payment: Payment) -> Desk:
    """Where the waiting shares belong: the accounts of their invoices, else their customers."""
    named = dict.fromkeys(share.invoice_id for share in payment.waiting if share.invoice_id)
    found = {invoice_id: filing.find(tenant_id, invoice_id) for invoice_id in named}
    filed = {invoice_id: where.account_id for invoice_id, where in found.items() if where}
    customers = (s.customer_id for s in payment.waiting if s.invoice_id not in filed)
    wanted = dict.fromkeys([*filed.values(), *(c for c in customers if c)])
    files = {key: file for key in wanted if (file := accounts.load(tenant_id, key))}
    return Desk(tenant_id, known, Books(payment, files), filed)


def read_for_return(tenant_id: str, known: Known) -> Desk:
    """The accounts that received the payment, with the invoices that it closed (R21)."""
    files: dict[str, Account] = {}
    archived: set[str] = set()
    for account_id in known.payment.account_ids:
        file = accounts.load(tenant_id, account_id)
        assert file is not None
        closed = [*_closed_by(file, known.payment.placed)]
        archived |= {invoice.invoice_id for invoice in closed}
        files[account_id] = replace(file, invoices=(*file.invoices, *closed))
    return Desk(tenant_id, known, Books(known.payment, files), archived=frozenset(archived))


def read_accounts(tenant_id: str, known: Known, places: Sequence[Taken]) -> Desk:
    """The accounts of some places only, with the invoices named there that are in the archive."""
    named = tuple(
        Placed(one.account_id, one.invoice_id, one.amount_minor) for one in places if one.account_id
    )
    part = replace(known, payment=replace(known.payment, placed=named, taken=()))
    desk = read_for_return(tenant_id, part)
    return replace(desk, known=known, books=replace(desk.books, payment=known.payment))


class TooManyWrites(Invalid):
    """What is to be written does not fit into one transaction."""


def _closed_by(file: Account, placed: tuple[Placed, ...]) -> Iterator[Invoice]:
    here = {invoice.invoice_id for invoice in file.invoices}
    named = (p.invoice_id for p in placed if p.account_id == file.account_id and p.invoice_id)
    for invoice_id in dict.fromkeys(named):
        if invoice_id not in here:
            invoice = filing.archived(file.tenant_id, file.account_id, invoice_id)
            if invoice:
                yield invoice


def post(
    desk: Desk,
    after: Books,
    fact_of: Callable[[Account, Account], Fact],
    also: tuple[Write, ...] = (),
) -> None:
    """Writes the payment and every account that changed, each with its fact; all or nothing.

    Raises Refused when something was written since it was read: nothing is changed then.
    """
    writes = [*inbox.payment_changes(desk.tenant_id, desk.known, after.payment)]
    writes += _still_unknown(desk, after.payment)
    for account_id, file in after.accounts.items():
        before = desk.books.accounts[account_id]
        if file != before:
            fact = fact_of(before, file)
            file, released = with_orders(before, file, fact.recorded_at)
            writes += [*_account_writes(before, file, fact, desk.archived), *released]
    writes += also
    if len(writes) > MOST_WRITES:
        raise TooManyWrites("allocations", "too many at once: change fewer of them at a time")
    transaction.commit(writes)


def _still_unknown(desk: Desk, payment: Payment) -> Iterator[Write]:
    """An invoice that arrives meanwhile would never meet the money that waits for it."""
    waited = {s.invoice_id for s in desk.known.payment.waiting} if desk.known else set()
    for invoice_id in sorted({s.invoice_id for s in payment.waiting if s.invoice_id}):
        if invoice_id not in desk.filed and invoice_id not in waited:
            yield filing.unfiled(desk.tenant_id, invoice_id)


def _account_writes(
    before: Account, after: Account, fact: Fact, archived: frozenset[str]
) -> list[Write]:
    old = {i.invoice_id: i for i in before.invoices}
    untouched = {k for k in archived if k in old and old[k] in after.invoices}
    hot = tuple(i for i in before.invoices if i.invoice_id not in archived)
    kept = tuple(i for i in after.invoices if i.invoice_id not in untouched)
    return accounts.changes(
        replace(before, invoices=hot), replace(after, invoices=kept), fact, archived
    )


def log_outcome(outcome: str, tenant_id: str, payment: Payment) -> None:
    """One line about what became of a payment."""
    logger.info(outcome, tenant=tenant_id, payment=payment.payment_id, state=payment.state)
