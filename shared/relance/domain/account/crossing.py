"""What crossed a message: it was so when the mail left, and was recorded after its reservation.

A fact that was committed before the reservation prevents the mail; a later one crosses it (R14):
what arrived before the mail was handed over, and what holds from before it, such as money that
the bank had. What the debtor does once he has the mail, even on the same day, crosses nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from relance.domain.account.account import Account
from relance.domain.account.journal import Moment
from relance.domain.account.message import Message
from relance.domain.account.on_file import BY_HAND, ReplyKind
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.invoices import Allocation, Invoice


class CrossedBy(StrEnum):
    """What a message crossed."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    CLAIM = "claim"
    PROMISE = "promise"
    TIME_REQUESTED = "time_requested"
    PROBLEM = "problem"
    DISPUTE = "dispute"
    REPLY = "reply"
    HOLD = "hold"
    CANCELLATION = "cancellation"


# Facts by which a message would not have gone; those without an invoice are about all of them.
_SAID: Mapping[str, CrossedBy] = MappingProxyType(
    {
        FactKind.CLAIM: CrossedBy.CLAIM,
        FactKind.PROMISE: CrossedBy.PROMISE,
        FactKind.TIME_REQUESTED: CrossedBy.TIME_REQUESTED,
        FactKind.PROBLEM: CrossedBy.PROBLEM,
        FactKind.DISPUTE_OPENED: CrossedBy.DISPUTE,
        FactKind.REPLY: CrossedBy.REPLY,
        FactKind.HOLD_SET: CrossedBy.HOLD,
        FactKind.INVOICE_CANCELLED: CrossedBy.CANCELLATION,
    }
)
# Who was overtaken by a reservation reads again, and writes what he had begun before it.
OVERTAKEN = timedelta(minutes=5)
_BY_MACHINE = frozenset(ReplyKind) - BY_HAND  # replies that pause nothing, unless they contest


@dataclass(frozen=True, slots=True)
class Departure:
    """When a message left: the creditor's day, its reservation, and when SES had it."""

    on: date
    reserved_at: datetime
    handed_over_at: datetime
    version: int | None = None  # of the account that the reservation relied on, where it is known

    @classmethod
    def of(cls, message: Message) -> "Departure":
        """That of a message that left; of one whose fate is unknown, its reservation alone."""
        over_at = message.sent_at or message.delivered_at or message.reserved_at
        return cls(message.on, message.reserved_at, over_at, message.version or None)

    @property
    def moment(self) -> Moment:
        """The account as the reservation knew it."""
        return Moment(self.reserved_at, self.version)


@dataclass(frozen=True, slots=True)
class Crossing:
    """One thing that crossed a message."""

    by: CrossedBy
    recorded_at: datetime
    effective_on: date
    amount_minor: int | None = None


def may_be_paid_across(invoice: Invoice, left: Departure) -> bool:
    """Whether any of its money can have crossed: what tells so without the account of then."""
    since_at = left.reserved_at - OVERTAKEN
    return any(
        entry.net_minor > 0 and entry.recorded_at > since_at and _was_there(entry, left)
        for entry in invoice.allocations
    )


def paid_across(
    then: Account, item_ids: Iterable[str], now: Mapping[str, Invoice], left: Departure
) -> Mapping[str, tuple[Crossing, ...]]:
    """The money by which invoices were paid when a message left that demanded these items.

    By invoice, of those that it settles: a part of the money leaves the demand right, and what
    came back since was no payment. `then` is the account as the reservation knew it, `now` the
    invoices as they stand.
    """
    wanted = frozenset(item_ids)
    open_minor: dict[str, int] = {}
    for item in then.items:
        if item.item_id in wanted:
            invoice_id = item.invoice.invoice_id
            open_minor[invoice_id] = open_minor.get(invoice_id, 0) + item.open_minor
    found = {
        invoice_id: tuple(_come(then, now[invoice_id], left))
        for invoice_id in open_minor
        if invoice_id in now
    }
    return {
        invoice_id: come
        for invoice_id, come in found.items()
        if sum(one.amount_minor or 0 for one in come) >= open_minor[invoice_id]
    }


def _come(then: Account, invoice: Invoice, left: Departure) -> Iterator[Crossing]:
    before = {i.invoice_id: i for i in then.invoices}[invoice.invoice_id]
    known = {(entry.payment_id, entry.recorded_at) for entry in before.allocations}
    # Money and notes that were there and named no invoice are known: they were netted.
    here = {receipt.payment_id for receipt in then.receipts}
    for entry in invoice.allocations:
        new = (entry.payment_id, entry.recorded_at) not in known
        if new and entry.net_minor > 0 and entry.payment_id not in here:
            if not _noted(then, entry) and _was_there(entry, left):
                by = CrossedBy.CREDIT_NOTE if entry.of_credit else CrossedBy.PAYMENT
                yield Crossing(by, entry.recorded_at, entry.value_on, entry.net_minor)


def _noted(then: Account, entry: Allocation) -> bool:
    """Whether it is of a credit note that was on file."""
    return any(entry.by_note(invoice.invoice_id) for invoice in then.invoices)


def _was_there(entry: Allocation, left: Departure) -> bool:
    """Whether the bank had the money, or the note was written, before the mail left."""
    if entry.recorded_at <= left.handed_over_at:
        return True
    return entry.value_on < left.on or (entry.value_on == left.on and not entry.of_credit)


def said_across(
    facts: Sequence[tuple[Fact, int]], invoice_ids: Collection[str], left: Departure
) -> tuple[Crossing, ...]:
    """What was said about invoices before a message left, and recorded after its reservation.

    Each fact comes with the version of the account that it made.
    """
    wanted = frozenset(invoice_ids)
    return tuple(
        Crossing(_SAID[fact.kind], fact.recorded_at, fact.effective_on)
        for fact, version in facts
        if fact.kind in _SAID
        and (wanted.intersection(fact.invoice_ids) or not fact.invoice_ids)
        and _came_later(fact, version, left)
        and not _changes_nothing(fact)
        and (fact.effective_on < left.on or fact.recorded_at <= left.handed_over_at)
    )


def _came_later(fact: Fact, version: int, left: Departure) -> bool:
    """Whether it was committed after the reservation."""
    if left.version is not None:
        return version > left.version
    return fact.recorded_at > left.reserved_at


def _changes_nothing(fact: Fact) -> bool:
    reply = fact.kind == FactKind.REPLY and fact.figures.get("kind") in _BY_MACHINE
    return reply and not fact.figures.get("contests")
