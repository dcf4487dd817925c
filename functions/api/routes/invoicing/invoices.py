"""Invoices: put, get, list, cancel, and what happened to one (A2, R19, R20)."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.domain.ledger.invoices import Invoice
from relance.flows.invoicing.invoice_view import view_invoice
from relance.flows.invoicing.invoices import (
    InvoicePut,
    Said,
    cancel,
    is_known,
    put_invoice,
    require_invoice,
)
from relance.flows.listing import Wanted, list_invoices
from relance.flows.money.payments import match_unmatched
from relance.flows.why.timeline import timeline_page

from ..answer_size import fitting
from ..caller import Caller, caller, new_router
from ..fields import (
    ID_PATTERN,
    Answer,
    Body,
    Code,
    Cursor,
    Day,
    InvoiceId,
    Limit,
    LongLimit,
    left_out,
)
from ..merging import Document, Patch, document, patch_over, put_over
from .invoice_answers import (
    InvoiceAnswer,
    InvoiceContent,
    InvoiceKept,
    InvoicePage,
    answer_of,
    content_of,
)
from .invoice_body import InvoiceBody, kept_beside

router = new_router()


class CancelBody(Body):
    """Why the debt is no more; from today unless told otherwise."""

    reason: Code
    on: Day | None = None


class EventAnswer(Answer):
    """One state that a message reached."""

    at: datetime
    state: str
    attempt: int
    detail: str


class EntryAnswer(Answer):
    """One thing that happened."""

    at: datetime
    kind: Literal["not_kept", "fact", "message", "decision", "skipped", "superseded"]
    name: str
    summary: str
    figures: dict[str, Any]
    note: str | None
    states: list[EventAnswer]
    until_at: datetime | None


class TimelineAnswer(Answer):
    """What happened to an invoice, the newest last; `cursor` asks for what came after it."""

    invoice_id: str
    entries: list[EntryAnswer]
    cursor: str | None


@router.put("/v1/invoices/<invoice_id>", summary="Create or amend an invoice")
def put(invoice_id: InvoiceId, body: InvoiceBody) -> tuple[InvoiceKept, int]:
    """Keep what is named; the same again, or an older version, changes nothing."""
    said = router.current_event.json_body
    return _put(invoice_id, said, lambda shown: put_over(InvoiceBody, shown, said))


@router.patch("/v1/invoices/<invoice_id>", summary="Change an invoice")
def patch(invoice_id: InvoiceId, body: Patch) -> tuple[InvoiceKept, int]:
    """Merge into an invoice that is known."""
    require_invoice(caller(router).tenant_id, invoice_id)
    return _put(invoice_id, body, lambda shown: patch_over(InvoiceBody, shown, body))


def _put(
    invoice_id: str, names: Document, over: Callable[[Document], InvoiceBody]
) -> tuple[InvoiceKept, int]:
    who = caller(router)
    beside = _beside(who, invoice_id, names)

    def said(before: Invoice | None) -> Said:
        kept = kept_beside(before, names) if before else {"invoice_id": invoice_id}
        body = over({**kept, **beside})
        invoice = body.invoice(invoice_id, who.today(), before)
        return Said(invoice, body.source_version, body.due_said())

    kept = put_invoice(who.tenant_id, invoice_id, said, who.today(), who.now)
    if kept.outcome in ("created", "unchanged"):  # the first answer may have been lost
        match_unmatched(who.tenant_id, invoice_id, who.now)
    return _kept(kept), 201 if kept.outcome == "created" else 200


def _beside(who: Caller, invoice_id: str, names: Document) -> dict[str, Any]:
    """What is shown of an invoice and cannot be set; read where somebody sends it back."""
    beside = {*InvoiceAnswer.model_fields} - {*InvoiceContent.model_fields}
    if not beside & names.keys() or not is_known(who.tenant_id, invoice_id):
        return {}
    shown = document(answer_of(view_invoice(who.tenant_id, invoice_id, who.now)))
    return {name: shown[name] for name in beside}


def _kept(kept: InvoicePut) -> InvoiceKept:
    said = {"outcome": kept.outcome, "stale": kept.outcome == "stale"}
    return InvoiceKept.model_validate({**content_of(kept.invoice), **said})


@router.get("/v1/invoices/<invoice_id>", summary="Read an invoice as it stands now")
def get(invoice_id: InvoiceId) -> InvoiceAnswer:
    """Answer what is open, what holds it, and how far the last message got."""
    who = caller(router)
    return answer_of(view_invoice(who.tenant_id, invoice_id, who.now))


@router.get("/v1/invoices", summary="List invoices")
def listed(
    status: Literal["open", "closed"] = "open",
    customer_id: Annotated[str | None, Query(pattern=ID_PATTERN)] = None,
    due_before: Annotated[Day | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> InvoicePage:
    """Answer a page, earliest due first; a change may take a moment to appear.

    With customer_id: the invoices of that customer's account, those that it pays for others too.
    """
    wanted = Wanted(status == "closed", customer_id, due_before)
    page = list_invoices(caller(router).tenant_id, wanted, cursor, limit)
    invoices = fitting((i for _, i in page.values), InvoiceContent.model_validate)
    ends = page.cursor_behind(len(invoices))
    return InvoicePage(invoices=invoices, cursor=ends, left_out=left_out(page.left_out))


@router.post("/v1/invoices/<invoice_id>/cancel", summary="Take an invoice out of the debt")
def post_cancel(invoice_id: InvoiceId, body: CancelBody) -> InvoiceKept:
    """Cancel the invoice; money on it stays with the customer. Twice is once."""
    who = caller(router)
    on = body.on or who.today()
    return _kept(cancel(who.tenant_id, invoice_id, on, body.reason, who.now))


@router.get("/v1/invoices/<invoice_id>/timeline", summary="What happened to an invoice")
def get_timeline(
    invoice_id: InvoiceId, cursor: Cursor = None, limit: LongLimit = 1000
) -> TimelineAnswer:
    """Answer facts, messages and decisions with their reasons, the newest last."""
    page = timeline_page(caller(router).tenant_id, invoice_id, cursor, limit)
    entries = fitting((entry for _, entry in page.values), EntryAnswer.model_validate)
    cursor = page.cursor_behind(len(entries))
    return TimelineAnswer(invoice_id=invoice_id, entries=entries, cursor=cursor)
