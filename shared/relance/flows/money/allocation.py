"""A person allocates money that no invoice was named for (practice 1, R31)."""

from dataclasses import replace
from datetime import datetime

from relance.data import accounts, filing, listing, reviews, tenants
from relance.data.inbox import Known
from relance.domain.account.account import Account
from relance.domain.booking.allocating import assign, unnamed_minor
from relance.domain.booking.booking import find
from relance.domain.booking.money_facts import arrival_id, payment_fact
from relance.domain.booking.placing import Books, place
from relance.domain.calendar import local_date
from relance.domain.errors import Invalid, NotFound
from relance.domain.fact import Fact
from relance.domain.ledger.payments import Payment, Share
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import task_id
from relance.flows.money.placements import answered
from relance.flows.money.posting import Desk, log_outcome, post, read_for_placing
from relance.flows.money.stages import ready
from relance.flows.redoing import redo


def allocate_payment(
    tenant_id: str,
    payment_id: str,
    shares: tuple[Share, ...],
    customer_id: str | None,
    now: datetime,
) -> Payment:
    """The payment once that much of it, in all, is on these invoices, the rest the customer's.

    The same request again finds it there and changes nothing. Free is what waits in the tenant's
    pot and what is unallocated cash of a customer. Raises NotFound, Invalid naming the invoice
    that cannot take it, Conflict where less is free.
    """

    def attempt() -> Payment:
        known = ready(tenant_id, payment_id, now)
        if known is None or not known.payment.arrived:
            raise NotFound("payment", payment_id)
        desk = _read(tenant_id, known, shares, customer_id)
        missing = _missing(desk, shares)
        _check(desk, missing, customer_id)
        wanted = tuple(share for share in missing if share.amount_minor)
        if not wanted and not (customer_id and unnamed_minor(desk.books)):
            return known.payment
        return _place(desk, wanted, customer_id, now)

    return redo(attempt)


def _read(tenant_id: str, known: Known, shares: tuple[Share, ...], customer_id: str | None) -> Desk:
    """The payment with every account it is in, or goes to."""
    named = (Share(1, customer_id=customer_id),) if customer_id else ()
    wanted = replace(known.payment, waiting=(*known.payment.waiting, *shares, *named))
    desk = read_for_placing(tenant_id, known, wanted)
    files = dict(desk.books.accounts)
    for account_id in known.payment.account_ids:
        if account_id not in files and (file := accounts.load(tenant_id, account_id)):
            files[account_id] = file
    return replace(desk, books=Books(known.payment, files))


def _missing(desk: Desk, shares: tuple[Share, ...]) -> tuple[Share, ...]:
    """The shares less what of the payment is on their invoices already."""
    there = {one: _standing(desk, one) for share in shares if (one := share.invoice_id)}
    missing = []
    for share in shares:
        known_minor = min(share.amount_minor, there[share.invoice_id or ""])
        there[share.invoice_id or ""] -= known_minor
        missing.append(replace(share, amount_minor=share.amount_minor - known_minor))
    return tuple(missing)


def _standing(desk: Desk, invoice_id: str) -> int:
    """How much of the payment is on an invoice, open or closed."""
    owner = desk.filed.get(invoice_id)
    if owner is None:
        return 0
    invoice = find(desk.books.accounts[owner], invoice_id) or filing.archived(
        desk.tenant_id, owner, invoice_id
    )
    entries = invoice.allocations if invoice else ()
    mine = desk.books.payment.payment_id
    return sum(entry.net_minor for entry in entries if entry.payment_id == mine)


def _check(desk: Desk, shares: tuple[Share, ...], customer_id: str | None) -> None:
    for index, share in enumerate(shares):
        if not share.amount_minor:
            continue  # it is there already, and may have closed the invoice
        owner = desk.filed.get(share.invoice_id or "")
        invoice = find(desk.books.accounts[owner], share.invoice_id or "") if owner else None
        if invoice is None or invoice.currency != desk.books.payment.currency:
            detail = f"no open invoice {share.invoice_id} in {desk.books.payment.currency}"
            raise Invalid(f"allocations.{index}.invoice_id", detail)
    if customer_id and customer_id not in desk.books.accounts:
        raise Invalid("customer_id", f"no customer has the id {customer_id}")


def _place(
    desk: Desk, shares: tuple[Share, ...], customer_id: str | None, now: datetime
) -> Payment:
    before, today = desk.books, local_date(now, tenants.load(desk.tenant_id).zone)
    books = assign(before, shares)
    rest_minor = unnamed_minor(books)
    if customer_id and rest_minor:
        books = assign(books, (Share(rest_minor, customer_id=customer_id),))
    after = place(books, desk.filed, now)
    fact_id = arrival_id(before.payment)
    files = {
        key: answered(before.accounts[key], file, after.payment, fact_id, today, now)
        for key, file in after.accounts.items()
    }
    matched = {key: _matched(file, after.payment.payment_id, now) for key, file in files.items()}

    def fact_of(old: Account, new: Account) -> Fact:
        return payment_fact(fact_id, after.payment, old, new, now)

    post(desk, Books(after.payment, matched), fact_of)
    log_outcome("payment allocated", desk.tenant_id, after.payment)
    if unnamed_minor(before) and not unnamed_minor(after):
        asked = listing.accounts_asked(desk.tenant_id, _question(after.payment.payment_id))
        reviews.bring_forward(desk.tenant_id, asked, now)  # nobody else need be asked
    return after.payment


def _matched(file: Account, payment_id: str, now: datetime) -> Account:
    """The account of which nobody is asked any more whether this money is its own."""
    asked = _question(payment_id)
    tasks = tuple(
        replace(task, closed_at=now, outcome="done")
        if task.task_id == asked and not task.closed_at
        else task
        for task in file.tasks
    )
    return replace(file, tasks=tasks)


def _question(payment_id: str) -> str:
    """The task that asks each customer who owes as much."""
    return task_id(TaskKind.MATCH_UNKNOWN_MONEY, payment_id)
