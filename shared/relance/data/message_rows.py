"""Messages as rows.

The state, its rank and its events are attributes, since conditions and updates look at them; the
rest is the document. It repeats neither them nor what the key of the row says: a row of more than
1,024 bytes costs twice as much each time it is written. Rows of before repeat it, and are read.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from relance.data.account_rows import AccountRow, hot, place_of
from relance.data.codec import decode, encode, instant
from relance.domain.account.message import RANK, Message, MessageState

# Attributes of the row, and its key.
_BESIDE = ("message_id", "state", "attempt", "reserved_by", "sent_at", "delivered_at")
_KEY = "message#"


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
    state, reserved_by = MessageState(row.state), row.reserved_by or ""
    named = {"message_id": row.sk.removeprefix(_KEY), "state": state, "reserved_by": reserved_by}
    document = {**named, **dict(row.doc)}
    if isinstance(document.get("key"), dict):
        document["key"] = place_of(row.pk) | document["key"]
    document["contact_digest"] = _whole_digest(document.get("contact_digest", ""))
    return replace(
        decode(Message, document),
        state=state,
        attempt=int(row.attempt or 1),
        reserved_by=reserved_by,
        sent_at=_instant(row.sent_at),
        delivered_at=_instant(row.delivered_at),
    )


def _instant(text: str | None) -> datetime | None:
    return instant(text) if text else None


def message_row(message: Message) -> AccountRow:
    """The whole row of a message, with its reservation as first event."""
    row = AccountRow(
        hot(message.key.tenant_id, message.key.account_id),
        f"{_KEY}{message.message_id}",
        doc=_document(message),
        state=message.state.value,
        rank=RANK[message.state],
        attempt=message.attempt,
        reserved_by=message.reserved_by,
    )
    row.events = [event(message.state, message.reserved_at, message.attempt)]
    return row


def _document(message: Message) -> dict[str, Any]:
    document: dict[str, Any] = encode(message)
    for name in _BESIDE:
        document.pop(name, None)
    del document["key"]["tenant_id"], document["key"]["account_id"]
    document["contact_digest"] = short_digest(message.contact_digest)
    return document


_HEX, _BASE64 = 64, 43  # characters of a SHA-256


def short_digest(digest: str) -> str:
    """A SHA-256 in hexadecimal digits as base64url, a third shorter."""
    if len(digest) != _HEX:
        return digest
    return urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")


def _whole_digest(stored: Any) -> Any:
    """The digest in hexadecimal digits, as rows of before say it."""
    if not isinstance(stored, str) or len(stored) != _BASE64:
        return stored
    return urlsafe_b64decode(f"{stored}=").hex()


def event(state: MessageState, at: datetime, attempt: int, detail: str = "") -> str:
    """One line of a message's history, as stored."""
    return f"{short(at)} {state.value} {attempt} {detail}".rstrip()


def short(at: datetime) -> str:
    """An instant for what is read and neither sorted nor compared: as text of few bytes."""
    there = at.astimezone(UTC)
    return f"{there:%Y%m%dT%H%M%S.%f}".removesuffix(".000000") + "Z"
