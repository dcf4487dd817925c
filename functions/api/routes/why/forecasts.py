"""What is to come, for an invoice, a customer or the whole tenant (B14)."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from relance.domain.ahead.forecast import Assumptions
from relance.flows.tenant.settings import get_settings
from relance.flows.why.forecast import Horizon, Outlook, of_customer, of_invoice, of_tenant

from ..answer_size import fitting
from ..caller import Caller, caller, new_router
from ..fields import Cursor, CustomerId, InvoiceId, left_out
from .forecast_answers import (
    CustomerLines,
    OutlookAnswer,
    OutlooksAnswer,
    TotalAnswer,
    assumed_answer,
    line_answers,
)

router = new_router()

Days = Annotated[int, Query(ge=1, le=90, description="Days after today, at most 90")]
Mode = Annotated[Literal["live", "as_is"], Query(description="As if live, or in today's mode")]
Approvals = Annotated[Literal["missing", "given"], Query(description="Whether people approve")]
Calls = Annotated[Literal["untouched", "reached"], Query(description="What becomes of calls")]
Few = Annotated[int, Query(ge=1, le=50, description="Customers of a page")]


@router.get("/v1/invoices/<invoice_id>/forecast", summary="What is to come about an invoice")
def get_invoice(
    invoice_id: InvoiceId,
    days: Days = 30,
    mode: Mode = "live",
    approvals: Approvals = "missing",
    calls: Calls = "untouched",
) -> OutlookAnswer:
    """Answer the next messages and tasks that name the invoice, were nothing new to happen."""
    who = caller(router)
    span = _span(who, days, mode, approvals, calls)
    return _answer(of_invoice(who.tenant_id, invoice_id, span), who, span)


@router.get("/v1/customers/<customer_id>/forecast", summary="What is to come for a customer")
def get_customer(
    customer_id: CustomerId,
    days: Days = 30,
    mode: Mode = "live",
    approvals: Approvals = "missing",
    calls: Calls = "untouched",
) -> OutlookAnswer:
    """Answer the next messages and tasks for the customer, were nothing new to happen."""
    who = caller(router)
    span = _span(who, days, mode, approvals, calls)
    return _answer(of_customer(who.tenant_id, customer_id, span), who, span)


@router.get("/v1/forecast", summary="What is to come for all customers")
def get_all(
    days: Days = 30,
    mode: Mode = "live",
    approvals: Approvals = "missing",
    calls: Calls = "untouched",
    cursor: Cursor = None,
    limit: Few = 25,
) -> OutlooksAnswer:
    """Answer a page of customers; the totals of the pages add up."""
    who = caller(router)
    span = _span(who, days, mode, approvals, calls)
    found = of_tenant(who.tenant_id, cursor, limit, span)
    language = get_settings(who.tenant_id).language
    outlooks = (outlook for _, outlook in found.page.values)
    customers = fitting(outlooks, lambda outlook: _lines(outlook, language))
    return OutlooksAnswer(
        assumptions=assumed_answer(span, language),
        totals=[TotalAnswer.model_validate(total) for total in found.totals(len(customers))],
        customers=customers,
        cursor=found.page.cursor_behind(len(customers)),
        left_out=left_out(found.page.left_out),
    )


def _lines(outlook: Outlook, language: str) -> CustomerLines:
    shown, cut = line_answers(outlook.lines, language)
    return CustomerLines(
        customer_id=outlook.customer_id,
        customer_name=outlook.customer_name,
        lines=shown,
        left_out=cut,
    )


def _span(who: Caller, days: int, mode: str, approvals: str, calls: str) -> Horizon:
    assumptions = Assumptions(mode == "live", approvals == "given", calls == "reached")
    return Horizon(who.now, days, assumptions)


def _answer(outlook: Outlook, who: Caller, span: Horizon) -> OutlookAnswer:
    language = get_settings(who.tenant_id).language
    told = dict(_lines(outlook, language))
    return OutlookAnswer(assumptions=assumed_answer(span, language), **told)
