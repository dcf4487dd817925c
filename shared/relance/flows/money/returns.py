"""Money that goes back to the payer: refunds, returned debits, chargebacks (A3, R22)."""

from dataclasses import replace
from datetime import date, datetime

from relance.calendars import bank_calendar
from relance.data import inbox, tenants
from relance.data.inbox import Known
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.answers.returned_payments import after_return
from relance.domain.booking.money_facts import reversal_fact
from relance.domain.booking.placing import Books, give_back
from relance.domain.booking.traces import with_return
from relance.domain.errors import Invalid, NotFound
from relance.domain.fact import Fact
from relance.domain.ledger.payments import Payment
from relance.domain.ledger.return_reasons import bounce_possible_until
from relance.flows.money.posting import log_outcome, post, read_for_return
from relance.flows.redoing import redo
from relance.telemetry import logger


def reverse_payment(
    tenant_id: str,
    payment_id: str,
    amount_minor: int | None,
    on: date,
    reason: str,
    now: datetime,
) -> Payment:
    """The payment after `amount_minor` of it in total, or all, went back to the payer.

    The total only grows (R22): a repeat, or an older report, changes nothing. Invoices that it
    had paid are open again. Raises NotFound, and Invalid above the amount of the payment.
    """

    def attempt() -> Payment:
        known = inbox.payment(tenant_id, payment_id)
        if known is None or not known.payment.arrived:
            raise NotFound("payment", payment_id)
        most_minor = known.payment.amount_minor
        if amount_minor is not None and not 0 < amount_minor <= most_minor:
            raise Invalid("amount_minor", f"between 1 and {most_minor}, all returns together")
        return send_back(tenant_id, known, amount_minor or most_minor, on, reason, now)

    return redo(attempt)


def send_back(
    tenant_id: str,
    known: Known,
    total_minor: int,
    on: date,
    reason: str,
    now: datetime,
    also: tuple[Write, ...] = (),
) -> Payment:
    """The payment as recorded after a return; as it was where that total is not new."""
    more_minor = total_minor - known.payment.reversed_minor
    if more_minor <= 0:
        return known.payment
    desk = read_for_return(tenant_id, known)
    after, lost_minor = give_back(desk.books, more_minor, now)
    if lost_minor:
        logger.error("money not found", tenant=tenant_id, payment=known.payment.payment_id)
    payment = replace(after.payment, reversed_minor=total_minor)

    def fact_of(old: Account, new: Account) -> Fact:
        return reversal_fact(payment, on, reason, old, new, now)

    noted = _noted(desk.books, Books(payment, after.accounts), on, reason.lower(), now)
    post(desk, noted, fact_of, also)
    log_outcome("payment returned", tenant_id, payment)
    return payment


def _noted(before: Books, after: Books, on: date, reason: str, now: datetime) -> Books:
    """The books with the return remembered, and asked about, where something went back."""
    payment_id = after.payment.payment_id
    accounts = dict(after.accounts)
    for key, file in after.accounts.items():
        if file != before.accounts[key]:
            asked = after_return(before.accounts[key], file, after.payment, reason, on, now)
            accounts[key] = with_return(asked, payment_id, on, reason)
    return replace(after, accounts=accounts)


def may_bounce_until(tenant_id: str, payment: Payment) -> date | None:
    """Until when a payment that was credited may still come back; None where that is not known."""
    days = tenants.load(tenant_id).limits.cheque_days
    return bounce_possible_until(payment.means, payment.value_on, bank_calendar(), days)
