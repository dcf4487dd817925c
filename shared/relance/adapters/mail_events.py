"""SES sending events as they arrive: over SNS, twice, late, in any order (facts 3.3)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relance.adapters.mail import parse_key
from relance.domain.identifiers import address_digest
from relance.domain.message import MessageState

_STATES = {
    "Send": MessageState.SENT,
    "Delivery": MessageState.DELIVERED,
    "DeliveryDelay": MessageState.DELAYED,
    "Bounce": MessageState.BOUNCED,
    "Complaint": MessageState.COMPLAINED,
    "Reject": MessageState.REJECTED,
    "Rendering Failure": MessageState.FAILED,
}
_PAYLOADS = {"DeliveryDelay": "deliveryDelay", "Rendering Failure": "failure"}


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One event about a message of ours; `stops` are digests of addresses not to use again."""

    tenant_id: str
    account_id: str
    message_id: str
    attempt: int
    state: MessageState
    at: datetime
    mailed_at: datetime
    detail: str = ""
    stops: tuple[str, ...] = ()


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
    if kind == "Bounce" and payload.get("bounceType") == "Permanent":
        recipients = payload.get("bouncedRecipients") or []
    elif kind == "Complaint":
        recipients = payload.get("complainedRecipients") or []
    else:
        return ()
    return tuple(address_digest(str(each.get("emailAddress", ""))) for each in recipients)
