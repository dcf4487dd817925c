"""Messages as rows.

The state, its rank and its events are attributes, since conditions and updates look at them; the
rest is the document.
"""

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from relance.data.account_rows import AccountRow, hot, stamp
from relance.data.codec import decode, encode, instant
from relance.domain.account.message import RANK, Message, MessageState


class Progress(Protocol):
    """What an event says of a message: how far it got, when, at which attempt, and why."""

    @property
    def state(self) -> MessageState: ...  # noqa: D102
    @property
    def at(self) -> datetime: ...  # noqa: D102
    @property
    def attempt(self) -> int: ...  # noqa: D102
    @property
    def detail(self) -> str: ...  # noqa: D102


def message_from(row: AccountRow) -> Message:
    """The message as its row stands now."""
    message = decode(Message, row.doc)
    return replace(
        message,
        state=MessageState(row.state),
        attempt=int(row.attempt or 1),
        reserved_by=row.reserved_by or "",
        sent_at=_instant(row.sent_at),
        delivered_at=_instant(row.delivered_at),
    )


def _instant(text: str | None) -> datetime | None:
    return instant(text) if text else None


def message_row(message: Message) -> AccountRow:
    """The whole row of a message, with its reservation as first event."""
    row = AccountRow(
        hot(message.key.tenant_id, message.key.account_id),
        f"message#{message.message_id}",
        doc=encode(message),
        state=message.state.value,
        rank=RANK[message.state],
        attempt=message.attempt,
        reserved_by=message.reserved_by,
    )
    row.events = [event(message.state, message.reserved_at, message.attempt)]
    return row


def event(state: MessageState, at: datetime, attempt: int, detail: str = "") -> str:
    """One line of a message's history, as stored."""
    return f"{stamp(at)} {state.value} {attempt} {detail}".rstrip()
