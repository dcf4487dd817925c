"""Overrides: a person chooses the policy or the profile of a customer (B2, B4)."""

from datetime import date, datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from relance.flows.staff.overrides import OverrideWish, lift_override, set_override

from ..caller import caller, new_router
from ..fields import Answer, Body, Code, CustomerId, Day, ShortText

router = new_router()

What = Annotated[Literal["policy", "profile"], Path(description="What is chosen")]


class OverrideBody(Body):
    """What holds instead, why, and through which day: 180 days at most, gentle 90."""

    value: Code
    reason: ShortText
    until_on: Day | None = None


class OverrideAnswer(Answer):
    """What a person chose; `until_on` is the last day."""

    what: str
    value: str
    reason: str
    author: str
    recorded_at: datetime
    until_on: date


@router.put("/v1/customers/<customer_id>/overrides/<what>", summary="Choose policy or profile")
def put(customer_id: CustomerId, what: What, body: OverrideBody) -> OverrideAnswer:
    """Let this hold instead of what settings and figures say, for a time."""
    who = caller(router)
    wish = OverrideWish(what, body.value, body.reason, body.until_on)
    found = set_override(who.tenant_id, customer_id, wish, who.author, who.today(), who.now)
    return OverrideAnswer.model_validate(found)


@router.delete("/v1/customers/<customer_id>/overrides/<what>", summary="Lift an override")
def delete(customer_id: CustomerId, what: What) -> Response[str]:
    """Let settings and figures decide again."""
    who = caller(router)
    lift_override(who.tenant_id, customer_id, what, who.author, who.today(), who.now)
    return Response(204, body="")
