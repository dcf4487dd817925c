"""An allocation that was wrong is put right: the whole of a payment is placed anew (R40).

Pure. Money that moves was never returned: allocations shrink and grow, and each account that owes
again is marked, so that nobody is chased for our error.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.message import GATHERED
from relance.domain.booking.booking import as_cash, find, with_receipt
from relance.domain.booking.credit_notes import exchanged
from relance.domain.booking.money_facts import fact_prefix
from relance.domain.booking.placing import Books
from relance.domain.booking.undoing import Error, undone
from relance.domain.calendar import local_date
from relance.domain.ledger.invoices import Allocation, Invoice
from relance.domain.ledger.payments import Payment, Placed, Share, merged


@dataclass(frozen=True, slots=True)
class Rest:
    """Whose what no invoice is named for is to be; with `customer_id` None nobody's known.

    Unless somebody `said` so, it stays with the accounts that had it.
    """

    said: bool = False
    customer_id: str | None = None


def standing(books: Books) -> Counter[tuple[str, str]]:
    """How much of the payment is on each invoice, by account and invoice."""
    found: Counter[tuple[str, str]] = Counter()
    for account_id, file in books.accounts.items():
        for invoice in file.invoices:
            for entry in invoice.allocations:
                if entry.payment_id == books.payment.payment_id:
                    found[account_id, invoice.invoice_id] += entry.net_minor
    return found


def freed(books: Books, wanted: Mapping[str, int], now: datetime) -> Books:
    """The books with what is wrong on invoices as cash of its account, which owes again."""
    accounts = dict(books.accounts)
    for (account_id, invoice_id), minor in standing(books).items():
        more_minor = minor - wanted.get(invoice_id, 0)
        if more_minor > 0:
            file = accounts[account_id]
            accounts[account_id] = _freed(file, books.payment, invoice_id, more_minor)
    for account_id, file in accounts.items():
        before = books.accounts[account_id]
        if file != before:
            file = undone(before, file, _error(before, file, books.payment), now)
            accounts[account_id] = file
    return replace(books, accounts=accounts)


def _freed(file: Account, payment: Payment, invoice_id: str, amount_minor: int) -> Account:
    invoice = find(file, invoice_id)
    assert invoice is not None
    kept: list[Allocation] = []
    left_minor = amount_minor
    for entry in reversed(invoice.allocations):
        taken_minor = 0
        if entry.payment_id == payment.payment_id:
            taken_minor = min(left_minor, entry.net_minor)
        left_minor -= taken_minor
        if entry.amount_minor > taken_minor:
            kept.append(replace(entry, amount_minor=entry.amount_minor - taken_minor))
    invoice = replace(invoice, allocations=tuple(reversed(kept)))
    receipts = with_receipt(file.receipts, as_cash(payment, amount_minor))
    return replace(exchanged(file, invoice), receipts=receipts)


def _error(before: Account, after: Account, payment: Payment) -> Error:
    """Since when the account was told to owe less, and what it was thanked for."""
    left = {invoice.invoice_id: invoice for invoice in after.invoices}
    changed = [i for i in before.invoices if left[i.invoice_id] != i]
    times = [
        entry.recorded_at
        for invoice in changed
        for entry in invoice.allocations
        if entry.payment_id == payment.payment_id
    ]
    done_at = min(times, default=payment.recorded_at)
    thanked = {i.invoice_id: on for i in changed if (on := _thanked_on(before, i, done_at))}
    return Error(done_at, payment.value_on, thanked)


def _thanked_on(account: Account, invoice: Invoice, since_at: datetime) -> date | None:
    """When the debtor was last told that money for this invoice had come."""
    said = (
        message.on
        for message in account.messages
        if message.key.kind in GATHERED
        and message.counts
        and message.reserved_at >= since_at
        and any(item_id.invoice_id == invoice.invoice_id for item_id in message.item_ids)
    )
    return max(said, default=None)


def assigned(before: Books, books: Books, wanted: Mapping[str, int], rest: Rest) -> Books:
    """The books with what each invoice lacks waiting for its name, taken from what is free.

    `before` is how they were before anything was freed: what was freed now goes first, then what
    waits without a name, what waits for another, and cash that accounts had already.
    """
    on_invoices: Counter[str] = Counter()
    for (_, invoice_id), minor in standing(books).items():
        on_invoices[invoice_id] += minor
    lacking = {i: minor - on_invoices[i] for i, minor in wanted.items() if minor > on_invoices[i]}
    left_minor = sum(lacking.values())
    named = [Share(minor, invoice_id) for invoice_id, minor in lacking.items()]
    accounts, waiting = dict(books.accounts), list[Share]()
    for account_id, file in before.accounts.items():
        had_minor = cash_minor(file, books.payment)
        accounts[account_id], left_minor = _used(accounts[account_id], books, left_minor, had_minor)
    for share in sorted(books.payment.waiting, key=lambda s: (bool(s.invoice_id), repr(s))):
        taken_minor = min(left_minor, share.amount_minor)
        left_minor -= taken_minor
        if share.amount_minor > taken_minor:
            waiting.append(replace(share, amount_minor=share.amount_minor - taken_minor))
    for account_id, file in accounts.items():
        accounts[account_id], left_minor = _used(file, books, left_minor, 0)
    if rest.said:
        accounts, waiting = _for(rest, accounts, waiting, books.payment)
    payment = replace(books.payment, waiting=merged((*waiting, *named)))
    return Books(payment, accounts)


def _used(file: Account, books: Books, wanted_minor: int, kept_minor: int) -> tuple[Account, int]:
    """The account after its cash of the payment was used, down to what is kept; what lacks."""
    free_minor = max(cash_minor(file, books.payment) - kept_minor, 0)
    taken_minor = min(wanted_minor, free_minor)
    return _without_cash(file, books.payment, taken_minor), wanted_minor - taken_minor


def _for(
    rest: Rest, accounts: dict[str, Account], waiting: list[Share], payment: Payment
) -> tuple[dict[str, Account], list[Share]]:
    """All that no invoice is named for, waiting for the one customer, or for nobody known."""
    spare_minor = sum(share.amount_minor for share in waiting)
    spare_minor += sum(cash_minor(file, payment) for file in accounts.values())
    emptied = {
        account_id: _without_cash(file, payment, cash_minor(file, payment))
        for account_id, file in accounts.items()
    }
    named = [Share(spare_minor, customer_id=rest.customer_id)] if spare_minor else []
    return emptied, named


def cash_minor(file: Account, payment: Payment) -> int:
    """How much of the payment is unallocated cash of an account."""
    mine = (r for r in file.receipts if r.payment_id == payment.payment_id)
    return sum(receipt.unallocated_minor for receipt in mine)


def _without_cash(file: Account, payment: Payment, amount_minor: int) -> Account:
    receipts = (
        replace(r, unallocated_minor=r.unallocated_minor - amount_minor)
        if r.payment_id == payment.payment_id
        else r
        for r in file.receipts
    )
    return replace(file, receipts=tuple(r for r in receipts if r.unallocated_minor))


def answers_owed(before: Account, after: Account, payment: Payment, lost_minor: int) -> Account:
    """The account that is no longer to be thanked for what was not its money."""
    mine, owed = fact_prefix(payment.payment_id), []
    for answer in after.owed:
        if answer.fact_id.startswith(mine):
            less_minor = min(lost_minor, answer.amount_minor or 0)
            lost_minor -= less_minor
            lowered = _lower(before, after)
            named = tuple(i for i in answer.item_ids if i not in lowered)
            left_minor = (answer.amount_minor or 0) - less_minor
            if left_minor and named:
                owed.append(replace(answer, amount_minor=left_minor, item_ids=named))
        else:
            owed.append(answer)
    return replace(after, owed=tuple(owed))


def _lower(before: Account, after: Account) -> frozenset[str]:
    """The items that owe again what they had not."""
    known = {item.item_id: item.open_minor for item in before.items}
    return frozenset(
        item.item_id for item in after.items if item.open_minor > known.get(item.item_id, 0)
    )


def replaced(books: Books) -> Payment:
    """The payment with where its money is now, what went out of it included."""
    held: Counter[tuple[str, str | None]] = Counter()
    for account_id, file in books.accounts.items():
        for invoice in file.invoices:
            for entry in invoice.allocations:
                if entry.payment_id == books.payment.payment_id:
                    held[account_id, invoice.invoice_id] += entry.amount_minor
        held[account_id, None] += cash_minor(file, books.payment)
    for taken in books.payment.taken:
        if taken.account_id and taken.invoice_id is None:
            held[taken.account_id, None] += taken.amount_minor
    placed = tuple(Placed(*where, minor) for where, minor in held.items() if minor)
    return replace(books.payment, placed=placed, corrections=books.payment.corrections + 1)


def without_day(before: Account, after: Account, payment: Payment, zone: str) -> Account:
    """The account whose last day of money is that of what it still has, if the day was this one's.

    The day on which money came keeps reminders silent (R8); this money had not.
    """
    if before.paid_on is None or before.paid_on not in _days(before, zone, payment.payment_id):
        return after
    return replace(after, paid_on=max(_days(after, zone), default=None))


def _days(account: Account, zone: str, payment_id: str | None = None) -> set[date]:
    """The days on which money of the account, or of one payment, was recorded."""
    entries = (entry for invoice in account.invoices for entry in invoice.allocations)
    times = [(e.payment_id, e.recorded_at) for e in entries if not e.of_credit]
    times += [(receipt.payment_id, receipt.recorded_at) for receipt in account.receipts]
    return {local_date(at, zone) for name, at in times if payment_id in (None, name)}
