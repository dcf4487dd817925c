"""An invoice as the invoicing tool sends it (A2, R31)."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from relance.domain.errors import Invalid
from relance.domain.ledger.due_changes import DueReason, DueSaid
from relance.domain.ledger.invoices import DocumentType, Invoice, Part, PartReason, PaymentMethod
from relance.domain.ledger.terms import Dues, MonthEnd, Terms, parts_of

from ..fields import (
    AmountMinor,
    Body,
    Country,
    Currency,
    Day,
    Id,
    PositiveMinor,
    ShortText,
    Url,
    Version,
)
from ..merging import Document, ReadOnly, document
from .invoice_answers import InvoiceAnswer, InvoiceContent

_ACCEPTANCE = ("accepted_on", "works_country", "open_reserve")
_DUES = frozenset({"due_on", "terms", "parts"})

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
    """One part with its own due date.

    Of a retention: when the works were accepted (`accepted_on`), in which country they are, and
    whether a reserve is open. Only of French works, accepted without one, a message goes by itself.
    """

    part_id: Id
    amount_minor: PositiveMinor
    due_on: Day
    reason: PartReason = PartReason.INSTALMENT
    accepted_on: Day | None = None
    works_country: Country | None = None
    open_reserve: Annotated[bool, Field(strict=True)] | None = None

    def part(self, index: int, today: date, before: Part | None) -> Part:
        """The part; raises Invalid where an acceptance is told of no retention, or is to come.

        What is left out of a retention stays as it was: a person had entered it.
        """
        for name in _ACCEPTANCE:
            if getattr(self, name) is not None and self.reason is not PartReason.RETENTION:
                raise Invalid(f"parts.{index}.{name}", "of a retention only")
        if self.accepted_on and self.accepted_on > today:
            raise Invalid(f"parts.{index}.accepted_on", "the works have not been accepted yet")
        said = self.model_dump()
        if before and self.reason is before.reason:
            left_out = {*_ACCEPTANCE} - self.model_fields_set
            said |= {name: getattr(before, name) for name in left_out}
        return Part(**said)


class DueChangeBody(Body):
    """Why the due date moves: it was wrong, or we agree to wait; and who decided it."""

    reason: DueReason
    decided_by: Annotated[ShortText, Field(pattern=r"\S")]


class InvoiceBody(Body):
    """An invoice, with due_on, or terms, or parts that add up to total_minor.

    Of an invoice that is known what is left out stays as it is, `null` removes it.
    """

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
    due_change: DueChangeBody | None = None
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
    invoice_id: ReadOnly = None
    paid_minor: ReadOnly = None
    cancelled_on: ReadOnly = None
    recorded_at: ReadOnly = None
    account_id: ReadOnly = None
    status: ReadOnly = None
    open_minor: ReadOnly = None
    items: ReadOnly = None
    allocations: ReadOnly = None
    due_changes: ReadOnly = None
    holds: ReadOnly = None
    last_message: ReadOnly = None

    def invoice(self, invoice_id: str, today: date, before: Invoice | None) -> Invoice:
        """The invoice of that id, said today; raises Invalid where dates or parts contradict it."""
        apart = {"due_on", "terms", "parts", "payer_id", "payment_links", "source_version"}
        apart |= {"due_change", "due_changes"}
        shown_only = {*InvoiceAnswer.model_fields} - {*Invoice.__dataclass_fields__}
        apart |= shown_only | {"invoice_id", "cancelled_on", "recorded_at", "allocations"}
        return Invoice(
            invoice_id,
            parts=parts_of(
                self._dues(today, before), self.total_minor, self.issued_on, self.document_type
            ),
            payer_id=self.payer_id if self.payer_id != self.customer_id else None,
            payment_links=self.payment_links,
            source_version=self.source_version or 0,
            recorded_at=_UNRECORDED,
            **self.model_dump(exclude=apart),
        )

    def due_said(self) -> DueSaid | None:
        """Why the due date moves, if that is said."""
        said = self.due_change
        return DueSaid(said.reason, said.decided_by) if said else None

    def _dues(self, today: date, before: Invoice | None) -> Dues:
        known = {part.part_id: part for part in before.parts} if before else {}
        parts = [
            part.part(index, today, known.get(part.part_id))
            for index, part in enumerate(self.parts or ())
        ]
        return Dues(self.due_on, self.terms.terms() if self.terms else None, parts)


def kept_beside(invoice: Invoice, names: Document) -> dict[str, Any]:
    """What is kept of an invoice where somebody says these things of it anew.

    When it falls due is one thing, however it was said; a single due date holds for another total.
    Without a version of the source what is said is newer.
    """
    shown = document(InvoiceContent.model_validate(invoice))
    del shown["source_version"]
    if any(names.get(name) is not None for name in _DUES):
        del shown["parts"]
    elif [(part.part_id, part.reason) for part in invoice.parts] == [("1", PartReason.INSTALMENT)]:
        (part,) = shown.pop("parts")
        shown["due_on"] = part["due_on"]
    return shown
