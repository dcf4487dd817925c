"""A person says whose money it is: what of a payment has no invoice gets one (practice 1, R31)."""

from collections.abc import Iterable
from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.booking.placing import Books
from relance.domain.errors import Conflict
from relance.domain.ledger.invoices import Receipt
from relance.domain.ledger.payments import Share, merged


def assign(books: Books, shares: Iterable[Share]) -> Books:
    """The books with that much of the payment waiting for those names, to be placed.

    What waits without a name goes first, then what waits for another, then the cash of accounts.
    Raises Conflict where less than that is free.
    """
    wanted = tuple(shares)
    books = _freed(books, sum(share.amount_minor for share in wanted))
    waiting = merged((*books.payment.waiting, *wanted))
    return replace(books, payment=replace(books.payment, waiting=waiting))


def unnamed_minor(books: Books) -> int:
    """How much of the payment waits without any name."""
    return sum(s.amount_minor for s in books.payment.waiting if not (s.invoice_id or s.customer_id))


def _freed(books: Books, amount_minor: int) -> Books:
    left_minor, waiting = amount_minor, []
    for share in sorted(books.payment.waiting, key=_named):
        taken_minor = min(left_minor, share.amount_minor)
        left_minor -= taken_minor
        if share.amount_minor > taken_minor:
            waiting.append(replace(share, amount_minor=share.amount_minor - taken_minor))
    accounts = dict(books.accounts)
    for key, file in books.accounts.items():
        accounts[key], left_minor = _cash_taken(file, books.payment.payment_id, left_minor)
    if left_minor:
        raise Conflict(
            f"only {amount_minor - left_minor} of it is not on an invoice", "allocations"
        )
    return Books(replace(books.payment, waiting=tuple(waiting)), accounts)


def _named(share: Share) -> tuple[bool, str, str]:
    return (
        bool(share.invoice_id or share.customer_id),
        share.invoice_id or "",
        share.customer_id or "",
    )


def _cash_taken(file: Account, payment_id: str, left_minor: int) -> tuple[Account, int]:
    receipts: list[Receipt] = []
    for receipt in file.receipts:
        if receipt.payment_id == payment_id:
            taken_minor = min(left_minor, receipt.unallocated_minor)
            left_minor -= taken_minor
            receipt = replace(receipt, unallocated_minor=receipt.unallocated_minor - taken_minor)
        if receipt.unallocated_minor:
            receipts.append(receipt)
    return replace(file, receipts=tuple(receipts)), left_minor
