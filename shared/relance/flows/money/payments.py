"""Money in and out: each payment recorded once, all of it or nothing (R21, R22, R31).

A payment waits where nobody can be told to own it, and finds its place when the invoice arrives.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from relance.data import cash, inbox, tenants
from relance.data.inbox import Known
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.answers.owed_for_money import owed_for
from relance.domain.booking.levelling import levelled
from relance.domain.booking.money_facts import arrival_id, moved, payment_fact
from relance.domain.booking.placing import Books, differs, place, with_question
from relance.domain.calendar import local_date
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.fact import Fact
from relance.domain.ledger.payments import Payment, Share, Unmatched
from relance.flows.money.posting import Desk, log_outcome, post, read_for_placing
from relance.flows.redoing import redo


def record_payment(tenant_id: str, payment: Payment, now: datetime) -> tuple[Payment, bool]:
    """The payment as recorded, and whether it is new; the same again changes nothing.

    Money for an invoice nobody knows is cash of the customer named, else it waits (`unmatched`).
    Raises Invalid where the shares cannot be, Conflict when the id is known with other content.
    """
    _check(payment)
    return redo(lambda: _record(tenant_id, payment, now))


def _check(payment: Payment) -> None:
    if payment.amount_minor <= 0:
        raise Invalid("amount_minor", "a payment is more than nothing")
    for index, share in enumerate(payment.shares):
        if share.amount_minor <= 0:
            raise Invalid(f"shares.{index}.amount_minor", "a share is more than nothing")
    if sum(share.amount_minor for share in payment.shares) > payment.amount_minor:
        raise Invalid("shares", "the shares add up to more than the payment")


def _record(tenant_id: str, payment: Payment, now: datetime) -> tuple[Payment, bool]:
    known = inbox.payment(tenant_id, payment.payment_id)
    if known and known.payment.arrived:
        if not known.payment.says_the_same(payment):
            raise Conflict("this payment is known with other content", "payment_id")
        return known.payment, False
    return arrive(tenant_id, known, payment, now), True


def arrive(
    tenant_id: str,
    known: Known | None,
    payment: Payment,
    now: datetime,
    also: tuple[Write, ...] = (),
) -> Payment:
    """The new payment as recorded: placed as far as it can be, less what was returned before."""
    rest_minor = payment.amount_minor - sum(share.amount_minor for share in payment.shares)
    rest = (Share(rest_minor),) if rest_minor else ()
    gone = known.payment.gone if known and known.payment.currency == payment.currency else ()
    waiting = replace(payment, recorded_at=now, waiting=(*payment.shares, *rest), outgoings=gone)
    desk = read_for_placing(tenant_id, known, waiting)
    if payment.source == "api":
        _refuse_other_currencies(desk)
    counted = cash.counted(tenant_id, payment.payment_id)
    return place_waiting(desk, now, (*also, counted))


def _refuse_other_currencies(desk: Desk) -> None:
    for index, share in enumerate(desk.books.payment.shares):
        if differs(share, desk.books, desk.filed):
            detail = f"invoice {share.invoice_id} is not in {desk.books.payment.currency}"
            raise Invalid(f"shares.{index}.invoice_id", detail)


def place_waiting(desk: Desk, now: datetime, also: tuple[Write, ...] = ()) -> Payment:
    """The payment after all of it that has a place has found it, and that was written.

    Of what was told to be gone before it came, nothing is booked as here.
    """
    before, today = desk.books, local_date(now, tenants.load(desk.tenant_id).zone)
    after, _ = levelled(place(before, desk.filed, now), now)
    payment = after.payment
    fact_id = arrival_id(before.payment)
    files = {
        key: answered(before.accounts[key], file, payment, fact_id, today, now)
        for key, file in _questioned(desk, after, now).items()
    }

    def fact_of(old: Account, new: Account) -> Fact:
        return payment_fact(fact_id, payment, old, new, now)

    post(desk, Books(payment, files), fact_of, also)
    log_outcome("payment placed" if files else "payment waits", desk.tenant_id, payment)
    return payment


def _questioned(desk: Desk, after: Books, now: datetime) -> dict[str, Account]:
    """The accounts, with a task where money waits since it is in another currency (R31)."""
    files = dict(after.accounts)
    for share in after.payment.waiting:
        if share.invoice_id and differs(share, after, desk.filed):
            owner = desk.filed[share.invoice_id]
            files[owner] = with_question(files[owner], after.payment, now)
    return files


def answered(
    before: Account, after: Account, payment: Payment, fact_id: str, today: date, now: datetime
) -> Account:
    """The account as the money leaves it: the day noted (R8), and what the debtor is owed."""
    amount_minor = sum(moved(before, after, payment.payment_id).values())
    if not amount_minor:
        return after
    owed = owed_for(before, after, payment, amount_minor, fact_id, today, now)
    return replace(after, paid_on=today, owed=(*after.owed, *owed))


def match_unmatched(tenant_id: str, invoice_id: str, now: datetime) -> int:
    """The number of payments that waited for this invoice and are now recorded on it.

    To be called after the invoice is committed: whoever records a payment requires that the
    invoice is still unknown, so that one of the two always sees the other.
    """
    waiting = dict.fromkeys(u.payment_id for u in inbox.unmatched(tenant_id, invoice_id))
    return sum(match_payment(tenant_id, payment_id, now) for payment_id in waiting)


def match_payment(tenant_id: str, payment_id: str, now: datetime) -> bool:
    """Whether something of this payment waited and has found its place now."""
    return redo(lambda: _match(tenant_id, payment_id, now))


def _match(tenant_id: str, payment_id: str, now: datetime) -> bool:
    known = inbox.payment(tenant_id, payment_id)
    if known is None or not known.payment.waiting:
        return False
    desk = read_for_placing(tenant_id, known, known.payment)
    after = place(desk.books, desk.filed, now)
    if _questioned(desk, after, now) == desk.books.accounts:
        return False
    return place_waiting(desk, now).waiting != known.payment.waiting


def get_payment(tenant_id: str, payment_id: str) -> Payment:
    """The payment as recorded; raises NotFound."""
    known = inbox.payment(tenant_id, payment_id)
    if known is None:
        raise NotFound("payment", payment_id)
    return known.payment


def list_unmatched(tenant_id: str) -> Iterator[Unmatched]:
    """The money of this tenant that waits for its invoice or its customer."""
    return inbox.unmatched(tenant_id)
