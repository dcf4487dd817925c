"""Order holds: the order system says whether it holds a customer's new orders (B13)."""

from datetime import date, datetime
from typing import Self

from pydantic import Field, model_validator

from relance.flows.staff.order_holds import say_free, say_held

from ..caller import caller, new_router
from ..fields import Answer, Body, CustomerId, Day

router = new_router()


class OrderHoldBody(Body):
    """Whether new orders are held, and since which day; without one, since today."""

    on: bool = Field(strict=True)
    since_on: Day | None = None

    @model_validator(mode="after")
    def _since_only_while_on(self) -> Self:
        if self.since_on and not self.on:
            raise ValueError("since_on is of orders that are held")
        return self


class OrderHoldAnswer(Answer):
    """Since when new orders are held, and when that was said."""

    since_on: date
    recorded_at: datetime


class OrderHoldState(Answer):
    """Whether new orders are held now."""

    on: bool
    since_on: date | None


@router.put("/v1/customers/<customer_id>/order-hold", summary="Say whether new orders are held")
def put(customer_id: CustomerId, body: OrderHoldBody) -> OrderHoldState:
    """Keep what the order system does; Relance neither holds nor releases orders itself."""
    who = caller(router)
    if not body.on:
        say_free(who.tenant_id, customer_id, who.author, who.today(), who.now)
        return OrderHoldState(on=False, since_on=None)
    hold = say_held(who.tenant_id, customer_id, body.since_on, who.author, who.today(), who.now)
    return OrderHoldState(on=True, since_on=hold.since_on)
