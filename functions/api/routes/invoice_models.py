"""Invoices as they come in and as they are answered."""

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import Field

from relance.domain.ledger import DocumentType, Invoice, Part, PartReason, PaymentMethod
from relance.domain.terms import Dues, MonthEnd, Terms, parts_of
from relance.flows.invoice_view import InvoiceView, OpenItem

from .fields import (
    AmountMinor,
    Answer,
    Body,
    Currency,
    Day,
    Id,
    PositiveMinor,
    ShortText,
    Url,
    Version,
)
from .holds import HoldAnswer

# Before an invoice is kept nobody has recorded it.
_UNRECORDED = datetime.min.replace(tzinfo=UTC)


class TermsBody(Body):
    """Payment terms; exactly one field."""

    net_days: Annotated[int, Field(strict=True, ge=0, le=365)] | None = None
    end_of_month_45: MonthEnd | None = None
    none_agreed: Literal[True] | None = None

    def terms(self) -> Terms:
        """The terms as the domain has them."""
        return Terms(self.net_days, self.end_of_month_45, bool(self.none_agreed))


class PartBody(Body):
    """One part with its own due date."""

    part_id: Id
    amount_minor: PositiveMinor
    due_on: Day
    reason: PartReason = PartReason.INSTALMENT


class InvoiceBody(Body):
    """An invoice, with due_on, or terms, or parts that add up to total_minor."""

    number: ShortText
    customer_id: Id
    payer_id: Id | None = None
    currency: Currency
    total_minor: AmountMinor
    issued_on: Day
    due_on: Day | None = None
    terms: TermsBody | None = None
    parts: Annotated[tuple[PartBody, ...], Field(min_length=1, max_length=60)] | None = None
    source_version: Version | None = None
    document_type: DocumentType = DocumentType.INVOICE
    payment_method: PaymentMethod = PaymentMethod.TRANSFER
    received_on: Day | None = None
    purchase_order: ShortText | None = None
    pdf_url: Url | None = None
    payment_links: Annotated[tuple[Url, ...], Field(max_length=10)] = ()
    terms_reference: ShortText | None = None
    corrects: Id | None = None
    assigned_to: ShortText | None = None
    last_level: Annotated[int, Field(strict=True, ge=0, le=9)] | None = None
    last_contacted_on: Day | None = None

    def invoice(self, invoice_id: str) -> Invoice:
        """The invoice of that id; raises Invalid where its dates or parts contradict it."""
        apart = {"due_on", "terms", "parts", "payer_id", "payment_links", "source_version"}
        return Invoice(
            invoice_id,
            parts=parts_of(self._dues(), self.total_minor, self.issued_on, self.document_type),
            payer_id=self.payer_id if self.payer_id != self.customer_id else None,
            payment_links=self.payment_links,
            source_version=self.source_version or 0,
            recorded_at=_UNRECORDED,
            **self.model_dump(exclude=apart),
        )

    def _dues(self) -> Dues:
        parts = [Part(p.part_id, p.amount_minor, p.due_on, p.reason) for p in self.parts or ()]
        return Dues(self.due_on, self.terms.terms() if self.terms else None, parts)


class ItemAnswer(Answer):
    """An open part; `paused` says why it is not chased now."""

    item_id: str
    due_on: date
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
