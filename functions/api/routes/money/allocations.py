"""Allocation: a person says what money without an invoice was paid for (practice 1)."""

from typing import Annotated

from pydantic import Field

from relance.domain.booking.correcting import Rest
from relance.domain.errors import Invalid
from relance.domain.ledger.payments import Share
from relance.flows.money.allocation import allocate_payment
from relance.flows.money.correction import Wanted, correct_allocation

from ..caller import caller, new_router
from ..fields import Body, Id
from .payments import AllocationBody, PaymentAnswer, PaymentPath

router = new_router()


class AllocateBody(Body):
    """How much of a payment is to be on each invoice, in all; what waits then is the customer's.

    What is there already counts, so that the same request again changes nothing.
    """

    allocations: Annotated[tuple[AllocationBody, ...], Field(max_length=500)] = ()
    customer_id: Id | None = None


@router.post("/v1/payments/<payment_id>/allocate", summary="Allocate money without an invoice")
def post(payment_id: PaymentPath, body: AllocateBody) -> PaymentAnswer:
    """Put free money on invoices: what waits in the pot, or is unallocated cash of a customer."""
    who = caller(router)
    if not body.allocations and body.customer_id is None:
        raise Invalid("allocations", "say where the money goes: allocations, or a customer_id")
    shares = tuple(Share(a.amount_minor, a.invoice_id) for a in body.allocations)
    payment = allocate_payment(who.tenant_id, payment_id, shares, body.customer_id, who.now)
    return PaymentAnswer.of(who.tenant_id, payment)


class CorrectionBody(Body):
    """Where all of a payment is to be; invoices that are not named keep nothing of it.

    What no invoice is named for stays with the accounts that had it, unless `customer_id` says
    whose it is; null: nobody known.
    """

    allocations: Annotated[tuple[AllocationBody, ...], Field(max_length=500)]
    customer_id: Id | None = None


@router.put("/v1/payments/<payment_id>/allocations", summary="Correct where a payment is")
def put(payment_id: PaymentPath, body: CorrectionBody) -> PaymentAnswer:
    """Put money that was on the wrong invoices, or customers, where it belongs.

    Nobody is told that a payment came back: the error was ours.
    """
    who = caller(router)
    shares = tuple(Share(a.amount_minor, a.invoice_id) for a in body.allocations)
    rest = Rest("customer_id" in body.model_fields_set, body.customer_id)
    wanted = Wanted(shares, rest, who.author)
    return PaymentAnswer.of(
        who.tenant_id, correct_allocation(who.tenant_id, payment_id, wanted, who.now)
    )
