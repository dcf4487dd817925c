"""Allocation: a person says what money without an invoice was paid for (practice 1)."""

from typing import Annotated

from pydantic import Field

from relance.domain.ledger.payments import Share
from relance.flows.money.allocation import allocate_payment

from ..caller import caller, new_router
from ..fields import Body, Id
from .payments import AllocationBody, PaymentAnswer, PaymentPath

router = new_router()


class AllocateBody(Body):
    """How much of a payment is to be on each invoice, in all; what waits then is the customer's.

    What is there already counts, so that the same request again changes nothing.
    """

    allocations: Annotated[tuple[AllocationBody, ...], Field(max_length=25)] = ()
    customer_id: Id | None = None


@router.post("/v1/payments/<payment_id>/allocate", summary="Allocate money without an invoice")
def post(payment_id: PaymentPath, body: AllocateBody) -> PaymentAnswer:
    """Put free money on invoices: what waits in the pot, or is unallocated cash of a customer."""
    who = caller(router)
    shares = tuple(Share(a.amount_minor, a.invoice_id) for a in body.allocations)
    payment = allocate_payment(who.tenant_id, payment_id, shares, body.customer_id, who.now)
    return PaymentAnswer.of(who.tenant_id, payment)
