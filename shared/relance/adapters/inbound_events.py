"""What SES posts of a mail that came in: an SNS action with the whole of it (facts 3.4).

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
"""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """One mail as it came in; `suspect` where the provider took it for spam or a virus."""

    recipients: tuple[str, ...]
    received_at: datetime
    raw: bytes
    suspect: bool


def parse(body: str) -> InboundEvent | None:
    """The mail of a queue message, or None when it is none (SES posts a sentence as well)."""
    try:
        document = json.loads(body)
    except ValueError:
        return None
    if not isinstance(document, dict) or document.get("notificationType") != "Received":
        return None
    receipt, content = document.get("receipt") or {}, document.get("content")
    if not isinstance(content, str) or not receipt.get("recipients"):
        return None
    said_at = str(receipt.get("timestamp") or document["mail"]["timestamp"])
    return InboundEvent(
        tuple(str(address) for address in receipt["recipients"]),
        datetime.fromisoformat(said_at.replace("Z", "+00:00")),
        _source(content, receipt),
        any(_failed(receipt, name) for name in ("spamVerdict", "virusVerdict")),
    )


def _source(content: str, receipt: dict[str, Any]) -> bytes:
    if str((receipt.get("action") or {}).get("encoding", "")).upper() != "BASE64":
        return content.encode()
    try:
        return b64decode(content, validate=True)
    except NotBase64:
        return content.encode()


def _failed(receipt: dict[str, Any], name: str) -> bool:
    return str((receipt.get(name) or {}).get("status", "")).upper() == "FAIL"
