"""What is kept of an invoice when it leaves for the archive, and forgotten when it comes back.

Pure; `settled` calls it with every fact, so that the row changes in the transaction that closes
or opens an invoice (R21).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import accumulate

from relance.domain.account.account import Account
from relance.domain.account.history import Money, Returned, Trace
from relance.domain.account.on_file import Promise, Stop
from relance.domain.ledger.invoices import (
    CHASEABLE,
    COLLECTED,
    RECEIVED_LATE_DAYS,
    DocumentType,
    Invoice,
    PartReason,
    PaymentMethod,
    open_minor,
)

REMEMBERED = timedelta(days=761)  # 25 months
MOST_CLOSED = 200
MOST_OTHERS = 50
MOST_ENTRIES = 1_000  # parts and payments of all of them: the row stays far below 400 KB
DEFERRED = frozenset({"deferral", "plan"})  # reasons of holds that move the day agreed
# Why an invoice says nothing of its payer, by its method: somebody else acts (practice 7).
_BY_OTHERS = {
    **dict.fromkeys(COLLECTED, "collected"),
    PaymentMethod.FACTOR: "factored",
    PaymentMethod.NETTING: "netting",
}


def remembered(account: Account, now: datetime) -> Account:
    """The account with a trace of every invoice paid, and none of those that are open again."""
    history, since_on = account.history, now.date() - REMEMBERED
    here = {invoice.invoice_id for invoice in account.invoices}
    kept = [trace for trace in history.closed if trace.invoice_id not in here]
    agreed = deferrals(account)
    paid = (trace_of(invoice, agreed) for invoice in account.invoices if _paid(invoice))
    closed = [*kept, *(trace for trace in paid if trace.dues and trace.money)]
    after = replace(
        history,
        closed=_youngest(closed, since_on),
        promises=_young_promises((*history.promises, *_answered(account)), since_on),
        returned=tuple(one for one in history.returned if one.on >= since_on),
        laid_aside=tuple(one for one in history.laid_aside if one.at.date() >= since_on),
    )
    return account if after == history else replace(account, history=after)


def with_return(account: Account, payment_id: str, on: date, reason: str) -> Account:
    """The account that remembers that a payment went back, and why; each payment once."""
    others = tuple(one for one in account.history.returned if one.payment_id != payment_id)
    returned = (*others, Returned(payment_id, on, reason))[-MOST_OTHERS:]
    return replace(account, history=replace(account.history, returned=returned))


def credited(account: Account) -> Counter[str | None]:
    """What credit notes that are not spent take off each invoice."""
    taken: Counter[str | None] = Counter()
    for note in account.invoices:
        if note.document_type is DocumentType.CREDIT_NOTE and not note.cancelled_on:
            taken[note.corrects] += open_minor(note)
    return taken


def deferrals(account: Account) -> tuple[Stop, ...]:
    """The holds that stand for another day agreed on."""
    return tuple(hold for hold in account.holds if hold.until_on and hold.reason in DEFERRED)


def trace_of(invoice: Invoice, agreed: tuple[Stop, ...], credit_minor: int = 0) -> Trace:
    """What the invoice says of its payer; retention and credit are not his to pay."""
    given_minor = sum(a.net_minor for a in invoice.allocations if a.of_credit)
    dues = []
    left_minor = credit_minor + given_minor
    for part in sorted(invoice.parts, key=lambda part: (part.due_on, part.part_id)):
        taken_minor = min(left_minor, part.amount_minor)
        left_minor -= taken_minor
        if part.reason is not PartReason.RETENTION and part.amount_minor > taken_minor:
            from_on = max((part.due_on, *_delaying(invoice, agreed)))
            dues.append((from_on, part.amount_minor - taken_minor))
    money = (a for a in invoice.allocations if not a.of_credit and a.net_minor > 0)
    return Trace(
        invoice.invoice_id,
        invoice.currency,
        tuple(sorted(dues)),
        tuple(Money(a.value_on, a.net_minor, a.recorded_at) for a in money),
        _left_out(invoice),
        invoice.issued_on,
    )


def _delaying(invoice: Invoice, agreed: tuple[Stop, ...]) -> Iterator[date]:
    """From when delay counts, if later than the due date: receipt + 10 days, the day agreed."""
    if invoice.received_on:
        yield invoice.received_on + timedelta(days=RECEIVED_LATE_DAYS)
    for hold in agreed:
        if hold.until_on and hold.invoice_id in (None, invoice.invoice_id):
            yield hold.until_on


def _left_out(invoice: Invoice) -> str | None:
    """A debit that came back is the debtor's; one that was honoured is the bank's."""
    if invoice.assigned_to:
        return "factored"
    why = _BY_OTHERS.get(invoice.payment_method)
    came_back = any(a.reversed_minor for a in invoice.allocations)
    return None if why == "collected" and came_back else why


def _paid(invoice: Invoice) -> bool:
    chaseable = invoice.document_type in CHASEABLE and not invoice.cancelled_on
    return chaseable and open_minor(invoice) == 0


def _answered(account: Account) -> list[Promise]:
    """The promises of which nothing is open any more: they leave the account now."""
    open_ids = {item.item_id for item in account.items}
    return [p for p in account.promises if not open_ids.intersection(p.item_ids)]


def _youngest(traces: Iterable[Trace], since_on: date) -> tuple[Trace, ...]:
    young = [trace for trace in traces if trace.due_on >= since_on]
    young.sort(key=lambda trace: (trace.due_on, trace.invoice_id))
    entries = [*accumulate(len(t.dues) + len(t.money) for t in reversed(young))]
    fitting = sum(count <= MOST_ENTRIES for count in entries)
    return tuple(young[len(young) - min(fitting, MOST_CLOSED) :])


def _young_promises(promises: Iterable[Promise], since_on: date) -> tuple[Promise, ...]:
    young = {p.promise_id: p for p in promises if p.promised_on >= since_on}
    ordered = sorted(young.values(), key=lambda p: (p.recorded_at, p.promise_id))
    return tuple(ordered[-MOST_OTHERS:])
