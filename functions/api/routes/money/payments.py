"""Payments: received, read, sent back, and those that wait for their invoice (R22)."""

from datetime import date, datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field

from relance.domain.errors import Invalid
from relance.domain.ledger.payments import Payment, Share, Way
from relance.flows.money.payments import get_payment, record_payment, unmatched_page
from relance.flows.money.returns import Going, may_bounce_until, send_out, take_in

from ..answer_size import fitting
from ..caller import Caller, caller, new_router
from ..fields import (
    PAYMENT_ID_PATTERN,
    Answer,
    Body,
    Currency,
    Cursor,
    Day,
    Id,
    LeftOut,
    LongLimit,
    PaymentId,
    PositiveMinor,
    left_out,
)

router = new_router()

PaymentPath = Annotated[str, Path(pattern=PAYMENT_ID_PATTERN, description="Bank reference")]
Means = Literal["transfer", "card", "cheque", "direct_debit", "cash", "other"]


# A short code, or what the bank says: AM04, MD06 (ISO 20022, external return reasons).
ReturnReason = Annotated[str, Field(pattern="^[A-Za-z][A-Za-z0-9_]{0,39}$")]


class AllocationBody(Body):
    """What of the payment goes to one invoice."""

    invoice_id: Id
    amount_minor: PositiveMinor


class PaymentBody(Body):
    """Money received; what `allocations` do not name is kept as the customer's."""

    payment_id: PaymentId
    amount_minor: PositiveMinor
    currency: Currency
    value_on: Day
    means: Means = "transfer"
    customer_id: Id | None = None
    allocations: Annotated[tuple[AllocationBody, ...], Field(max_length=500)] = ()

    def payment(self, now: datetime) -> Payment:
        """The payment as the domain has it; raises Invalid where it gives out too much."""
        shares = [Share(a.amount_minor, a.invoice_id) for a in self.allocations]
        rest_minor = self.amount_minor - sum(share.amount_minor for share in shares)
        if rest_minor < 0:
            raise Invalid("allocations", "they add up to more than amount_minor")
        if rest_minor and self.customer_id:
            shares.append(Share(rest_minor, customer_id=self.customer_id))
        return Payment(
            self.payment_id,
            self.amount_minor,
            self.currency,
            self.value_on,
            now,
            self.means,
            tuple(shares),
        )


class GoneBody(Body):
    """What went out, all of it unless told otherwise; all of a payment that went so together.

    A `currency` that is not the payment's is refused.
    """

    amount_minor: PositiveMinor | None = None
    on: Day | None = None
    currency: Currency | None = None

    def going(self, way: Way, reason: str, who: Caller) -> Going:
        """What is told; raises Invalid for a body that says nothing."""
        if not self.model_fields_set:
            raise Invalid("amount_minor", "say how much it is in all")
        return Going(way, self.amount_minor, self.on or who.today(), reason, self.currency)


class ReversalBody(GoneBody):
    """What the payer or his bank took back, and why."""

    reason: ReturnReason = "returned"


class ReinstatementBody(GoneBody):
    """What of a return, or of a refund, is here again, in all: the dispute was won, it failed."""

    what: Literal["return", "refund"]


class ShareAnswer(Answer):
    """A part of a payment that has found no place yet."""

    amount_minor: int
    invoice_id: str | None
    customer_id: str | None


class PlacedAnswer(Answer):
    """Where money went first; without invoice it is unallocated cash of the account."""

    account_id: str
    invoice_id: str | None
    amount_minor: int


class PaymentAnswer(Answer):
    """A payment as recorded."""

    payment_id: str
    amount_minor: int
    currency: str
    value_on: date
    recorded_at: datetime
    means: str
    source: str
    state: str
    reversed_minor: int
    refunded_minor: int
    placed: list[PlacedAnswer]
    waiting: list[ShareAnswer]
    bounce_possible_until: date | None

    @classmethod
    def of(cls, tenant_id: str, payment: Payment) -> "PaymentAnswer":
        """The answer for one payment."""
        names = cls.model_fields.keys() - {"bounce_possible_until"}
        said = {name: getattr(payment, name) for name in names}
        until_on = may_bounce_until(tenant_id, payment)
        return cls.model_validate(said | {"bounce_possible_until": until_on})


class UnmatchedAnswer(Answer):
    """Money that waits for its invoice or its customer."""

    payment_id: str
    amount_minor: int
    currency: str
    value_on: date
    recorded_at: datetime
    means: str
    source: str
    invoice_id: str | None
    customer_id: str | None


class UnmatchedList(Answer):
    """The money of the tenant that waits, a page at a time."""

    payments: list[UnmatchedAnswer]
    cursor: str | None
    left_out: list[LeftOut]


@router.post("/v1/payments", summary="Record a payment")
def post(body: PaymentBody) -> tuple[PaymentAnswer, int]:
    """Record money once: 201 when new, 200 when the same was known, 409 when another was."""
    who = caller(router)
    payment, new = record_payment(who.tenant_id, body.payment(who.now), who.now)
    return PaymentAnswer.of(who.tenant_id, payment), 201 if new else 200


@router.get("/v1/payments/<payment_id>", summary="Read a payment")
def get(payment_id: PaymentPath) -> PaymentAnswer:
    """Answer the payment as recorded."""
    tenant_id = caller(router).tenant_id
    return PaymentAnswer.of(tenant_id, get_payment(tenant_id, payment_id))


@router.post("/v1/payments/<payment_id>/reversal", summary="Record that money went back")
def post_reversal(payment_id: PaymentPath, body: ReversalBody) -> PaymentAnswer:
    """Take money back from the invoices it had paid; they are open again."""
    who = caller(router)
    going = body.going(Way.RETURN, body.reason, who)
    return PaymentAnswer.of(who.tenant_id, send_out(who.tenant_id, payment_id, going, who.now))


@router.post("/v1/payments/<payment_id>/refund", summary="Record that you gave money back")
def post_refund(payment_id: PaymentPath, body: GoneBody) -> PaymentAnswer:
    """Hold what it had paid, until a person says whether a credit note follows."""
    who = caller(router)
    going = body.going(Way.REFUND, "refund", who)
    return PaymentAnswer.of(who.tenant_id, send_out(who.tenant_id, payment_id, going, who.now))


@router.post("/v1/payments/<payment_id>/reinstatement", summary="Record that money is here again")
def post_reinstatement(payment_id: PaymentPath, body: ReinstatementBody) -> PaymentAnswer:
    """Put money back where it was before it went: a refund failed, a dispute was won."""
    who = caller(router)
    going = body.going(Way(body.what), body.what, who)
    return PaymentAnswer.of(who.tenant_id, take_in(who.tenant_id, payment_id, going, who.now))


@router.get("/v1/unmatched-payments", summary="List money that waits")
def unmatched(cursor: Cursor = None, limit: LongLimit = 1000) -> UnmatchedList:
    """Answer the money that has found no invoice and no customer yet."""
    page = unmatched_page(caller(router).tenant_id, cursor, limit)
    waiting = fitting((one for _, one in page.values), UnmatchedAnswer.model_validate)
    ends = page.cursor_behind(len(waiting))
    return UnmatchedList(payments=waiting, cursor=ends, left_out=left_out(page.left_out))
