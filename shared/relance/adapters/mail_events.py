"""SES sending events as they arrive: over SNS, twice, late, in any order (facts 3.3).

What concerns a message of ours is never read as nothing: a field that is missing or odd has the
meaning that changes least, and what cannot be read at all is counted, so that somebody hears of it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from relance.adapters import clock
from relance.adapters.mail import parse_key
from relance.domain.account.message import MessageState
from relance.domain.identifiers import address_digest
from relance.telemetry import count, logger

_STATES = {
    "send": MessageState.SENT,
    "delivery": MessageState.DELIVERED,
    "deliverydelay": MessageState.DELAYED,
    "reject": MessageState.REJECTED,
    "renderingfailure": MessageState.FAILED,
}
_PAYLOADS = {"deliverydelay": "deliveryDelay", "renderingfailure": "failure"}
_RECIPIENTS = {
    "delivery": "recipients",
    "deliverydelay": "delayedRecipients",
    "bounce": "bouncedRecipients",
    "complaint": "complainedRecipients",
}
# Of a message of ours, and nothing that it counts for.
_READ_BY_NOBODY = frozenset({"open", "click", "subscription"})
_STOPPING = frozenset({MessageState.BOUNCED, MessageState.COMPLAINED})
_LONGEST_DETAIL = 60
_LONGEST_ADDRESS = 320


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One event about a message of ours; `stops` are digests of addresses not to use again.

    `of_copy`: it tells of addresses that got a copy only, and nothing of the message itself.
    `mailed_at` is None where SES does not say when it took the mail.
    """

    tenant_id: str
    account_id: str
    message_id: str
    attempt: int
    state: MessageState
    at: datetime
    mailed_at: datetime | None
    detail: str = ""
    stops: tuple[str, ...] = ()
    of_copy: bool = False
    body: str = field(default="", compare=False, repr=False)  # as the queue had it


@dataclass(frozen=True, slots=True)
class _Told:
    """The parts of an event, each of the type that it should have, empty where it has another."""

    kind: str
    payload: Mapping[str, Any]
    mail: Mapping[str, Any]
    tags: Mapping[str, Any]

    def tag(self, name: str) -> str:
        """The first value of a tag: SES makes each a list."""
        value = self.tags.get(name)
        first = next(iter(value), "") if isinstance(value, list) else value
        return first if isinstance(first, str) else ""


def parse(body: str) -> MailEvent | None:
    """The event of a queue message, or None when it is not an event about a message of ours.

    SES posts a sentence to the topic when a destination is made; other senders may share it.
    Never raises: what can never be read would come back until it is a dead letter.
    """
    told = _told(_document(body))
    key = parse_key(told.tag("relance_key"))
    state = _state(told)
    if key is None or state is None:
        _tell_unread(told, known=key is not None)
        return None
    now = clock.now()
    mailed_at = _instant(told.mail.get("timestamp"), now)
    recipients = _Recipients.of(told)
    return MailEvent(
        *key,
        attempt=_attempt(told.tag("relance_attempt")),
        state=state,
        at=_instant(told.payload.get("timestamp"), now) or mailed_at or now,
        mailed_at=mailed_at,
        detail=_detail(told),
        stops=recipients.told_of if state in _STOPPING else (),
        of_copy=recipients.of_copy,
        body=body,
    )


def _told(document: Mapping[str, Any]) -> _Told:
    kind = _word(document.get("eventType") or document.get("notificationType"))
    mail = _mapping(document.get("mail"))
    payload = _mapping(document.get(_PAYLOADS.get(kind, kind)))
    return _Told(kind, payload, mail, _mapping(mail.get("tags")))


def _document(body: str) -> Mapping[str, Any]:
    """The event itself, whether SNS delivers it raw or in its envelope; empty if it is none."""
    try:
        document = _mapping(json.loads(body))
        if document.get("Type") == "Notification":
            document = _mapping(json.loads(str(document.get("Message"))))
    except (ValueError, RecursionError):
        return {}
    return document


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _word(value: Any) -> str:
    """A code of SES without case, spaces and dashes."""
    word = value if isinstance(value, str) else ""
    return "".join(letter for letter in word.casefold() if letter.isalnum())


def _tell_unread(told: _Told, *, known: bool) -> None:
    """Somebody hears of an event that is about a mail of ours and cannot be read."""
    ours = known or "relance_key" in told.tags
    if ours and told.kind not in _READ_BY_NOBODY:
        logger.error("mail event not read", kind=told.kind[:_LONGEST_DETAIL], known=known)
        count("MailEventsNotRead")


def _attempt(text: str) -> int:
    """The number of the attempt; the first where none is told."""
    return int(text) if len(text) == 1 and text in "123456789" else 1


def _instant(text: Any, now: datetime) -> datetime | None:
    """An instant that SES names; one to come is now, since its clock is not ours."""
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
    return min(at, now)


def _state(told: _Told) -> MessageState | None:
    """What an event says of the message, by its kind (R43); None where nothing is known of it."""
    match told.kind:
        case "bounce":
            return _bounced(told.payload)
        case "complaint" if _word(told.payload.get("complaintFeedbackType")) == "notspam":
            return MessageState.SENT  # it arrived, and somebody even said that it may
        case "complaint":
            return MessageState.COMPLAINED
        case kind:
            return _STATES.get(kind)


def _bounced(payload: Mapping[str, Any]) -> MessageState:
    """Only what is permanent is certain; a kind that SES has yet to invent is not."""
    if _word(payload.get("bounceType")) == "permanent":
        return MessageState.BOUNCED
    full = _word(payload.get("bounceSubType")) == "mailboxfull"
    return MessageState.MAILBOX_FULL if full else MessageState.SOFT_BOUNCED


def _detail(told: _Told) -> str:
    """Why, in the provider's codes; never an address (facts 3.3: treat enums as open)."""
    payload = told.payload
    match told.kind:
        case "bounce":
            said = f"{payload.get('bounceType')}/{payload.get('bounceSubType')}"
        case "complaint":
            said = str(payload.get("complaintFeedbackType") or "")
        case "deliverydelay":
            said = str(payload.get("delayType") or "")
        case "reject":
            said = str(payload.get("reason") or "")
        case _:
            said = ""
    return " ".join("".join(c for c in said if c.isprintable() and c != "@").split())[
        :_LONGEST_DETAIL
    ]


@dataclass(frozen=True, slots=True)
class _Recipients:
    """The addresses that an event tells of, as digests, and whether they got copies only."""

    told_of: tuple[str, ...]
    of_copy: bool

    @classmethod
    def of(cls, told: _Told) -> "_Recipients":
        """An address is one of those written to, however the other server writes it.

        One that is none of them says nothing of whom it is about: bad news is then about the
        message, and a delivery is nobody's, so that nothing depends on it.
        """
        written_to = _addresses(told.mail.get("destination"))
        named = _addresses(told.payload.get(_RECIPIENTS.get(told.kind, "")))
        known = {digest for one in named for digest in _matching(one, written_to)}
        if not named and len(written_to) == 1:
            known = {address_digest(written_to[0])}
        told_of = tuple(sorted(known))
        addressed_to = told.tag("relance_to")
        if not addressed_to or not named:
            return cls(told_of, of_copy=False)
        about_it = addressed_to in known or (not known and told.kind != "delivery")
        return cls(told_of, of_copy=not about_it)


def _addresses(value: Any) -> Sequence[str]:
    """The addresses of a list: bounces tell of objects, deliveries of addresses."""
    entries = value if isinstance(value, list) else []
    texts = (one.get("emailAddress") if isinstance(one, dict) else one for one in entries)
    return [
        _bare(text)
        for text in texts
        if isinstance(text, str) and "@" in text and len(text) <= _LONGEST_ADDRESS
    ]


def _bare(text: str) -> str:
    """The address without the name that may stand before it."""
    return text.rpartition("<")[2].partition(">")[0].strip().casefold()


def _matching(named: str, written_to: Sequence[str]) -> tuple[str, ...]:
    """The digests of the addresses written to that are meant."""
    if named in written_to or not written_to:
        return (address_digest(named),)
    if len(written_to) == 1:
        return (address_digest(written_to[0]),)
    return tuple(address_digest(one) for one in written_to if _plain(one) == _plain(named))


def _plain(address: str) -> str:
    """The mailbox, without what a plus adds to it."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain.rstrip('.')}"
