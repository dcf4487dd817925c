"""What the journal says of money: how much each invoice, or the account's cash, gained or lost."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.payments import Payment


def moved(before: Account, after: Account, payment_id: str) -> dict[str | None, int]:
    """What of one payment came to, or left, each invoice of an account; None is its cash."""
    old, new = _holdings(before, payment_id), _holdings(after, payment_id)
    keys = dict.fromkeys([*new, *old])
    return {key: new[key] - old[key] for key in keys if new[key] != old[key]}


def _holdings(file: Account, payment_id: str) -> Counter[str | None]:
    holdings: Counter[str | None] = Counter()
    for invoice in file.invoices:
        for entry in invoice.allocations:
            if entry.payment_id == payment_id:
                holdings[invoice.invoice_id] += entry.net_minor
    for receipt in file.receipts:
        if receipt.payment_id == payment_id:
            holdings[None] += receipt.unallocated_minor
    return holdings


def fact_prefix(payment_id: str) -> str:
    """How the facts of one payment begin; "/" is in no payment's id."""
    return f"{payment_id}/"


def arrival_id(payment: Payment) -> str:
    """The id of the fact that (more of) a payment found its place."""
    count = f"{payment.corrections}-" if payment.corrections else ""
    return f"{fact_prefix(payment.payment_id)}{count}{len(payment.placed)}"


def payment_fact(
    fact_id: str, payment: Payment, before: Account, after: Account, now: datetime
) -> Fact:
    """The entry for money that arrived, or for the question it raises."""
    return _fact(fact_id, FactKind.PAYMENT, payment, payment.value_on, before, after, now)


def going_fact(
    old: Payment,
    payment: Payment,
    on: date,
    reason: str,
    before: Account,
    after: Account,
    now: datetime,
) -> Fact:
    """The entry for money that went out, or is here again; one for each state of the totals."""
    prefix = fact_prefix(payment.payment_id)
    if payment.reversed_minor > old.reversed_minor:
        fact_id = f"{prefix}returned-{payment.reversed_minor}"
        kind, figures = FactKind.REVERSAL, {"reason": reason}
    elif payment.refunded_minor > old.refunded_minor:
        fact_id, kind, figures = f"{prefix}refunded-{payment.refunded_minor}", FactKind.REFUND, {}
    else:
        fact_id = f"{prefix}back-{payment.reversed_minor}-{payment.refunded_minor}"
        kind, figures = FactKind.REINSTATED, {}
    return _fact(fact_id, kind, payment, on, before, after, now, {**figures})


def correction_fact(
    payment: Payment, on: date, author: str, before: Account, after: Account, now: datetime
) -> Fact:
    """The entry for money that a person put elsewhere, since it had been on the wrong invoice."""
    fact_id = f"{fact_prefix(payment.payment_id)}corrected-{payment.corrections}"
    fact = _fact(fact_id, FactKind.ALLOCATION_CORRECTED, payment, on, before, after, now)
    changes = moved(before, after, payment.payment_id)
    gained = sum(minor for minor in changes.values() if minor > 0)
    lost = -sum(minor for minor in changes.values() if minor < 0)
    return replace(fact, author=author, figures=fact.figures | {"amount_minor": max(gained, lost)})


def _fact(
    fact_id: str,
    kind: str,
    payment: Payment,
    on: date,
    before: Account,
    after: Account,
    now: datetime,
    more: dict[str, str | int | None] | None = None,
) -> Fact:
    changes = moved(before, after, payment.payment_id)
    figures: dict[str, str | int | None] = {
        "payment_id": payment.payment_id,
        "currency": payment.currency,
        "amount_minor": abs(sum(changes.values())),
        "means": payment.means,
    }
    for invoice_id, moved_minor in changes.items():
        name = f"invoice/{invoice_id}" if invoice_id else "unallocated"
        figures[f"{name}_minor"] = abs(moved_minor)
    named = tuple(invoice_id for invoice_id in changes if invoice_id)
    return Fact(fact_id, kind, now, on, named, payment.source, figures | (more or {}))
