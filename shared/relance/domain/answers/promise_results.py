"""What became of a promise: kept, partly kept, broken, or still to come (practice 2).

Any money of the payer counts, whatever it was matched to: to allocate is our problem, not his.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.account.history import Money
from relance.domain.account.on_file import Promise
from relance.domain.answers.holding import promise_free_on
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import CHASEABLE

KEPT, PARTLY, BROKEN, RUNNING = "kept", "partly", "broken", "running"


def promises_of(account: Account) -> tuple[Promise, ...]:
    """All that is remembered of what the debtor promised."""
    found = {p.promise_id: p for p in (*account.history.promises, *account.promises)}
    return tuple(found.values())


def is_deferral(promise: Promise, rules: Rules) -> bool:
    """Whether a person agreed to it: it lies beyond what may be promised (practice 2)."""
    horizon = timedelta(days=rules.limits.promise_horizon_days)
    return promise.promised_on > promise.said_on + horizon


def promise_result(
    promise: Promise, account: Account, money: Collection[Money], rules: Rules, on: date
) -> str | None:
    """What became of a promise by that day; None where what it was about was cancelled.

    `money` is everything received in its currency.
    """
    small_minor = rules.limits.small_minor(promise.currency)
    free_on = promise_free_on(promise, rules)
    paid_minor = sum(
        payment.amount_minor
        for payment in money
        if payment.recorded_at > promise.recorded_at
        and payment.value_on < free_on
        and payment.value_on <= on
    )
    if paid_minor >= max(promise.amount_minor - small_minor, 1):
        return KEPT
    if on < free_on:
        return RUNNING
    if not _known(promise, account):
        return None
    return PARTLY if paid_minor else BROKEN


def came_at_last(promise: Promise, account: Account, rules: Rules) -> bool:
    """Whether what was promised has come by now, in time or late, whatever it was matched to."""
    small_minor = rules.limits.small_minor(promise.currency)
    money = money_of(account).get(promise.currency, ())
    come_minor = sum(m.amount_minor for m in money if m.recorded_at > promise.recorded_at)
    return come_minor >= max(promise.amount_minor - small_minor, 1)


def _known(promise: Promise, account: Account) -> bool:
    """Whether everything it was about is still owed, or was paid."""
    known = {trace.invoice_id for trace in account.history.closed}
    known |= {i.invoice_id for i in account.invoices if not i.cancelled_on}
    return all(item_id.invoice_id in known for item_id in promise.item_ids)


def results(account: Account, rules: Rules, since_on: date, on: date) -> Counter[str | None]:
    """How many promises for a day after `since_on` had which result by `on`; no deferral."""
    money = money_of(account)
    return Counter(
        promise_result(promise, account, money.get(promise.currency, ()), rules, on)
        for promise in promises_of(account)
        if since_on < promise.promised_on
        and promise.said_on <= on
        and not is_deferral(promise, rules)
    )


def money_of(account: Account) -> dict[str, list[Money]]:
    """All that the payer is remembered to have paid, by currency."""
    money: dict[str, list[Money]] = {}
    here = set()
    for invoice in account.invoices:
        here.add(invoice.invoice_id)
        if invoice.document_type in CHASEABLE:
            for entry in invoice.allocations:
                if entry.net_minor > 0 and not entry.of_credit:
                    paid = Money(entry.value_on, entry.net_minor, entry.recorded_at)
                    money.setdefault(invoice.currency, []).append(paid)
    for trace in account.history.closed:
        if trace.invoice_id not in here:
            money.setdefault(trace.currency, []).extend(trace.money)
    for receipt in account.receipts:
        free = Money(receipt.value_on, receipt.unallocated_minor, receipt.recorded_at)
        money.setdefault(receipt.currency, []).append(free)
    return money
