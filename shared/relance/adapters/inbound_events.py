"""What SES posts of a mail that came in: where it laid it, or the whole of it (facts 3.4).

The rule of the template stores mails in S3, which takes 40 MB. A message that waits since an older
template carries the mail itself.

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
"""

import json
from base64 import b64decode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from relance import config


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """One mail as it came in; `suspect` where the provider took it for spam or a virus."""

    recipients: tuple[str, ...]
    received_at: datetime | None  # None: the provider does not say when
    raw: bytes  # empty where the provider hands over no source: nobody can read it by machine
    suspect: bool
    provider_id: str = ""
    object_key: str = ""  # where its source lies, if it is not here
    body: str = field(default="", compare=False, repr=False)  # as the queue had it


def parse(body: str) -> InboundEvent | None:
    """The mail of a queue message, or None when it is none (SES posts a sentence as well)."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("notificationType") != "Received":
        return None
    receipt, mail = _object(document, "receipt"), _object(document, "mail")
    recipients = receipt.get("recipients")
    if not isinstance(recipients, list) or not recipients:
        return None
    content = document.get("content")
    return InboundEvent(
        tuple(str(address) for address in recipients),
        _instant(receipt.get("timestamp") or mail.get("timestamp")),
        _source(content, receipt) if isinstance(content, str) else b"",
        any(_failed(receipt, name) for name in ("spamVerdict", "virusVerdict")),
        str(mail.get("messageId") or ""),
        _object_key(_object(receipt, "action")),
        body,
    )


def _object_key(action: dict[str, Any]) -> str:
    """The key of the mail in our own bucket; whatever names another is not followed."""
    ours = action.get("type") == "S3" and action.get("bucketName") == config.inbound_bucket()
    return str(action.get("objectKey") or "") if ours else ""


def _object(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}


def _instant(said_at: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(said_at).replace("Z", "+00:00"))
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _source(content: str, receipt: dict[str, Any]) -> bytes:
    if str(_object(receipt, "action").get("encoding", "")).upper() != "BASE64":
        return content.encode("utf-8", "surrogatepass")
    try:
        return b64decode(content, validate=True)
    except ValueError:  # not base64 after all
        return content.encode("utf-8", "surrogatepass")


def _failed(receipt: dict[str, Any], name: str) -> bool:
    return str(_object(receipt, name).get("status", "")).upper() == "FAIL"
