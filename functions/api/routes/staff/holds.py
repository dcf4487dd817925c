"""Holds: reminders of a customer or an invoice stop, and go on (B11)."""

from datetime import date, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from relance.flows.staff.holds import Place, StopWish, lift_hold, of_customer, of_invoice, set_hold

from ..caller import caller, new_router
from ..fields import Answer, Body, Code, CustomerId, Day, InvoiceId, LongText

router = new_router()

HoldId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class HoldBody(Body):
    """Why, as a short code; through which day; and in words, if need be."""

    reason: Code
    until_on: Day | None = None
    detail: LongText | None = None


class HoldAnswer(Answer):
    """Why reminders stop, and through which day."""

    hold_id: str
    reason: str
    author: str
    recorded_at: datetime
    invoice_id: str | None
    until_on: date | None
    detail: str | None


@router.post("/v1/customers/<customer_id>/holds", summary="Hold a customer")
def hold_customer(customer_id: CustomerId, body: HoldBody) -> tuple[HoldAnswer, int]:
    """Stop the reminders of a customer; the same hold again is answered 200."""
    return _set(of_customer(customer_id), body)


@router.post("/v1/invoices/<invoice_id>/holds", summary="Hold an invoice")
def hold_invoice(invoice_id: InvoiceId, body: HoldBody) -> tuple[HoldAnswer, int]:
    """Stop the reminders of one invoice; the same hold again is answered 200."""
    return _set(of_invoice(caller(router).tenant_id, invoice_id), body)


def _set(place: Place, body: HoldBody) -> tuple[HoldAnswer, int]:
    who = caller(router)
    wish = StopWish(body.reason, body.until_on, body.detail)
    hold, new = set_hold(who.tenant_id, place, wish, who.author, who.today(), who.now)
    return HoldAnswer.model_validate(hold), 201 if new else 200


@router.delete("/v1/customers/<customer_id>/holds/<hold_id>", summary="Lift a customer's hold")
def lift_customer(customer_id: CustomerId, hold_id: HoldId) -> Response[str]:
    """Let the reminders of a customer go on."""
    return _lift(of_customer(customer_id), hold_id)


@router.delete("/v1/invoices/<invoice_id>/holds/<hold_id>", summary="Lift an invoice's hold")
def lift_invoice(invoice_id: InvoiceId, hold_id: HoldId) -> Response[str]:
    """Let the reminders of an invoice go on; a closed one is held no more."""
    return _lift(of_invoice(caller(router).tenant_id, invoice_id), hold_id)


def _lift(place: Place, hold_id: str) -> Response[str]:
    who = caller(router)
    lift_hold(who.tenant_id, place, hold_id, who.author, who.today(), who.now)
    return Response(204, body="")
