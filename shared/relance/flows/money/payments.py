"""Money in and out: each payment recorded once, all of it or nothing (R21, R22, R31).

A payment waits where nobody can be told to own it, and finds its place when the invoice arrives.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from relance.data import cash, inbox
from relance.data.inbox import Known
from relance.data.transaction import Write
from relance.domain.booking.placing import differs, place
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.ledger.payments import Payment, Plan, Share, Unmatched
from relance.domain.ledger.return_reasons import ReturnReason
from relance.flows.listing import Listing, Page, page_of
from relance.flows.money.placements import place_waiting, questioned
from relance.flows.money.posting import Desk, TooManyWrites, read_for_placing
from relance.flows.money.reports import settled_writes
from relance.flows.money.stages import begin, is_long, proceed, ready
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
        return proceed(tenant_id, payment.payment_id, now), False
    return arrive(tenant_id, known, payment, now), True


def arrive(
    tenant_id: str,
    known: Known | None,
    payment: Payment,
    now: datetime,
    also: tuple[Write, ...] = (),
) -> Payment:
    """The new payment as recorded: placed as far as it can be, less what was returned before."""
    payment = replace(payment, recorded_at=now)
    if known:  # what went out of it was told first, and people were asked about that
        also = (*also, *settled_writes(tenant_id, payment.payment_id, now))
    rest_minor = payment.amount_minor - sum(share.amount_minor for share in payment.shares)
    rest = (Share(rest_minor),) if rest_minor else ()
    gone = known.payment.gone if known and known.payment.currency == payment.currency else ()
    waiting = replace(payment, waiting=(*payment.shares, *rest), outgoings=gone)
    desk = read_for_placing(tenant_id, known, waiting)
    if payment.source == "api":
        _refuse_other_currencies(desk)
    if not is_long(payment):
        try:
            return place_waiting(desk, now, (*also, cash.counted(tenant_id, payment.payment_id)))
        except TooManyWrites:
            pass  # in several transactions, then
    plan = Plan(payment.value_on, ReturnReason.RETURNED, payment.shares, rest_minor)
    planned = replace(payment, outgoings=gone, plan=plan)
    return begin(
        tenant_id, known, planned, now, (*also, cash.counted(tenant_id, payment.payment_id))
    )


def _refuse_other_currencies(desk: Desk) -> None:
    for index, share in enumerate(desk.books.payment.shares):
        if differs(share, desk.books, desk.filed):
            detail = f"invoice {share.invoice_id} is not in {desk.books.payment.currency}"
            raise Invalid(f"shares.{index}.invoice_id", detail)


def match_unmatched(tenant_id: str, invoice_id: str, now: datetime) -> int:
    """The number of payments that waited for this invoice and are now recorded on it.

    To be called after the invoice is committed: whoever records a payment requires that the
    invoice is still unknown, so that one of the two always sees the other.
    """
    waiting = dict.fromkeys(inbox.payments_waiting(tenant_id, invoice_id))
    return sum(match_payment(tenant_id, payment_id, now) for payment_id in waiting)


def match_payment(tenant_id: str, payment_id: str, now: datetime) -> bool:
    """Whether something of this payment waited and has found its place now."""
    return redo(lambda: _match(tenant_id, payment_id, now))


def _match(tenant_id: str, payment_id: str, now: datetime) -> bool:
    known = ready(tenant_id, payment_id, now)
    if known is None or not known.payment.waiting:
        return False
    desk = read_for_placing(tenant_id, known, known.payment)
    after = place(desk.books, desk.filed, now)
    if questioned(desk, after, now) == desk.books.accounts:
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


def unmatched_page(tenant_id: str, cursor: str | None, limit: int) -> Page[Unmatched]:
    """A page of the money that waits; the first one says which rows cannot be read (R46)."""
    found, unread = inbox.readable_unmatched(tenant_id)
    placed = ((inbox.place_of(waits), waits) for waits in found)
    page = page_of(Listing(tenant_id, "unmatched"), "", placed, cursor, limit)
    return page if cursor else replace(page, left_out=tuple(("", row) for row in unread))
