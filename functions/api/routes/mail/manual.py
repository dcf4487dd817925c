"""Messages by hand: a person writes to a debtor in her own words (R8)."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from relance.domain.guards.warnings import ManualWarning, Warned
from relance.flows import words
from relance.flows.mail.manual import ManualMessage, ManualWish, look, write
from relance.flows.tenant.settings import get_settings

from ..caller import caller, new_router
from ..fields import Answer, Body, CustomerId, Id, OwnText, ShortText

router = new_router()


class DraftBody(Body):
    """What is said, and to whom; without `invoice_ids` it is about all that is open.

    `text` keeps its lines and paragraphs. Without `contact_id` it goes to the usual contact. The
    list of invoices, the links and the signature are added as the message goes.
    """

    subject: ShortText
    text: OwnText
    invoice_ids: Annotated[list[Id], Field(max_length=100, default_factory=list)]
    contact_id: Id | None = None
    by: ShortText | None = None


class ManualBody(DraftBody):
    """A message with the caller's own `message_id`, and `by`, the person who wrote it."""

    message_id: Id


class WarningAnswer(Answer):
    """What the person should know, and the invoices that it is about: the first hundred."""

    code: ManualWarning
    summary: str
    invoice_ids: list[str]


class ManualAnswer(Answer):
    """A message as it was taken, with what there was to know then.

    `sent_as` is what timelines call it; `state` is null until its sending has begun.
    """

    message_id: str
    customer_id: str
    sent_as: str
    subject: str
    text: str
    invoice_ids: list[str]
    currency: str
    contact_id: str
    by: str | None
    author: str
    recorded_at: datetime
    state: str | None
    warnings: list[WarningAnswer]


class DraftAnswer(Answer):
    """The message as it would go now; its links lead nowhere."""

    subject: str
    html: str
    text: str
    warnings: list[WarningAnswer]


@router.post("/v1/customers/<customer_id>/messages", summary="Write to a customer by hand")
def post(customer_id: CustomerId, body: ManualBody) -> tuple[ManualAnswer, int]:
    """Send a person's own words, once; the same message again is answered 200.

    It counts for gap and caps and is never held back by them: `warnings` says what a reminder
    would have waited for. It waits a day at most for what stops all mail; then there is a task.
    """
    who = caller(router)
    wish = ManualWish(body.message_id, **_wanted(body))
    taken, new = write(who.tenant_id, customer_id, wish, who.author, who.now)
    return _answer(taken, _language(who.tenant_id)), 201 if new else 200


@router.post("/v1/customers/<customer_id>/messages/preview", summary="See a message by hand")
def post_preview(customer_id: CustomerId, body: DraftBody) -> DraftAnswer:
    """Render a message by hand, with its warnings; nothing is written or sent."""
    who = caller(router)
    wish = ManualWish("preview", **_wanted(body))
    shown, warned = look(who.tenant_id, customer_id, wish, who.now)
    return DraftAnswer(
        subject=shown.subject,
        html=shown.html,
        text=shown.text,
        warnings=_warnings(warned, _language(who.tenant_id)),
    )


def _wanted(body: DraftBody) -> dict[str, Any]:
    wanted = body.model_dump(exclude={"message_id"})
    return wanted | {"invoice_ids": tuple(dict.fromkeys(body.invoice_ids))}


def _language(tenant_id: str) -> str:
    return get_settings(tenant_id).language


def _answer(taken: ManualMessage, language: str) -> ManualAnswer:
    said = {name: getattr(taken.wish, name) for name in ("message_id", "subject", "text", "by")}
    names = ("customer_id", "sent_as", "currency", "contact_id", "author", "recorded_at", "state")
    return ManualAnswer(
        **said,
        **{name: getattr(taken, name) for name in names},
        invoice_ids=list(taken.wish.invoice_ids),
        warnings=_warnings(taken.warnings, language),
    )


def _warnings(warned: tuple[Warned, ...], language: str) -> list[WarningAnswer]:
    return [
        WarningAnswer(
            code=one.code,
            summary=words.name(one.code, language, ManualWarning),
            invoice_ids=list(one.invoice_ids),
        )
        for one in warned
    ]
