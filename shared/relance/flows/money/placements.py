"""Waiting money finds its place: on invoices, as cash of an account, or not yet (R22, R31)."""

from dataclasses import replace
from datetime import date, datetime

from relance.data import tenants
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.answers.owed_for_money import owed_for
from relance.domain.booking.levelling import levelled
from relance.domain.booking.money_facts import arrival_id, moved, payment_fact
from relance.domain.booking.placing import Books, differs, place, with_question
from relance.domain.calendar import local_date
from relance.domain.fact import Fact
from relance.domain.ledger.payments import Payment
from relance.flows.money.posting import Desk, log_outcome, post


def place_waiting(
    desk: Desk, now: datetime, also: tuple[Write, ...] = (), level: bool = True
) -> Payment:
    """The payment after all of it that has a place has found it, and that was written.

    Of what was told to be gone before it came, nothing is booked as here, unless it is not yet to
    be made `level`.
    """
    before, today = desk.books, local_date(now, tenants.load(desk.tenant_id).zone)
    after = place(before, desk.filed, now)
    after = levelled(after, now)[0] if level else after
    payment = after.payment
    fact_id = arrival_id(before.payment)
    files = {
        key: answered(before.accounts[key], file, payment, fact_id, today, now)
        for key, file in questioned(desk, after, now).items()
    }

    def fact_of(old: Account, new: Account) -> Fact:
        return payment_fact(fact_id, payment, old, new, now)

    post(desk, Books(payment, files), fact_of, also)
    log_outcome("payment placed" if files else "payment waits", desk.tenant_id, payment)
    return payment


def questioned(desk: Desk, after: Books, now: datetime) -> dict[str, Account]:
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
