"""Disputes: written down for a debtor, read, and answered (C5)."""

from datetime import date, datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path

from relance.domain.account.on_file import Dispute
from relance.domain.answers.disputes import Resolution, awaits_credit
from relance.flows.staff.disputes import Complaint, list_disputes, open_dispute, resolve_dispute

from ..answer_size import fitting
from ..caller import caller, new_router
from ..fields import (
    Answer,
    Body,
    Cursor,
    CustomerId,
    Day,
    Id,
    LongLimit,
    LongText,
    PositiveMinor,
)

router = new_router()

DisputeId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]
Reason = Literal[
    "approval",
    "order_number",
    "wrong_details",
    "price",
    "delivery",
    "quality",
    "credit_note",
    "duplicate",
    "due_date",
    "paid_elsewhere",
    "not_ours",
    "already_disputed",
    "debit_refused",
    "other",
]


class DisputeBody(Body):
    """Why the debtor does not pay an invoice; how much of it is contested, all unless told."""

    invoice_id: Id
    reason: Reason
    amount_minor: PositiveMinor | None = None
    note: LongText | None = None


class ResolveBody(Body):
    """What a person answers.

    `credited_on`: from when the ledger holds the credit of an upheld dispute, where no credit note
    names the invoice. `promised_on`: the day agreed on, with the outcome promised.
    """

    outcome: Literal["upheld", "refused", "promised"]
    credited_on: Day | None = None
    promised_on: Day | None = None
    note: LongText | None = None


class DisputeAnswer(Answer):
    """A dispute; state is open, credit_note_awaited (upheld, and we are late) or resolved.

    `item_id` where it is about one part of the invoice: a retention whose release was opposed.
    """

    dispute_id: str
    invoice_id: str
    currency: str
    reason: str
    amount_minor: int | None
    opened_on: date
    recorded_at: datetime
    author: str
    state: Literal["open", "credit_note_awaited", "resolved"]
    outcome: str | None
    resolved_on: date | None
    credited_on: date | None
    item_id: str | None
    letter_on: date | None
    letter_reference: str | None

    @classmethod
    def of(cls, dispute: Dispute) -> "DisputeAnswer":
        """The answer for one dispute."""
        state = "credit_note_awaited" if awaits_credit(dispute) else "resolved"
        names = cls.model_fields.keys() - {"state"}
        said = {name: getattr(dispute, name) for name in names}
        return cls.model_validate(said | {"state": state if dispute.outcome else "open"})


class DisputeList(Answer):
    """The disputes of a customer, those of the last two years among the resolved ones.

    A page at a time.
    """

    disputes: list[DisputeAnswer]
    cursor: str | None


@router.post("/v1/customers/<customer_id>/disputes", summary="Write down a dispute")
def post(customer_id: CustomerId, body: DisputeBody) -> tuple[DisputeAnswer, int]:
    """Pause an invoice until a person has answered; the same again is answered 200."""
    who = caller(router)
    said = Complaint(body.invoice_id, body.reason, body.amount_minor, body.note)
    dispute, new = open_dispute(who.tenant_id, customer_id, said, who.author, who.today(), who.now)
    return DisputeAnswer.of(dispute), 201 if new else 200


@router.get("/v1/customers/<customer_id>/disputes", summary="List the disputes of a customer")
def listed(customer_id: CustomerId, cursor: Cursor = None, limit: LongLimit = 1000) -> DisputeList:
    """Answer the disputes of a customer's account, the first opened first."""
    page = list_disputes(caller(router).tenant_id, customer_id, cursor, limit)
    disputes = fitting((dispute for _, dispute in page.values), DisputeAnswer.of)
    return DisputeList(disputes=disputes, cursor=page.cursor_behind(len(disputes)))


@router.post(
    "/v1/customers/<customer_id>/disputes/<dispute_id>/resolve", summary="Resolve a dispute"
)
def post_resolution(
    customer_id: CustomerId, dispute_id: DisputeId, body: ResolveBody
) -> DisputeAnswer:
    """Answer it: refused, the ladder goes on; upheld, it begins anew after the credit note."""
    who = caller(router)
    resolution = Resolution(body.outcome, body.credited_on, body.promised_on)
    dispute = resolve_dispute(
        who.tenant_id,
        customer_id,
        dispute_id,
        resolution,
        body.note,
        who.author,
        who.today(),
        who.now,
    )
    return DisputeAnswer.of(dispute)
