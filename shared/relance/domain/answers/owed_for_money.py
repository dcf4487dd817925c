"""What a debtor is owed for his money: a receipt, thanks, or no mail at all (B12, practice 8)."""

from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.on_file import Acknowledgement
from relance.domain.answers.acknowledgements import thanks_allowed
from relance.domain.booking.booking import is_closed
from relance.domain.ledger.invoices import COLLECTED, Invoice
from relance.domain.ledger.item_id import ItemId
from relance.domain.ledger.payments import Payment

REMINDED_WITHIN_DAYS = 60
# Money whose value day lies further back is history that was fed late: nobody expects an answer.
OLD_MONEY_DAYS = 30
OLD_THANKS_DAYS = 7


def owed_for(
    before: Account,
    after: Account,
    payment: Payment,
    amount_minor: int,
    fact_id: str,
    today: date,
    now: datetime,
) -> tuple[Acknowledgement, ...]:
    """What the debtor is owed for money that this account received: a receipt, thanks, or nothing.

    A receipt, when the money lowered something he was reminded of in the last 60 days; thanks,
    when it paid an invoice in time that nobody had to ask for, once a quarter.
    """
    lowered = _lowered(before, after)
    if not lowered or today - payment.value_on > timedelta(days=OLD_MONEY_DAYS):
        return ()
    if _reminded(before, lowered, now - timedelta(days=REMINDED_WITHIN_DAYS)):
        kind = "receipt"
    else:
        kind = "thanks"
        late_fed = today - payment.value_on > timedelta(days=OLD_THANKS_DAYS)
        lowered = () if late_fed else _prompt(before, after, lowered, today, now)
        if not lowered:
            return ()
    return (
        Acknowledgement(
            fact_id,
            kind,
            payment.currency,
            lowered,
            now,
            amount_minor,
            payment.value_on,
            payment.means,
        ),
    )


def _lowered(before: Account, after: Account) -> tuple[ItemId, ...]:
    """The items of which less is open than before."""
    left = {item.item_id: item.open_minor for item in after.items}
    return tuple(i.item_id for i in before.items if left.get(i.item_id, 0) < i.open_minor)


def _reminded(account: Account, item_ids: tuple[ItemId, ...], since_at: datetime) -> bool:
    """Whether a counted reminder of the ladder listed one of the items since then."""
    return any(
        message.reserved_at >= since_at and set(item_ids).intersection(message.item_ids)
        for message in account.messages
        if message.reminder and message.counts and message.key.level > 0
    )


def _prompt(
    before: Account, after: Account, lowered: tuple[ItemId, ...], today: date, now: datetime
) -> tuple[ItemId, ...]:
    """The items among them that thanks may name: paid in time, unasked, nothing else overdue."""
    thanked = any(answer.kind == "thanks" for answer in before.owed)
    overdue = any(item.overdue(today) for item in after.items)
    if thanked or overdue or not thanks_allowed(before, now):
        return ()
    in_time = {
        invoice.invoice_id
        for invoice in after.invoices
        if is_closed(invoice) and paid_in_time(invoice) and invoice.payment_method not in COLLECTED
    }
    return tuple(
        item.item_id
        for item in before.items
        if item.item_id in lowered
        and item.invoice.invoice_id in in_time
        and not _reminded(before, (item.item_id,), item.invoice.recorded_at)
    )


def paid_in_time(invoice: Invoice) -> bool:
    """Whether each part was covered on its due date, by the value days of the money."""
    due_minor = 0
    for part in sorted(invoice.parts, key=lambda part: part.due_on):
        due_minor += part.amount_minor
        there = (a.net_minor for a in invoice.allocations if a.value_on <= part.due_on)
        if sum(there) < due_minor:
            return False
    return True
