"""Replies: what debtors wrote back, attached, read (C6)."""

from datetime import date, datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field, model_validator

from relance.flows.replies.attached import Attached, attach
from relance.flows.replies.replies import Kept, list_replies, mark_read

from ..answer_size import fitting
from ..caller import caller, new_router
from ..fields import Answer, Body, Cursor, CustomerId, Email, Instant, LongLimit

router = new_router()

ReplyId = Annotated[str, Path(pattern="^[0-9a-f]{20}$")]


class ReplyBody(Body):
    """A mail of the debtor: its source (`mime`), or its text and who wrote it.

    `message_id` is the mail's own (its Message-ID header). The same mail again changes nothing;
    another sender, date (`received_at`, or the Date header) or text makes it another one (R45).
    """

    mime: Annotated[str, Field(min_length=1, max_length=4_000_000)] | None = None
    text: Annotated[str, Field(max_length=20_000)] | None = None
    subject: Annotated[str, Field(max_length=998)] = ""
    sender: Email | None = Field(default=None, alias="from")
    received_at: Instant | None = None
    message_id: Annotated[str, Field(min_length=1, max_length=998)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "ReplyBody":
        if (self.mime is None) is (self.text is None):
            raise ValueError("either mime or text")
        return self


class ReplyAnswer(Answer):
    """A reply. kind: person and unreadable wait until read; suspect is not trusted.

    An automatic one, left and suspect wait as well (`waits`) where they contest (`contests`).
    `reader_in_doubt`: nobody may read that address any more. `substitute` is the address that an
    absence named: nobody writes to it by itself.
    """

    reply_id: str
    kind: Literal["person", "automatic", "left", "suspect", "unreadable"]
    waits: bool
    contests: Literal["disputed", "rejected", "order_number", "wrong_company", "paid"] | None
    reader_in_doubt: bool
    received_on: date
    recorded_at: datetime
    message_id: str | None
    contact_id: str | None
    read_at: datetime | None
    returns_on: date | None
    sender: str | None = Field(serialization_alias="from")
    subject: str | None
    text: str | None
    substitute: str | None

    @classmethod
    def of(cls, kept: Kept) -> "ReplyAnswer":
        """The answer for one reply; words that were erased are absent."""
        shown = {n: getattr(kept.reply, n, None) for n in cls.model_fields}
        words = {name: kept.words.get(name) for name in ("subject", "text", "substitute")}
        return cls.model_validate(shown | words | {"sender": kept.words.get("from")})


class ReplyList(Answer):
    """The replies of a customer, the last received first, a page at a time."""

    replies: list[ReplyAnswer]
    cursor: str | None


@router.post("/v1/customers/<customer_id>/replies", summary="Attach a reply of the debtor")
def post(customer_id: CustomerId, body: ReplyBody) -> tuple[ReplyAnswer, int]:
    """Take in a mail from a mailbox of one's own; a person's pauses the account until read."""
    who = caller(router)
    attached = Attached(
        body.mime,
        body.text or "",
        body.subject,
        body.sender or "",
        body.received_at,
        body.message_id,
    )
    kept, new = attach(who.tenant_id, customer_id, attached, who.author, who.now)
    return ReplyAnswer.of(kept), 201 if new else 200


@router.get("/v1/customers/<customer_id>/replies", summary="List the replies of a customer")
def listed(customer_id: CustomerId, cursor: Cursor = None, limit: LongLimit = 1000) -> ReplyList:
    """Answer what the debtor wrote back."""
    page = list_replies(caller(router).tenant_id, customer_id, cursor, limit)
    replies = fitting((kept for _, kept in page.values), ReplyAnswer.of)
    return ReplyList(replies=replies, cursor=page.cursor_behind(len(replies)))


@router.post("/v1/customers/<customer_id>/replies/<reply_id>/read", summary="Mark a reply as read")
def post_read(customer_id: CustomerId, reply_id: ReplyId) -> ReplyAnswer:
    """Say that a person has read it: the account's reminders go on from the next day."""
    who = caller(router)
    return ReplyAnswer.of(mark_read(who.tenant_id, customer_id, reply_id, who.author, who.now))
