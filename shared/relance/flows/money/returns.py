"""Money that goes out, and what of it comes back: returns, refunds, disputes (A3, R22, R40)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.calendars import bank_calendar
from relance.data import tenants
from relance.data.inbox import Known
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.answers.returned_payments import noted
from relance.domain.booking.levelling import Told, levelled
from relance.domain.booking.money_facts import going_fact
from relance.domain.errors import Invalid, NotFound
from relance.domain.fact import Fact
from relance.domain.ledger.payments import TOLD, Outgoing, Payment, Plan, Way, with_outgoing
from relance.domain.ledger.return_reasons import bounce_possible_until
from relance.flows.money.posting import TooManyWrites, log_outcome, post, read_for_return
from relance.flows.money.stages import begin, is_long, ready
from relance.flows.redoing import redo
from relance.telemetry import logger


@dataclass(frozen=True, slots=True)
class Going:
    """What a person or the bank says of a payment: so much of it went, in all, and in which money.

    Without an amount it is all that is here.
    """

    way: Way
    amount_minor: int | None
    on: date
    reason: str
    currency: str | None = None


def send_out(tenant_id: str, payment_id: str, going: Going, now: datetime) -> Payment:
    """The payment after `amount_minor` of it in total, or all, went out by one way.

    The total only grows (R22): a repeat, or an older report, changes nothing. Invoices that it
    had paid are open again. Raises NotFound, and Invalid above the payment or in another money.
    """

    def attempt() -> Payment:
        known = _known(tenant_id, payment_id, going, now)
        told = _told(known.payment, going.way)
        most_minor = known.payment.amount_minor + told.back_minor
        total_minor = most_minor if going.amount_minor is None else going.amount_minor
        if not 0 < total_minor <= most_minor:
            raise Invalid("amount_minor", f"between 1 and {most_minor}, all of them together")
        told = replace(told, out_minor=total_minor)
        return tell(tenant_id, known, told, Told(going.on, going.reason), now)

    return redo(attempt)


def take_in(tenant_id: str, payment_id: str, going: Going, now: datetime) -> Payment:
    """The payment after that much in total, or all that had gone by one way, is here again.

    Invoices that it had paid are paid again. Raises NotFound, and Invalid above what had gone.
    """

    def attempt() -> Payment:
        known = _known(tenant_id, payment_id, going, now)
        told = _told(known.payment, going.way)
        if not told.out_minor:
            raise Invalid("what", "nothing of this payment went out so")
        back_minor = told.out_minor if going.amount_minor is None else going.amount_minor
        if back_minor > told.out_minor:
            raise Invalid("amount_minor", f"only {told.out_minor} of it had gone")
        told = replace(told, back_minor=back_minor)
        return tell(tenant_id, known, told, Told(going.on, going.reason), now)

    return redo(attempt)


def _known(tenant_id: str, payment_id: str, going: Going, now: datetime) -> Known:
    known = ready(tenant_id, payment_id, now)
    if known is None or not known.payment.arrived:
        raise NotFound("payment", payment_id)
    if going.currency not in (None, known.payment.currency):
        raise Invalid("currency", f"the payment is in {known.payment.currency}")
    return known


def _told(payment: Payment, way: Way) -> Outgoing:
    """What was told in totals of one way."""
    name = TOLD if way is Way.RETURN else f"{TOLD}-refund"
    same = (one for one in payment.gone if one.thing_id == name)
    return next(same, Outgoing(name, way, 0))


def tell(
    tenant_id: str,
    known: Known,
    outgoing: Outgoing,
    told: Told,
    now: datetime,
    also: tuple[Write, ...] = (),
) -> Payment:
    """The payment as recorded once this is told of it; as it was where it tells nothing new."""
    outgoings = with_outgoing(known.payment.gone, outgoing)
    if outgoings == known.payment.gone:
        return known.payment
    payment = replace(known.payment, outgoings=outgoings)
    if not is_long(payment):
        try:
            return _at_once(tenant_id, known, outgoings, told, now, also)
        except TooManyWrites:
            pass  # in several transactions, then
    total_minor = max(payment.out_minor(Way.RETURN), payment.reversed_minor)
    plan = Plan(told.on, told.reason, total_minor=total_minor)
    return begin(tenant_id, known, replace(payment, plan=plan), now, also)


def _at_once(
    tenant_id: str,
    known: Known,
    outgoings: tuple[Outgoing, ...],
    told: Told,
    now: datetime,
    also: tuple[Write, ...],
) -> Payment:
    desk = read_for_return(tenant_id, known)
    before = desk.books
    wanted = replace(before, payment=replace(before.payment, outgoings=outgoings))
    after, lost_minor = levelled(wanted, now)
    if lost_minor:
        logger.error("money not found", tenant=tenant_id, payment=known.payment.payment_id)

    def fact_of(old: Account, new: Account) -> Fact:
        return going_fact(known.payment, after.payment, told.on, told.reason, old, new, now)

    post(desk, noted(before, after, told, now), fact_of, also)
    log_outcome("payment out or back", tenant_id, after.payment)
    return after.payment


def may_bounce_until(tenant_id: str, payment: Payment) -> date | None:
    """Until when a payment that was credited may still come back; None where that is not known."""
    days = tenants.load(tenant_id).limits.cheque_days
    return bounce_possible_until(payment.means, payment.value_on, bank_calendar(), days)
