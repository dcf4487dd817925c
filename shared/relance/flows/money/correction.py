"""A person corrects where the money of a payment is: the whole list, in place of what was (R40)."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from relance.data import accounts, filing, tenants
from relance.data.inbox import Known
from relance.domain.account.account import Account
from relance.domain.booking.booking import find
from relance.domain.booking.correcting import (
    Rest,
    answers_owed,
    assigned,
    cash_minor,
    freed,
    replaced,
    standing,
    without_day,
)
from relance.domain.booking.money_facts import correction_fact, fact_prefix, moved
from relance.domain.booking.placing import Books, place
from relance.domain.calendar import local_date
from relance.domain.errors import Invalid, NotFound
from relance.domain.fact import Fact
from relance.domain.ledger.invoices import DocumentType, open_minor
from relance.domain.ledger.payments import Payment, Share
from relance.flows.money.placements import answered
from relance.flows.money.posting import Desk, log_outcome, post, read_for_return
from relance.flows.money.stages import ready
from relance.flows.redoing import redo


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where all of a payment is to be, and who says so."""

    shares: tuple[Share, ...]
    rest: Rest
    author: str


def correct_allocation(tenant_id: str, payment_id: str, wanted: Wanted, now: datetime) -> Payment:
    """The payment once exactly that much of it is on each invoice; the same again changes nothing.

    What was on other invoices leaves them as if it had never been there. Raises NotFound, and
    Invalid naming the invoice that cannot take it.
    """

    def attempt() -> Payment:
        known = ready(tenant_id, payment_id, now)
        if known is None or not known.payment.arrived:
            raise NotFound("payment", payment_id)
        desk = _read(tenant_id, known, wanted)
        _check(desk, wanted)
        after = _corrected(desk, wanted, now)
        if after is None:
            return known.payment
        return _write(desk, after, wanted.author, now)

    return redo(attempt)


def _read(tenant_id: str, known: Known, wanted: Wanted) -> Desk:
    """The payment with every account it is in, or goes to, and the invoices that it closed."""
    desk = read_for_return(tenant_id, known)
    named = [s.invoice_id for s in (*known.payment.waiting, *wanted.shares) if s.invoice_id]
    found = {one: filing.find(tenant_id, one) for one in dict.fromkeys(named)}
    filed = {one: where.account_id for one, where in found.items() if where}
    customers = [s.customer_id for s in known.payment.waiting if s.customer_id]
    customers += [wanted.rest.customer_id] if wanted.rest.customer_id else []
    files = dict(desk.books.accounts)
    for account_id in dict.fromkeys([*filed.values(), *customers]):
        if account_id not in files and (file := accounts.load(tenant_id, account_id)):
            files[account_id] = file
    return replace(desk, books=Books(known.payment, files), filed=filed)


def _check(desk: Desk, wanted: Wanted) -> None:
    payment, there = desk.books.payment, _on_invoices(desk.books)
    seen: set[str] = set()
    for index, share in enumerate(wanted.shares):
        name, invoice_id = f"allocations.{index}", share.invoice_id or ""
        if invoice_id in seen:
            raise Invalid(f"{name}.invoice_id", f"{invoice_id} is named twice")
        seen.add(invoice_id)
        owner = desk.filed.get(invoice_id)
        invoice = find(desk.books.accounts[owner], invoice_id) if owner else None
        more_minor = share.amount_minor - there[invoice_id]
        if invoice is None or invoice.currency != payment.currency:
            detail = f"no open invoice {invoice_id} in {payment.currency}"
            raise Invalid(f"{name}.invoice_id", detail)
        is_note = invoice.document_type is DocumentType.CREDIT_NOTE
        if more_minor > 0 and (is_note or invoice.cancelled_on):
            raise Invalid(f"{name}.invoice_id", f"{invoice_id} takes no money")
        if more_minor > open_minor(invoice):
            detail = f"only {open_minor(invoice) + there[invoice_id]} of it can be on {invoice_id}"
            raise Invalid(f"{name}.amount_minor", detail)
    _check_sum(payment, wanted)
    if wanted.rest.customer_id and wanted.rest.customer_id not in desk.books.accounts:
        raise Invalid("customer_id", f"no customer has the id {wanted.rest.customer_id}")


def _check_sum(payment: Payment, wanted: Wanted) -> None:
    here_minor = payment.amount_minor - payment.reversed_minor - payment.refunded_minor
    if sum(share.amount_minor for share in wanted.shares) > here_minor:
        raise Invalid("allocations", f"more than there is of the payment: {here_minor}")


def _told(before: Account, after: Account, fact_id: str) -> Account:
    """The account with the receipt that a reminded debtor waits for; nobody is thanked so late.

    The day is not one on which money came (R8): it had come before.
    """
    owed = tuple(a for a in after.owed if (a.fact_id, a.kind) != (fact_id, "thanks"))
    return replace(after, owed=owed, paid_on=before.paid_on)


def _on_invoices(books: Books) -> Counter[str]:
    found: Counter[str] = Counter()
    for (_, invoice_id), minor in standing(books).items():
        found[invoice_id] += minor
    return found


def _corrected(desk: Desk, wanted: Wanted, now: datetime) -> Books | None:
    """The books as they are to be; None where they are so already."""
    before = desk.books
    amounts = {s.invoice_id: s.amount_minor for s in wanted.shares if s.invoice_id}
    books = assigned(before, freed(before, amounts, now), amounts, wanted.rest)
    after = place(books, desk.filed, now)
    if _same(before, after):
        return None
    return replace(after, payment=replaced(after))


def _same(before: Books, after: Books) -> bool:
    def held(books: Books) -> object:
        cash = {key: cash_minor(file, books.payment) for key, file in books.accounts.items()}
        return standing(books), cash, set(books.payment.waiting)

    return held(before) == held(after)


def _write(desk: Desk, after: Books, author: str, now: datetime) -> Payment:
    zone = tenants.load(desk.tenant_id).zone
    before, payment, today = desk.books, after.payment, local_date(now, zone)
    fact_id = f"{fact_prefix(payment.payment_id)}corrected-{payment.corrections}"

    def answering(old: Account, new: Account) -> Account:
        changed_minor = sum(moved(old, new, payment.payment_id).values())
        if changed_minor > 0:
            return _told(old, answered(old, new, payment, fact_id, today, now), fact_id)
        new = answers_owed(old, new, payment, -changed_minor)
        return without_day(old, new, payment, zone)

    files = {k: answering(before.accounts[k], file) for k, file in after.accounts.items()}

    def fact_of(old: Account, new: Account) -> Fact:
        return correction_fact(payment, today, author, old, new, now)

    post(desk, Books(payment, files), fact_of)
    log_outcome("allocation corrected", desk.tenant_id, payment)
    return payment
