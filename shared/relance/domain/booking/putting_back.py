"""Money that had gone out and is here again: it goes where it had been (R40).

Pure. The refund failed, or the dispute was won: what was taken last is put back first.
"""

from dataclasses import replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.booking.booking import as_cash, find, settled, with_receipt
from relance.domain.booking.credit_notes import exchanged
from relance.domain.booking.placing import Books
from relance.domain.ledger.invoices import Allocation, Invoice, open_minor
from relance.domain.ledger.payments import Payment, Share, Taken, Way, merged


def put_back(books: Books, amount_minor: int, way: Way, now: datetime) -> tuple[Books, int]:
    """The books after that much came back of what had gone out by one way; what had not, is left.

    An invoice takes no more than it lacks meanwhile: the rest is cash of its account.
    """
    kept: list[Taken] = []
    left_minor = amount_minor
    for taken in reversed(_known(books, way)):
        back_minor = min(left_minor, taken.amount_minor) if taken.way is way else 0
        left_minor -= back_minor
        if back_minor:
            books = _at_its_place(books, replace(taken, amount_minor=back_minor), now)
        if taken.amount_minor > back_minor:
            kept.append(replace(taken, amount_minor=taken.amount_minor - back_minor))
    payment = replace(books.payment, taken=tuple(reversed(kept)))
    return replace(books, payment=payment), left_minor


def _known(books: Books, way: Way) -> tuple[Taken, ...]:
    """From where money went out; of older rows it is read from the invoices it left."""
    payment = books.payment
    gone_minor = payment.reversed_minor if way is Way.RETURN else payment.refunded_minor
    rest_minor = gone_minor - sum(one.amount_minor for one in payment.taken if one.way is way)
    found: list[Taken] = []
    for account_id, file in books.accounts.items():
        for invoice in file.invoices if rest_minor > 0 and not payment.taken else ():
            for entry in invoice.allocations:
                minor = min(_gone(entry, way), rest_minor) if _mine(entry, payment) else 0
                if minor:
                    rest_minor -= minor
                    found.append(Taken(way, minor, account_id, invoice.invoice_id))
    if rest_minor > 0:
        found.insert(0, Taken(way, rest_minor, next(iter(books.accounts), None)))
    return (*found, *payment.taken)


def _mine(entry: Allocation, payment: Payment) -> bool:
    return entry.payment_id == payment.payment_id


def _at_its_place(books: Books, back: Taken, now: datetime) -> Books:
    file = books.accounts.get(back.account_id or "")
    if back.account_id is None or file is None:
        share = Share(back.amount_minor, back.invoice_id, back.customer_id)
        waiting = merged((*books.payment.waiting, share))
        return replace(books, payment=replace(books.payment, waiting=waiting))
    file, cash_minor = _on_invoice(file, books.payment, back)
    receipts = with_receipt(file.receipts, as_cash(books.payment, cash_minor))
    file = settled(replace(file, receipts=receipts), now)
    return replace(books, accounts={**books.accounts, back.account_id: file})


def _on_invoice(file: Account, payment: Payment, back: Taken) -> tuple[Account, int]:
    """The account with as much as fits on the invoice, and what does not."""
    left_minor = back.amount_minor
    invoice = find(file, back.invoice_id) if back.invoice_id else None
    for entry in reversed(invoice.allocations if invoice else ()):
        back_minor = min(left_minor, _gone(entry, back.way)) if _mine(entry, payment) else 0
        if invoice and back_minor:
            lacks_minor = 0 if invoice.cancelled_on else open_minor(invoice)
            fitting_minor = min(back_minor, lacks_minor)
            left_minor -= fitting_minor
            filled = _filled(entry, back.way, back_minor, back_minor - fitting_minor)
            invoice = _with(invoice, entry, filled)
    return (exchanged(file, invoice) if invoice else file), left_minor


def _gone(entry: Allocation, way: Way) -> int:
    return entry.reversed_minor if way is Way.RETURN else entry.refunded_minor


def _filled(entry: Allocation, way: Way, back_minor: int, elsewhere_minor: int) -> Allocation:
    """The allocation without that much gone; what is elsewhere now was never on the invoice."""
    gone_minor = _gone(entry, way) - back_minor
    entry = replace(entry, amount_minor=entry.amount_minor - elsewhere_minor)
    if way is Way.REFUND:
        at = entry.refunded_at if gone_minor else None
        return replace(entry, refunded_minor=gone_minor, refunded_at=at)
    at = entry.reversed_at if gone_minor else None
    return replace(entry, reversed_minor=gone_minor, reversed_at=at)


def _with(invoice: Invoice, entry: Allocation, filled: Allocation) -> Invoice:
    entries = (filled if each is entry else each for each in invoice.allocations)
    return replace(invoice, allocations=tuple(each for each in entries if each.amount_minor))
