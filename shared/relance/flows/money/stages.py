"""A payment over many invoices, in several transactions: announced, gone on with, ended (R22, R40).

DynamoDB writes a hundred rows at once, and an invoice that opens or closes is three of them. What
does not fit is written down first, as the payment's plan; then it is done in steps, each of them
whole and consistent. While a plan stands the tenant sends nothing, and every tick goes on with it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from relance.data import inbox, money_waits
from relance.data.inbox import Known
from relance.data.transaction import Write, commit
from relance.domain.account.account import Account
from relance.domain.answers.returned_payments import noted
from relance.domain.booking.levelling import Told, moved_by, to_level
from relance.domain.booking.money_facts import going_fact
from relance.domain.fact import Fact
from relance.domain.ledger.payments import Payment, Plan, Share, Taken, Way
from relance.flows.money.placements import place_waiting
from relance.flows.money.posting import (
    TooManyWrites,
    log_outcome,
    post,
    read_accounts,
    read_for_placing,
    read_for_return,
)
from relance.flows.redoing import redo
from relance.telemetry import logger

MOST_AT_ONCE = 16  # invoices, where each is in an account of its own fewer; see `_fitting`
_OF_AN_INVOICE, _OF_AN_ACCOUNT, _MOST = 4, 9, 84  # rows


def is_long(payment: Payment) -> bool:
    """Whether it may not fit into one transaction, now or when it is undone."""
    return len(payment.shares) > MOST_AT_ONCE or len(payment.placed) > MOST_AT_ONCE


def begin(
    tenant_id: str,
    known: Known | None,
    payment: Payment,
    now: datetime,
    also: tuple[Write, ...] = (),
) -> Payment:
    """The payment once its plan is written, and all of it done."""
    writes = [*inbox.payment_changes(tenant_id, known, payment)]
    commit([*writes, inbox.under_way(tenant_id, payment.payment_id, now), *also])
    log_outcome("payment under way", tenant_id, payment)
    return proceed(tenant_id, payment.payment_id, now)


def proceed(tenant_id: str, payment_id: str, now: datetime) -> Payment:
    """The payment after all that was under way with it was done, from wherever it stood."""
    known = _known(tenant_id, payment_id)
    if known.payment.plan:
        redo(lambda: note_waiting(tenant_id, inbox.under_way_key(payment_id), now))
    while known.payment.plan:
        redo(lambda: _step(tenant_id, payment_id, now))
        known = _known(tenant_id, payment_id)
    return known.payment


def note_waiting(tenant_id: str, sk: str, now: datetime) -> None:
    """Notes how long money under that key held all mail, before it is recorded at last (R33)."""
    if from_at := inbox.holds_from(tenant_id, sk):
        money_waits.note(tenant_id, from_at, now)


def ready(tenant_id: str, payment_id: str, now: datetime) -> Known | None:
    """The payment as recorded, with nothing under way; None where it is not known."""
    known = inbox.payment(tenant_id, payment_id)
    if known and known.payment.plan:
        proceed(tenant_id, payment_id, now)
        known = inbox.payment(tenant_id, payment_id)
    return known


def _known(tenant_id: str, payment_id: str) -> Known:
    known = inbox.payment(tenant_id, payment_id)
    assert known is not None
    return known


def _step(tenant_id: str, payment_id: str, now: datetime) -> None:
    """One transaction of what is under way; smaller where it would not fit."""
    most = MOST_AT_ONCE
    while True:
        known = _known(tenant_id, payment_id)
        plan = known.payment.plan
        if plan is None:
            return None  # somebody was faster
        try:
            if plan.shares or plan.rest_minor:
                return _place(tenant_id, known, plan, most, now)
            return _move(tenant_id, known, plan, most, now)
        except TooManyWrites:
            if most == 1:
                raise
            most //= 2


def _place(tenant_id: str, known: Known, plan: Plan, most: int, now: datetime) -> None:
    """The next shares find their places; at the end what no share named."""
    payment, chunk = known.payment, plan.shares[:most]
    left = replace(plan, shares=plan.shares[most:])
    if not chunk:
        owners = {place.account_id for place in payment.placed}
        named = [share for share in payment.waiting if share.invoice_id or share.customer_id]
        owner = owners.pop() if len(owners) == 1 and not named else None
        chunk, left = (Share(plan.rest_minor, customer_id=owner),), replace(left, rest_minor=0)
    waiting = replace(payment, waiting=(*payment.waiting, *chunk), plan=left)
    ended = not (left.shares or left.rest_minor or [*to_level(waiting)])
    also = (inbox.forgotten(tenant_id, inbox.under_way_key(payment.payment_id)),) if ended else ()
    waiting = replace(waiting, plan=None if ended else left)
    place_waiting(read_for_placing(tenant_id, known, waiting), now, also, level=False)


def _move(tenant_id: str, known: Known, plan: Plan, most: int, now: datetime) -> None:
    """A part of what went out, or is here again, is booked."""
    payment = known.payment
    way, minor = next(to_level(payment), (Way.RETURN, 0))
    places = _last_taken(payment, way, most) if minor < 0 else _last_placed(payment, most)
    here_minor = sum(one.amount_minor for one in places)
    desk = read_accounts(tenant_id, known, places) if places else read_for_return(tenant_id, known)
    if places:
        minor = max(minor, -here_minor) if minor < 0 else min(minor, here_minor)
    after, lost_minor = moved_by(desk.books, way, minor, now)
    if lost_minor:
        logger.error("money not found", tenant=tenant_id, payment=payment.payment_id)
    told = Told(plan.on, plan.reason)
    after = noted(desk.books, after, told, now)
    ended = not [*to_level(after.payment)]
    also = (inbox.forgotten(tenant_id, inbox.under_way_key(payment.payment_id)),) if ended else ()
    if ended:
        after = replace(after, payment=replace(after.payment, plan=None))

    def fact_of(old: Account, new: Account) -> Fact:
        return going_fact(payment, after.payment, told.on, told.reason, old, new, now)

    post(desk, after, fact_of, also)
    log_outcome("payment out or back, in part", tenant_id, after.payment)


def _last_taken(payment: Payment, way: Way, most: int) -> tuple[Taken, ...]:
    """From where money went out last by a way, as many as one transaction can put back."""
    mine = [taken for taken in reversed(payment.taken) if taken.way is way]
    return tuple(mine[: _fitting([taken.account_id or "" for taken in mine], most)])


def _last_placed(payment: Payment, most: int) -> tuple[Taken, ...]:
    """Where money is that can go, the last placed first, as many as one transaction can write."""
    gone: Counter[tuple[str | None, str | None]] = Counter()
    for taken in payment.taken:
        gone[taken.account_id, taken.invoice_id] += taken.amount_minor
    found = [Taken(Way.RETURN, share.amount_minor) for share in payment.waiting]
    for place in reversed(payment.placed):
        out_minor = min(gone[place.account_id, place.invoice_id], place.amount_minor)
        gone[place.account_id, place.invoice_id] -= out_minor
        if place.amount_minor > out_minor:
            left_minor = place.amount_minor - out_minor
            found.append(Taken(Way.RETURN, left_minor, place.account_id, place.invoice_id))
    return tuple(found[: _fitting([one.account_id or "" for one in found], most)])


def _fitting(accounts: Sequence[str], most: int) -> int:
    """How many of these places fit: each is an invoice, in an account that may be another."""
    rows, seen = 0, set[str]()
    for count, account_id in enumerate(accounts[:most]):
        rows += _OF_AN_INVOICE + (0 if account_id in seen else _OF_AN_ACCOUNT)
        seen.add(account_id)
        if rows > _MOST:
            return max(count, 1)
    return min(len(accounts), most)
