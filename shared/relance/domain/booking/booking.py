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
from relance.domain.booking.traces import remembered
from relance.domain.ledger.invoices import Allocation, DocumentType, Invoice, Receipt, open_minor

_REMEMBERED = timedelta(days=730)  # the longest window of the payer profile (practice 7)


def book_invoice(account: Account, invoice: Invoice) -> Account:
    """The account with the invoice, replacing an earlier version and keeping its money."""
    before = find(account, invoice.invoice_id)
    if before:
        invoice = replace(
            invoice,
            allocations=before.allocations,
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
    account: Account, payment_id: str, amount_minor: int, returned_at: datetime | None = None
) -> tuple[Account, int]:
    """The account after money was returned, and how much of it was not found here.

    Unallocated money goes first, then the latest allocation: the oldest debt stays paid longest.
    """
    receipts, left_minor = _taken_from_cash(account.receipts, payment_id, amount_minor)
    invoices = {invoice.invoice_id: invoice for invoice in account.invoices}
    for invoice in sorted(account.invoices, key=_oldest, reverse=True):
        invoices[invoice.invoice_id], left_minor = _reverse(
            invoice, payment_id, left_minor, returned_at
        )
    return replace(account, invoices=tuple(invoices.values()), receipts=receipts), left_minor


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
    invoice: Invoice, payment_id: str, left_minor: int, returned_at: datetime | None
) -> tuple[Invoice, int]:
    allocations = []
    for entry in reversed(invoice.allocations):
        if entry.payment_id == payment_id:
            taken_minor = min(left_minor, entry.net_minor)
            left_minor -= taken_minor
            if taken_minor:
                entry = replace(
                    entry,
                    reversed_minor=entry.reversed_minor + taken_minor,
                    reversed_at=returned_at,
                )
        allocations.append(entry)
    return replace(invoice, allocations=tuple(reversed(allocations))), left_minor


def cancel_invoice(account: Account, invoice_id: str, on: date) -> Account:
    """The account without the debt; money that was on it stays with the customer.

    What a credit note gave to an invoice was never money: it stays spent.
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
        replace(entry, amount_minor=entry.reversed_minor)
        for entry in invoice.allocations
        if entry.reversed_minor
    )


def is_closed(invoice: Invoice) -> bool:
    """Whether nothing can be demanded or credited any more: it leaves the hot partition (R21)."""
    return invoice.cancelled_on is not None or open_minor(invoice) == 0


def settled(account: Account, now: datetime) -> Account:
    """The account after what is settled has been closed: notes spent, answers about it dropped."""
    account = remembered(apply_credit_notes(account, now), now)
    open_items = {item.item_id for item in account.items}
    open_ids = {i.invoice_id for i in account.invoices if not is_closed(i)}
    return replace(
        account,
        claims=tuple(c for c in account.claims if open_items.intersection(c.item_ids)),
        promises=tuple(p for p in account.promises if open_items.intersection(p.item_ids)),
        disputes=tuple(_ended(account, open_ids, now)),
        holds=tuple(h for h in account.holds if h.invoice_id is None or h.invoice_id in open_ids),
    )


def _ended(account: Account, open_ids: set[str], now: datetime) -> Iterator[Dispute]:
    """The disputes, those of settled invoices resolved; old ones say nothing of the payer now."""
    credited = {
        invoice.invoice_id
        for invoice in account.invoices
        if invoice.cancelled_on or any(entry.of_credit for entry in invoice.allocations)
    }
    for dispute in account.disputes:
        if dispute.outcome is None and dispute.invoice_id not in open_ids:
            upheld = dispute.invoice_id in credited
            outcome = DisputeOutcome.UPHELD if upheld else DisputeOutcome.PAID
            yield replace(dispute, outcome=outcome, resolved_at=now)
        elif dispute.resolved_at is None or now - dispute.resolved_at <= _REMEMBERED:
            yield dispute
