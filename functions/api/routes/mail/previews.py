"""Previews: a message rendered and sent to nobody (D1)."""

from typing import Annotated, Literal

from pydantic import Field

from relance.flows.mail.preview import PreviewWish, preview

from ..caller import caller, new_router
from ..fields import Answer, Body, Code, Id

router = new_router()


class PreviewBody(Body):
    """Which step or answer; for a customer as its account stands, else for a specimen.

    `kind` is that of a step of the policy, or confirmation, receipt, thanks or copy. `policy_id`
    shows another policy than the customer's or the tenant's; `text` and `tone` other words.
    """

    kind: Code
    language: Literal["fr", "en"] | None = None
    customer_id: Id | None = None
    policy_id: Code | None = None
    level: Annotated[int, Field(ge=0, le=99)] | None = None
    text: Code | None = None
    tone: Code | None = None


class PreviewAnswer(Answer):
    """The message; its links lead nowhere."""

    subject: str
    html: str
    text: str


@router.post("/v1/messages/preview", summary="See a message without sending it")
def post(body: PreviewBody) -> PreviewAnswer:
    """Render a message with the settings of this moment."""
    who = caller(router)
    wanted = PreviewWish(**body.model_dump())
    return PreviewAnswer.model_validate(preview(who.tenant_id, wanted, who.now))
