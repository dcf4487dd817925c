"""An invoice as it is answered: what was said, what is open, what holds it."""

from datetime import date, datetime
from typing import Literal

from relance.domain.ledger.due_changes import DueReason
from relance.domain.ledger.invoices import DocumentType, Invoice, PartReason, PaymentMethod
from relance.flows.invoicing.invoice_view import InvoiceView, OpenItem

from ..fields import Answer, LeftOut
from ..staff.holds import HoldAnswer


class ItemAnswer(Answer):
    """An open part; `paused` says why it is not chased now."""

    item_id: str
    due_on: date
    legal_due_on: date
    amount_minor: int
    open_minor: int
    reason: PartReason
    overdue: bool
    paused: str | None
    paused_until: date | None

    @classmethod
    def of(cls, found: OpenItem) -> "ItemAnswer":
        """The answer for one open part."""
        return cls(
            item_id=found.item.item_id,
            due_on=found.item.due_on,
            legal_due_on=found.item.legal_due_on,
            amount_minor=found.item.part.amount_minor,
            open_minor=found.item.open_minor,
            reason=found.item.part.reason,
            overdue=found.overdue,
            paused=found.pause.reason if found.pause else None,
            paused_until=found.pause.until_on if found.pause else None,
        )


class PartAnswer(Answer):
    """One part as kept."""

    part_id: str
    amount_minor: int
    due_on: date
    reason: PartReason
    accepted_on: date | None
    works_country: str | None
    open_reserve: bool | None


class DueChangeAnswer(Answer):
    """One move of a due date; without a reason nobody has said why yet."""

    part_id: str
    from_on: date
    to_on: date
    on: date
    recorded_at: datetime
    reason: DueReason | None
    decided_by: str | None


class AllocationAnswer(Answer):
    """Money on the invoice; `reversed_minor` of it went back."""

    payment_id: str
    amount_minor: int
    value_on: date
    recorded_at: datetime
    reversed_minor: int


class MessageAnswer(Answer):
    """How far the last message about the invoice got."""

    message_id: str
    kind: str
    level: int
    state: str
    on: date
    sent_at: datetime | None
    delivered_at: datetime | None


class InvoiceContent(Answer):
    """What the invoicing tool said."""

    invoice_id: str
    number: str
    customer_id: str
    payer_id: str | None
    currency: str
    total_minor: int
    paid_minor: int
    issued_on: date
    parts: list[PartAnswer]
    source_version: int
    document_type: DocumentType
    payment_method: PaymentMethod
    received_on: date | None
    purchase_order: str | None
    pdf_url: str | None
    payment_links: list[str]
    terms_reference: str | None
    corrects: str | None
    assigned_to: str | None
    last_level: int | None
    last_contacted_on: date | None
    cancelled_on: date | None
    due_changes: list[DueChangeAnswer]
    recorded_at: datetime


class InvoiceKept(InvoiceContent):
    """An invoice as kept; `stale` when a newer version had come before."""

    outcome: Literal["created", "amended", "unchanged", "stale", "cancelled"]
    stale: bool


class InvoiceAnswer(InvoiceContent):
    """An invoice as it stands now."""

    account_id: str
    status: Literal["open", "closed", "cancelled"]
    open_minor: int
    items: list[ItemAnswer]
    allocations: list[AllocationAnswer]
    holds: list[HoldAnswer]
    last_message: MessageAnswer | None


class InvoicePage(Answer):
    """Invoices, earliest due first; `cursor` asks for the next page."""

    invoices: list[InvoiceContent]
    cursor: str | None
    left_out: list[LeftOut]


def content_of(invoice: Invoice) -> dict[str, object]:
    """What the invoicing tool said, as answered."""
    return InvoiceContent.model_validate(invoice).model_dump()


def answer_of(view: InvoiceView) -> InvoiceAnswer:
    """The invoice as it stands now."""
    message = view.last_message
    last = {
        "message_id": message.message_id,
        "kind": message.key.kind,
        "level": message.key.level,
        "state": message.state.value,
        "on": message.on,
        "sent_at": message.sent_at,
        "delivered_at": message.delivered_at,
    } if message else None  # fmt: skip
    return InvoiceAnswer.model_validate(
        {
            **content_of(view.invoice),
            "account_id": view.account_id,
            "status": view.status,
            "open_minor": view.open_minor,
            "items": [ItemAnswer.of(item) for item in view.items],
            "allocations": view.invoice.allocations,
            "holds": view.holds,
            "last_message": last,
        }
    )
