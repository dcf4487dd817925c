"""Previews: a message rendered and sent to nobody (D1)."""

from typing import Literal

from relance.flows.preview import Wanted, preview

from .caller import caller, new_router
from .fields import Answer, Body, Id

router = new_router()

Kind = Literal[
    "courtesy",
    "due_today",
    "first",
    "second",
    "final",
    "confirmation",
    "receipt",
    "thanks",
    "copy",
]


class PreviewBody(Body):
    """Which text; for a customer as its account stands, else for a specimen."""

    kind: Kind
    language: Literal["fr", "en"] | None = None
    customer_id: Id | None = None


class PreviewAnswer(Answer):
    """The message; its links lead nowhere."""

    subject: str
    html: str
    text: str


@router.post("/v1/messages/preview", summary="See a message without sending it")
def post(body: PreviewBody) -> PreviewAnswer:
    """Render a message with the settings of this moment."""
    who = caller(router)
    wanted = Wanted(body.kind, body.language, body.customer_id)
    return PreviewAnswer.model_validate(preview(who.tenant_id, wanted, who.now))
