"""What came of a claim: answered once, by what was seen or by what was not (R7, R35)."""

from collections.abc import Iterator
from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.contacted import NO_RUNG
from relance.domain.account.history import Money
from relance.domain.account.on_file import Claim
from relance.domain.answers.holding import claim_free_on, claims_that_held
from relance.domain.answers.promise_results import money_of
from relance.domain.calendar import NEVER
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item


def ran_out(item: Item, account: Account, rules: Rules, today: date) -> tuple[Claim, ...]:
    """The claims about an item that held and hold no longer, first said first."""
    held = claims_that_held(item, account, rules)
    return tuple(claim for claim in held if today >= claim_free_on(claim, account, rules))


def to_answer(item: Item, account: Account, rules: Rules, today: date) -> Claim | None:
    """The last claim about an item that ran out and that no message has answered.

    What the debtor promised since then stands in its place: he knows that it was not paid.
    """
    waiting = [c for c in ran_out(item, account, rules, today) if not answered(c, account)]
    if not waiting:
        return None
    last = max(waiting, key=lambda claim: claim.recorded_at)
    promises = account.about.promises(item.item_id)
    return None if any(p.recorded_at > last.recorded_at for p in promises) else last


def answered(claim: Claim, account: Account) -> bool:
    """Whether something was written about it since: whichever item led, once is enough (R35)."""
    return any(
        contact.at > claim.recorded_at and not contact.called and contact.level != NO_RUNG
        for item_id in claim.item_ids
        for contact in account.chased_about(item_id)
    )


def money_since(claim: Claim, account: Account) -> tuple[Money, ...]:
    """What came since the claim, whatever it was matched to: to allocate is our problem.

    Money that was booked shortly before it counts as well where its day fits and nobody had told
    the debtor what was left: he can only have meant that money.
    """
    later = [m for m in money_of(account).get(claim.currency, ()) if m.amount_minor > 0]
    came = [money for money in later if money.recorded_at >= claim.recorded_at]
    return tuple(sorted((*came, *_just_before(claim, account)), key=lambda m: m.value_on))


def _just_before(claim: Claim, account: Account) -> Iterator[Money]:
    heard = [c.at for i in claim.item_ids for c in account.chased_about(i)]
    heard_at = max((at for at in heard if at < claim.recorded_at), default=NEVER)
    own = {item_id.invoice_id for item_id in claim.item_ids}
    for money in _of_its_invoices(own, claim.currency, account):
        fits = heard_at < money.recorded_at < claim.recorded_at
        if fits and money.value_on >= claim.paid_on:
            yield money


def _of_its_invoices(own: set[str], currency: str, account: Account) -> Iterator[Money]:
    """The money of the invoices claimed, open or paid, and what lies unallocated."""
    here = {invoice.invoice_id for invoice in account.invoices}
    for invoice in account.invoices:
        for entry in invoice.allocations if invoice.invoice_id in own else ():
            if entry.net_minor > 0 and not entry.of_credit:
                yield Money(entry.value_on, entry.net_minor, entry.recorded_at)
    for trace in account.history.closed:
        if trace.invoice_id in own - here:
            yield from trace.money
    for receipt in account.receipts:
        if receipt.currency == currency:
            yield Money(receipt.value_on, receipt.unallocated_minor, receipt.recorded_at)


def went_back(claim: Claim, item: Item) -> bool:
    """Whether money that came for the item after the claim was returned: that is told instead."""
    return any(
        entry.reversed_minor and entry.recorded_at >= claim.recorded_at
        for entry in item.invoice.allocations
    )
