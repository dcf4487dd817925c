"""Where the money of a payment goes, and from where it is taken back (R22, R31, practice 1).

Pure: `Books` hold the payment and every account it concerns as they were read; the functions
answer the books as they are after. What was announced always equals what accounts received, what
waits, and what went back.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.booking.booking import (
    book_money,
    find,
    latest_due_first,
    settled,
    take_back,
)
from relance.domain.booking.money_facts import fact_prefix, moved
from relance.domain.ledger.invoices import DocumentType
from relance.domain.ledger.payments import Payment, Placed, Share, Taken, Way, merged
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import task_id


@dataclass(frozen=True, slots=True)
class Books:
    """A payment and the accounts it concerns, by their id."""

    payment: Payment
    accounts: Mapping[str, Account]


@dataclass(frozen=True, slots=True)
class _Target:
    """Where one share goes: an account, and an invoice that is open in it."""

    account_id: str
    invoice_id: str | None = None


def place(books: Books, filed: Mapping[str, str], now: datetime) -> Books:
    """The books after every waiting share that has a place has found it.

    `filed` says in which account an invoice is. Money for a closed invoice is unallocated cash of
    its account, and so is money for an unknown invoice of a known customer.
    """
    books = replace(books, payment=_completed(books.payment, filed, books.accounts))
    amounts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    cash: dict[str, int] = defaultdict(int)
    waiting: list[Share] = []
    for share in books.payment.waiting:
        target = _target(share, filed, books.accounts)
        if target is None or differs(share, books, filed):
            waiting.append(share)
        elif target.invoice_id:
            amounts[target.account_id][target.invoice_id] += share.amount_minor
        else:
            cash[target.account_id] += share.amount_minor
    payment = replace(books.payment, waiting=merged(waiting))
    accounts = {
        key: _booked(file, payment, amounts[key], cash[key], now)
        for key, file in books.accounts.items()
    }
    placed = tuple(
        Placed(key, invoice_id, moved_minor)
        for key, file in accounts.items()
        for invoice_id, moved_minor in moved(books.accounts[key], file, payment.payment_id).items()
    )
    return Books(replace(payment, placed=(*payment.placed, *placed)), accounts)


def _completed(
    payment: Payment, filed: Mapping[str, str], accounts: Mapping[str, Account]
) -> Payment:
    """The payment with its unnamed rest given to the one account that its shares name."""
    targets = [_target(share, filed, accounts) for share in payment.waiting if _named(share)]
    owners = {target.account_id if target else None for target in targets}
    if len(owners) != 1 or None in owners or payment.placed:
        return payment
    (owner,) = owners
    waiting = (s if _named(s) else replace(s, customer_id=owner) for s in payment.waiting)
    return replace(payment, waiting=tuple(waiting))


def _named(share: Share) -> bool:
    return bool(share.invoice_id or share.customer_id)


def _target(
    share: Share, filed: Mapping[str, str], accounts: Mapping[str, Account]
) -> _Target | None:
    owner = filed.get(share.invoice_id or "")
    if owner and share.invoice_id:
        invoice = find(accounts[owner], share.invoice_id)
        takes = invoice is not None and invoice.document_type is not DocumentType.CREDIT_NOTE
        return _Target(owner, share.invoice_id if takes else None)
    if share.customer_id in accounts and share.customer_id is not None:
        return _Target(share.customer_id)
    return None


def differs(share: Share, books: Books, filed: Mapping[str, str]) -> bool:
    """Whether a share names an open invoice of another currency: never added (R31)."""
    target = _target(share, filed, books.accounts)
    if target is None or target.invoice_id is None:
        return False
    invoice = find(books.accounts[target.account_id], target.invoice_id)
    return invoice is not None and invoice.currency != books.payment.currency


def _booked(
    file: Account, payment: Payment, amounts: Mapping[str, int], cash_minor: int, now: datetime
) -> Account:
    if not amounts and not cash_minor:
        return file
    after = book_money(
        file,
        payment.payment_id,
        payment.currency,
        amounts,
        cash_minor,
        payment.value_on,
        now,
        payment.means,
    )
    return settled(after, now)


def give_back(
    books: Books, amount_minor: int, now: datetime, way: Way = Way.RETURN
) -> tuple[Books, int]:
    """The books after money went out again, and how much of it was found nowhere.

    What waits goes first, then the account that received last.
    """
    waiting: list[Share] = []
    taken: list[Taken] = list(books.payment.taken)
    left_minor = amount_minor
    for share in books.payment.waiting:
        taken_minor = min(left_minor, share.amount_minor)
        left_minor -= taken_minor
        if taken_minor:
            taken.append(Taken(way, taken_minor, None, share.invoice_id, share.customer_id))
        if share.amount_minor > taken_minor:
            waiting.append(replace(share, amount_minor=share.amount_minor - taken_minor))
    accounts = dict(books.accounts)
    for account_id in reversed(books.payment.account_ids):
        if left_minor and account_id in accounts:
            before = accounts[account_id]
            accounts[account_id], left_minor = _returned(
                before, books.payment.payment_id, left_minor, now, way
            )
            taken += _taken(before, accounts[account_id], books.payment.payment_id, way)
    payment = replace(books.payment, waiting=tuple(waiting), taken=tuple(taken))
    return Books(payment, accounts), left_minor


def _taken(before: Account, after: Account, payment_id: str, way: Way) -> Iterator[Taken]:
    """What left one account, in the order in which it was taken."""
    gone = moved(before, after, payment_id)
    for invoice_id in (None, *latest_due_first(before)):
        if gone.get(invoice_id):
            yield Taken(way, -gone[invoice_id], before.account_id, invoice_id)


def _returned(
    file: Account, payment_id: str, amount_minor: int, now: datetime, way: Way
) -> tuple[Account, int]:
    """One account after a return: it thanks no longer for what went back (R8)."""
    after, left_minor = take_back(file, payment_id, amount_minor, now, way)
    mine = fact_prefix(payment_id)
    owed = tuple(answer for answer in after.owed if not answer.fact_id.startswith(mine))
    return settled(replace(after, owed=owed), now), left_minor


def with_question(file: Account, payment: Payment, now: datetime) -> Account:
    """The account with the task to look at money in another currency, asked once (R31)."""
    identity = task_id(TaskKind.CHECK_CURRENCY, payment.payment_id)
    if any(task.task_id == identity for task in file.tasks):
        return file
    task = OpenTask(identity, TaskKind.CHECK_CURRENCY, now, payment.currency)
    return replace(file, tasks=(*file.tasks, task))
