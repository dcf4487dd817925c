"""How a fact changes an account: pure functions from file to file (R21, R22, R31).

Every function returns the account as it is after the fact. Amounts are minor units. What an
invoice received is applied to it; the rest of the money is kept as a receipt of the account.
Money that moves within the account was not returned: its allocation shrinks (`amount_minor`);
only what went back to the payer is `reversed_minor`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute, DisputeOutcome
from relance.domain.booking.credit_notes import apply_credit_notes, exchanged, with_entry
from relance.domain.booking.laid_aside import without_answers
from relance.domain.booking.traces import remembered
from relance.domain.ledger.invoices import Allocation, DocumentType, Invoice, Receipt, open_minor
from relance.domain.ledger.payments import Payment, Way

_REMEMBERED = timedelta(days=730)  # the longest window of the payer profile (practice 7)


def book_invoice(account: Account, invoice: Invoice) -> Account:
    """The account with the invoice, replacing an earlier version and keeping its money."""
    before = find(account, invoice.invoice_id)
    if before:
        invoice = replace(
            invoice,
            allocations=before.allocations,
            undone=before.undone,
            due_changes=invoice.due_changes or before.due_changes,
            recorded_at=before.recorded_at,
            ladder_from_on=invoice.ladder_from_on or before.ladder_from_on,
        )
    others = tuple(i for i in account.invoices if i.invoice_id != invoice.invoice_id)
    return replace(account, invoices=(*others, invoice))


def find(account: Account, invoice_id: str) -> Invoice | None:
    """The open invoice of that id."""
    return next((i for i in account.invoices if i.invoice_id == invoice_id), None)


def book_money(
    account: Account,
    payment_id: str,
    currency: str,
    amounts: Mapping[str, int],
    unallocated_minor: int,
    value_on: date,
    recorded_at: datetime,
    means: str = "transfer",
) -> Account:
    """The account after a payment: `amounts` per invoice id, and what is not allocated.

    What an invoice does not lack becomes unallocated money of the account, and so does money in
    another currency than the invoice's: two currencies are never added.
    """
    invoices = {invoice.invoice_id: invoice for invoice in account.invoices}
    for invoice_id, amount_minor in amounts.items():
        invoice = invoices[invoice_id]
        fits = invoice.currency == currency and not invoice.cancelled_on
        applied_minor = min(amount_minor, open_minor(invoice)) if fits else 0
        unallocated_minor += amount_minor - applied_minor
        if applied_minor:
            entry = Allocation(payment_id, applied_minor, value_on, recorded_at)
            invoices[invoice_id] = with_entry(invoice, entry)
    rest = Receipt(payment_id, currency, unallocated_minor, value_on, recorded_at, means)
    receipts = with_receipt(account.receipts, rest)
    return replace(account, invoices=tuple(invoices.values()), receipts=receipts)


def as_cash(payment: Payment, amount_minor: int) -> Receipt:
    """So much of a payment as unallocated money of an account."""
    return Receipt(
        payment.payment_id,
        payment.currency,
        amount_minor,
        payment.value_on,
        payment.recorded_at,
        payment.means,
    )


def with_receipt(receipts: tuple[Receipt, ...], more: Receipt) -> tuple[Receipt, ...]:
    """The receipts with that money, joined to what the same payment left unallocated before."""
    if not more.unallocated_minor:
        return receipts
    same = next((r for r in receipts if r.payment_id == more.payment_id), None)
    if same is None:
        return (*receipts, more)
    joined = replace(same, unallocated_minor=same.unallocated_minor + more.unallocated_minor)
    return tuple(joined if receipt is same else receipt for receipt in receipts)


def take_back(
    account: Account,
    payment_id: str,
    amount_minor: int,
    returned_at: datetime | None = None,
    way: Way = Way.RETURN,
) -> tuple[Account, int]:
    """The account after money went out again, and how much of it was not found here.

    Unallocated money goes first, then the latest allocation: the oldest debt stays paid longest.
    """
    receipts, left_minor = _taken_from_cash(account.receipts, payment_id, amount_minor)
    invoices = {invoice.invoice_id: invoice for invoice in account.invoices}
    for invoice_id in latest_due_first(account):
        invoices[invoice_id], left_minor = _reverse(
            invoices[invoice_id], payment_id, left_minor, returned_at, way
        )
    return replace(account, invoices=tuple(invoices.values()), receipts=receipts), left_minor


def latest_due_first(account: Account) -> tuple[str, ...]:
    """The invoices in the order in which money leaves them: the oldest debt stays paid longest."""
    ordered = sorted(account.invoices, key=_oldest, reverse=True)
    return tuple(invoice.invoice_id for invoice in ordered)


def _oldest(invoice: Invoice) -> tuple[date, str]:
    return min(part.due_on for part in invoice.parts), invoice.invoice_id


def _taken_from_cash(
    receipts: tuple[Receipt, ...], payment_id: str, left_minor: int
) -> tuple[tuple[Receipt, ...], int]:
    kept = []
    for receipt in receipts:
        if receipt.payment_id == payment_id:
            taken_minor = min(left_minor, receipt.unallocated_minor)
            left_minor -= taken_minor
            receipt = replace(receipt, unallocated_minor=receipt.unallocated_minor - taken_minor)
        if receipt.unallocated_minor:
            kept.append(receipt)
    return tuple(kept), left_minor


def _reverse(
    invoice: Invoice, payment_id: str, left_minor: int, returned_at: datetime | None, way: Way
) -> tuple[Invoice, int]:
    allocations = []
    for entry in reversed(invoice.allocations):
        if entry.payment_id == payment_id:
            taken_minor = min(left_minor, entry.net_minor)
            left_minor -= taken_minor
            if taken_minor:
                entry = _out_of(entry, taken_minor, returned_at, way)
        allocations.append(entry)
    return replace(invoice, allocations=tuple(reversed(allocations))), left_minor


def _out_of(entry: Allocation, amount_minor: int, at: datetime | None, way: Way) -> Allocation:
    if way is Way.REFUND:
        return replace(entry, refunded_minor=entry.refunded_minor + amount_minor, refunded_at=at)
    return replace(entry, reversed_minor=entry.reversed_minor + amount_minor, reversed_at=at)


def cancel_invoice(account: Account, invoice_id: str, on: date) -> Account:
    """The account without the debt; money that was on it stays with the customer.

    What a credit note was spent on is not its money; `withdrawing` takes that back (R40).
    """
    invoice = find(account, invoice_id)
    assert invoice is not None
    gone, receipts = replace(invoice, cancelled_on=on), account.receipts
    if invoice.document_type is not DocumentType.CREDIT_NOTE:
        for entry in invoice.allocations:
            receipts = with_receipt(receipts, _freed(entry, invoice.currency))
        gone = replace(gone, allocations=_returned_only(invoice))
    return replace(exchanged(account, gone), receipts=receipts)


def _freed(entry: Allocation, currency: str) -> Receipt:
    return Receipt(entry.payment_id, currency, entry.net_minor, entry.value_on, entry.recorded_at)


def _returned_only(invoice: Invoice) -> tuple[Allocation, ...]:
    """What is left of the allocations once their money has moved: the trace of what went back."""
    return tuple(
        replace(entry, amount_minor=entry.gone_minor)
        for entry in invoice.allocations
        if entry.gone_minor
    )


def is_closed(invoice: Invoice) -> bool:
    """Whether nothing can be demanded or credited any more: it leaves the hot partition (R21)."""
    return invoice.cancelled_on is not None or open_minor(invoice) == 0


def settled(account: Account, now: datetime) -> Account:
    """The account after what is settled has been closed: notes spent, answers about it dropped."""
    account = remembered(apply_credit_notes(account, now), now)
    open_ids = {i.invoice_id for i in account.invoices if not is_closed(i)}
    account = without_answers(account, open_ids, now)
    return replace(account, disputes=tuple(_ended(account, open_ids, now)))


def _ended(account: Account, open_ids: set[str], now: datetime) -> Iterator[Dispute]:
    """The disputes, those of what is settled resolved; old ones say nothing of the payer now."""
    credited = {
        invoice.invoice_id
        for invoice in account.invoices
        if invoice.cancelled_on or any(entry.of_credit for entry in invoice.allocations)
    }
    parts = {item.item_id for item in account.items}
    for dispute in account.disputes:
        gone = dispute.invoice_id not in open_ids
        gone |= dispute.item_id is not None and dispute.item_id not in parts
        if dispute.outcome is None and gone:
            upheld = dispute.invoice_id in credited
            outcome = DisputeOutcome.UPHELD if upheld else DisputeOutcome.PAID
            yield replace(dispute, outcome=outcome, resolved_at=now)
        elif dispute.resolved_at is None or now - dispute.resolved_at <= _REMEMBERED:
            yield dispute
