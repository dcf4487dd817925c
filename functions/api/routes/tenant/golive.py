"""From shadow to live: what would go out today, then the switch (R29)."""

from typing import Annotated

from pydantic import Field, StrictBool

from relance.flows.tenant.golive import Rehearsed, go_live, rehearse
from relance.flows.tenant.readiness import missing
from relance.flows.tenant.settings import get_settings

from ..answer_size import fitting
from ..caller import Caller, caller, new_router
from ..fields import Answer, Body, LeftOut, left_out
from ..problems import Unready
from .mode import ModeAnswer

router = new_router()


class GoLiveBody(Body):
    """Without confirm only shows; with it starts, at most daily_cap customers a day."""

    confirm: StrictBool
    daily_cap: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 50


class MessageToday(Answer):
    """One message that would go out today."""

    customer_id: str
    customer_name: str
    kind: str
    variant: str
    currency: str
    amount_minor: int
    item_ids: list[str]
    contact_id: str
    reason: str

    @classmethod
    def of(cls, found: Rehearsed) -> "MessageToday":
        """The answer for one message."""
        send = found.send
        return cls(
            customer_id=found.customer_id,
            customer_name=found.customer_name,
            kind=send.key.kind,
            variant=send.variant,
            currency=send.currency,
            amount_minor=found.amount_minor,
            item_ids=list(send.item_ids),
            contact_id=send.contact_id,
            reason=send.reason,
        )


class Lacking(Answer):
    """What must be set before the tenant may go live."""

    field: str
    detail: str


class GoLiveAnswer(Answer):
    """What would go out today, or that the tenant is live.

    `complete` is false when there is more than a rehearsal reads, or an answer holds: the oldest
    debts come first.
    """

    settings: ModeAnswer
    messages: tuple[MessageToday, ...] = ()
    held: dict[str, int] = Field(default_factory=dict)
    reviewed: int = 0
    complete: bool = True
    missing: tuple[Lacking, ...] = ()
    left_out: list[LeftOut] = Field(default_factory=list)


@router.post("/v1/go-live", summary="Show what would go out today, or start sending")
def post(body: GoLiveBody) -> GoLiveAnswer:
    """Show or start; refused with what is missing while debtors could not know who writes."""
    who = caller(router)
    if not body.confirm:
        return _shown(who)
    tenant, gaps = go_live(who.tenant_id, body.daily_cap, who.now)
    if gaps:
        raise Unready(gaps)
    return GoLiveAnswer(settings=ModeAnswer.model_validate(tenant))


def _shown(who: Caller) -> GoLiveAnswer:
    tenant = get_settings(who.tenant_id)
    found = rehearse(who.tenant_id, who.now)
    messages = tuple(fitting(found.messages, MessageToday.of))
    return GoLiveAnswer(
        settings=ModeAnswer.model_validate(tenant),
        messages=messages,
        held=dict(found.held),
        reviewed=found.reviewed,
        left_out=left_out(found.left_out),
        complete=found.complete and len(messages) == len(found.messages),
        missing=tuple(
            Lacking(field=name, detail=why) for name, why in missing(tenant, starting=True)
        ),
    )
