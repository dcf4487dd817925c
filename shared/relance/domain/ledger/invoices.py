"""Who owes what: customers, invoices, money, and what is open of each (R1, R31)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from relance.domain.ledger.due_changes import (
    SMALL_MOVE,
    DueChange,
    due_before,
    later_moves,
    legal_on,
)
from relance.domain.ledger.item_id import ItemId


class DocumentType(StrEnum):
    """What an invoice document is; only some of them are a debt (practice 1)."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEPOSIT_INVOICE = "deposit_invoice"
    PRO_FORMA = "pro_forma"
    ORDER_CONFIRMATION = "order_confirmation"
    INTEREST_INVOICE = "interest_invoice"
    SELF_BILLED = "self_billed"


CHASEABLE = {DocumentType.INVOICE, DocumentType.DEPOSIT_INVOICE, DocumentType.SELF_BILLED}


class PaymentMethod(StrEnum):
    """How an invoice is to be paid; everything depends on it (practice 1)."""

    TRANSFER = "transfer"
    CARD = "card"
    DIRECT_DEBIT_CORE = "direct_debit_core"
    DIRECT_DEBIT_B2B = "direct_debit_b2b"
    LCR = "lcr"
    BOR = "bor"
    CHEQUE = "cheque"
    PORTAL = "portal"
    FACTOR = "factor"
    NETTING = "netting"


DEBITS = frozenset({PaymentMethod.DIRECT_DEBIT_CORE, PaymentMethod.DIRECT_DEBIT_B2B})
BILLS = frozenset({PaymentMethod.LCR, PaymentMethod.BOR})  # bills of exchange
# The creditor, or the bank, takes the money: the debtor does nothing.
COLLECTED = DEBITS | BILLS
# After a late receipt of the invoice the ladder starts this many days later (R7).
RECEIVED_LATE_DAYS = 10


class PartReason(StrEnum):
    """Why a part of an invoice has a due date of its own."""

    INSTALMENT = "instalment"
    RETENTION = "retention"
    DISCOUNT_PERIOD = "discount_period"


FRANCE = "FR"  # the law of 16 July 1971 releases a retention a year after acceptance


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an invoice with its own due date; the parts add up to the total."""

    part_id: str
    amount_minor: int
    due_on: date
    reason: PartReason = PartReason.INSTALMENT
    accepted_on: date | None = None  # of a retention: when the works were accepted (R41)
    works_country: str | None = None
    open_reserve: bool | None = None  # None: nobody has said

    @property
    def releasable(self) -> bool:
        """Whether it is kept of French works that were accepted, and no reserve is open."""
        accepted = self.reason is PartReason.RETENTION and self.accepted_on is not None
        return accepted and self.works_country == FRANCE and self.open_reserve is False


_OF_CREDIT = "credit:"  # in place of the id of a payment


@dataclass(frozen=True, slots=True)
class Allocation:
    """Money applied to one invoice: what the payer took back of it, and what we gave back."""

    payment_id: str
    amount_minor: int
    value_on: date
    recorded_at: datetime
    reversed_minor: int = 0
    reversed_at: datetime | None = None  # when the return was recorded
    refunded_minor: int = 0  # by the creditor: no payment came back (R40)
    refunded_at: datetime | None = None  # when the refund was recorded

    @classmethod
    def by_credit(cls, note_id: str, amount_minor: int, on: date, now: datetime) -> Self:
        """What a credit note gives to an invoice."""
        return cls(f"{_OF_CREDIT}{note_id}", amount_minor, on, now)

    @property
    def net_minor(self) -> int:
        """What the invoice keeps of it."""
        return self.amount_minor - self.gone_minor

    @property
    def gone_minor(self) -> int:
        """What left it again, whoever wanted it."""
        return self.reversed_minor + self.refunded_minor

    @property
    def of_credit(self) -> bool:
        """Whether it was given by a credit note, and no money was paid."""
        return self.payment_id.startswith(_OF_CREDIT)

    def by_note(self, note_id: str) -> bool:
        """Whether this credit note gave it."""
        return self.payment_id == f"{_OF_CREDIT}{note_id}"


@dataclass(frozen=True, slots=True)
class Undone:
    """A fact of ours that was undone: meanwhile the invoice was said to owe less (R40).

    `thanked_on` is the day on which the debtor had been told of money that was not his.
    """

    done_at: datetime
    undone_at: datetime
    amount_minor: int
    value_on: date
    thanked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """A document of the invoicing tool, filed in the account of who pays it."""

    invoice_id: str
    customer_id: str  # who owes (the legal entity); the account is the payer's
    number: str
    currency: str
    total_minor: int
    issued_on: date
    parts: tuple[Part, ...]
    source_version: int
    recorded_at: datetime
    document_type: DocumentType = DocumentType.INVOICE
    payment_method: PaymentMethod = PaymentMethod.TRANSFER
    received_on: date | None = None
    purchase_order: str | None = None
    pdf_url: str | None = None
    payment_links: tuple[str, ...] = ()
    terms_reference: str | None = None
    corrects: str | None = None  # a credit note: the invoice it lowers
    assigned_to: str | None = None  # a factor
    last_level: int | None = None  # import: what was sent before Relance (R29)
    last_contacted_on: date | None = None
    cancelled_on: date | None = None
    ladder_from_on: date | None = None  # where it begins anew (R7)
    taken_back_on: date | None = None  # from a factor
    payer_id: str | None = None
    content_digest: str = ""
    allocations: tuple[Allocation, ...] = field(default=())
    undone: tuple[Undone, ...] = ()
    due_changes: tuple[DueChange, ...] = ()  # of all parts, oldest first (R34)

    @property
    def paid_minor(self) -> int:
        """Money applied to this invoice and kept."""
        return sum(allocation.net_minor for allocation in self.allocations)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money of the account that is not applied to an invoice (unallocated cash)."""

    payment_id: str
    currency: str
    unallocated_minor: int
    value_on: date
    recorded_at: datetime
    means: str = "transfer"


@dataclass(frozen=True, slots=True)
class Item:
    """One open part of an invoice (R1); it keeps its own rung on the ladder."""

    invoice: Invoice
    part: Part
    open_minor: int
    item_id: ItemId = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = ItemId.of(self.invoice.invoice_id, self.part.part_id)
        object.__setattr__(self, "item_id", named)

    @property
    def currency(self) -> str:
        """The currency of the invoice."""
        return self.invoice.currency

    @property
    def due_on(self) -> date:
        """The due date in force: the ladder counts from it, and nothing is late before it."""
        return self.part.due_on

    @property
    def due_changes(self) -> tuple[DueChange, ...]:
        """How the due date of this part moved, oldest first (R34)."""
        return changes_of(self.invoice, self.part.part_id)

    @property
    def legal_due_on(self) -> date:
        """The due date for law, interest, limitation and insurer (R34)."""
        return legal_on(self.due_changes, self.due_on)

    @property
    def anew_on(self) -> date | None:
        """The last day on which its ladder began anew, for whatever reason (R7, R34)."""
        days = [change.on for change in later_moves(self.due_changes)]
        if self.invoice.ladder_from_on:
            days.append(self.invoice.ladder_from_on)
        return max(days, default=None)

    def moved_since(self, at: datetime) -> bool:
        """Whether it is due more than three days later than what was said then could know (R34)."""
        later = (change for change in self.due_changes if change.recorded_at >= at)
        return self.due_on - due_before(later, self.due_on) > SMALL_MOVE

    def overdue(self, today: date) -> bool:
        """Whether the day is strictly after the due date (R5)."""
        return today > self.due_on


def open_parts(invoice: Invoice, credited_minor: int) -> tuple[Item, ...]:
    """The open parts of an invoice: what was paid or credited settles the earliest due first."""
    settled = invoice.paid_minor + credited_minor
    items = []
    for part in sorted(invoice.parts, key=lambda part: (part.due_on, part.part_id)):
        taken = min(max(settled, 0), part.amount_minor)
        settled -= taken
        if part.amount_minor > taken:
            items.append(Item(invoice, part, part.amount_minor - taken))
    return tuple(items)


def open_minor(invoice: Invoice, credited_minor: int = 0) -> int:
    """What is left to pay on an invoice; never negative."""
    return max(invoice.total_minor - invoice.paid_minor - credited_minor, 0)


def money_up_to(invoice: Invoice, part_id: str) -> tuple[Allocation, ...]:
    """The money, first come first, by which the parts of an invoice up to one were paid."""
    needed_minor = 0
    for part in sorted(invoice.parts, key=lambda part: (part.due_on, part.part_id)):
        needed_minor += part.amount_minor
        if part.part_id == part_id:
            break
    taken: list[Allocation] = []
    come_minor = 0
    for entry in sorted(invoice.allocations, key=lambda entry: entry.recorded_at):
        if entry.net_minor > 0 and not entry.of_credit and come_minor < needed_minor:
            taken.append(entry)
            come_minor += entry.net_minor
    return tuple(taken)


def changes_of(invoice: Invoice, part_id: str) -> tuple[DueChange, ...]:
    """How the due date of one part moved, oldest first."""
    return tuple(change for change in invoice.due_changes if change.part_id == part_id)


def as_due(invoice: Invoice, at: datetime) -> Invoice:
    """The invoice with the due dates that were in force at an instant (R34)."""
    known = tuple(one for one in invoice.due_changes if one.recorded_at <= at)
    if known == invoice.due_changes:
        return invoice
    parts = []
    for part in invoice.parts:
        later = (c for c in changes_of(invoice, part.part_id) if c not in known)
        parts.append(replace(part, due_on=due_before(later, part.due_on)))
    return replace(invoice, parts=tuple(parts), due_changes=known)
