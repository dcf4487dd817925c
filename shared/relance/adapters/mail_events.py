"""SES sending events as they arrive: over SNS, twice, late, in any order (facts 3.3)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relance.adapters.mail import parse_key
from relance.domain.account.message import MessageState
from relance.domain.identifiers import address_digest

_STATES = {
    "Send": MessageState.SENT,
    "Delivery": MessageState.DELIVERED,
    "DeliveryDelay": MessageState.DELAYED,
    "Bounce": MessageState.BOUNCED,
    "Complaint": MessageState.COMPLAINED,
    "Reject": MessageState.REJECTED,
    "Rendering Failure": MessageState.FAILED,
}
_RECIPIENTS = {
    "Delivery": "recipients",
    "DeliveryDelay": "delayedRecipients",
    "Bounce": "bouncedRecipients",
    "Complaint": "complainedRecipients",
}
_PAYLOADS = {"DeliveryDelay": "deliveryDelay", "Rendering Failure": "failure"}


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One event about a message of ours; `stops` are digests of addresses not to use again.

    `of_copy`: it tells of addresses that got a copy only, and nothing of the message itself.
    """

    tenant_id: str
    account_id: str
    message_id: str
    attempt: int
    state: MessageState
    at: datetime
    mailed_at: datetime
    detail: str = ""
    stops: tuple[str, ...] = ()
    of_copy: bool = False


def parse(body: str) -> MailEvent | None:
    """The event of a queue message, or None when it is not an event about a message of ours.

    SES posts a sentence to the topic when a destination is made; other senders may share it.
    """
    document = _document(body)
    if document is None:
        return None
    kind = document.get("eventType") or document.get("notificationType")
    mail = document.get("mail") or {}
    tags = mail.get("tags") or {}
    key = parse_key((tags.get("relance_key") or [""])[0])
    if kind not in _STATES or key is None:
        return None
    payload = document.get(_PAYLOADS.get(kind, kind.lower())) or {}
    mailed_at = _instant(mail.get("timestamp"))
    return MailEvent(
        *key,
        attempt=int((tags.get("relance_attempt") or ["1"])[0]),
        state=_STATES[kind],
        at=_instant(payload.get("timestamp") or mail.get("timestamp")),
        mailed_at=mailed_at,
        detail=_detail(kind, payload),
        stops=_stops(kind, payload),
        of_copy=_of_copy(kind, payload, tags),
    )


def _document(body: str) -> dict[str, Any] | None:
    """The event itself, whether SNS delivers it raw or in its envelope."""
    try:
        document = json.loads(body)
        if isinstance(document, dict) and document.get("Type") == "Notification":
            document = json.loads(document["Message"])
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _instant(text: Any) -> datetime:
    return datetime.fromisoformat(str(text).replace("Z", "+00:00"))


def _detail(kind: str, payload: dict[str, Any]) -> str:
    """Why, in the provider's codes; never an address (facts 3.3: treat enums as open)."""
    match kind:
        case "Bounce":
            return f"{payload.get('bounceType')}/{payload.get('bounceSubType')}"
        case "Complaint":
            return str(payload.get("complaintFeedbackType") or "")
        case "DeliveryDelay":
            return str(payload.get("delayType") or "")
        case "Reject":
            return str(payload.get("reason") or "")
        case _:
            return ""


def _stops(kind: str, payload: dict[str, Any]) -> tuple[str, ...]:
    """The addresses to which mail must stop: a permanent bounce or a complaint."""
    permanent = kind == "Bounce" and payload.get("bounceType") == "Permanent"
    return _told_of(kind, payload) if permanent or kind == "Complaint" else ()


def _told_of(kind: str, payload: dict[str, Any]) -> tuple[str, ...]:
    """The digests of the addresses that an event is about; none where it is about the mail."""
    recipients = payload.get(_RECIPIENTS.get(kind, "")) or []
    return tuple(address_digest(_email(each)) for each in recipients)


def _email(recipient: dict[str, Any] | str) -> str:
    """The address: bounces tell of objects, deliveries of addresses."""
    return recipient if isinstance(recipient, str) else str(recipient.get("emailAddress", ""))


def _of_copy(kind: str, payload: dict[str, Any], tags: dict[str, list[str]]) -> bool:
    """Whether it is about others than the one to whom the message is addressed."""
    told_of, addressed_to = _told_of(kind, payload), tags.get("relance_to") or []
    return bool(told_of and addressed_to) and addressed_to[0] not in told_of
