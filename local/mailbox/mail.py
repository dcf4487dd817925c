"""One mail of the outbox: what was asked of SES, kept whole, and what became of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

# Later news outranks earlier: a complaint follows a delivery, a bounce may too.
_RANKS = ("Send", "DeliveryDelay", "Delivery", "Bounce", "Complaint", "Reject")
_STATUSES = {
    "Send": "sent",
    "DeliveryDelay": "delayed",
    "Delivery": "delivered",
    "Bounce": "bounced",
    "Complaint": "complained",
    "Reject": "rejected",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail, in base64."""

    name: str
    content_type: str
    content: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was accepted.

    `events` is all that SES will ever tell of it, whole and in order; the first `told` are out.
    """

    id: str
    sent_at: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    bcc: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]
    tags: Mapping[str, str]
    configuration_set: str | None
    attachments: tuple[Attachment, ...]
    raw: str
    events: tuple[Mapping[str, Any], ...] = ()
    told: int = 0

    @property
    def recipients(self) -> tuple[str, ...]:
        """Every address of the envelope."""
        return self.to + self.cc + self.bcc

    @property
    def status(self) -> str:
        """The latest news: sent, delayed, delivered, bounced, complained or rejected."""
        kinds = {str(event["eventType"]) for event in self.events[: self.told]}
        known = [kind for kind in _RANKS if kind in kinds]
        return _STATUSES[known[-1]] if known else "sent"

    def as_json(self) -> dict[str, Any]:
        """The mail as plain values, with its status."""
        return asdict(self) | {"status": self.status}


def mail_from_json(stored: Mapping[str, Any]) -> Mail:
    """The mail that `as_json` wrote."""
    values = {name: value for name, value in stored.items() if name != "status"}
    for name in ("to", "cc", "bcc", "reply_to", "events"):
        values[name] = tuple(values[name])
    values["headers"] = tuple((name, value) for name, value in values["headers"])
    values["attachments"] = tuple(Attachment(**one) for one in values["attachments"])
    return Mail(**values)
