"""What travels in the queues: names of what to look at, never what to do (R13)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relance.domain.era import instant_of

_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Review:
    """Look at this account. `at` is the instant to decide for: the tick's, or the fact's (R11)."""

    tenant_id: str
    account_id: str
    at: datetime
    counted: bool = False  # it takes a place under the cap of a fresh start (R37)

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        body = {"tenant": self.tenant_id, "account": self.account_id, "at": self.at.isoformat()}
        return body | ({"counted": True} if self.counted else {})

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Review":
        """The nudge that a message carries."""
        at = instant_of(body["at"])
        counted = bool(body.get("counted"))
        return cls(_text(body, "tenant"), _text(body, "account"), at, counted)

    @classmethod
    def read(cls, text: str) -> "Review":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        return cls.of(json.loads(text))


@dataclass(frozen=True, slots=True)
class Order:
    """Send this message, if deciding again for the same instant still says so (R14)."""

    tenant_id: str
    account_id: str
    message_id: str
    at: datetime
    reminds: bool = False  # it is what the day was decided for (R13)

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        body = {
            "tenant": self.tenant_id,
            "account": self.account_id,
            "message": self.message_id,
            "at": self.at.isoformat(),
        }
        return body | ({"reminds": True} if self.reminds else {})

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Order":
        """The nudge that a message carries."""
        at = instant_of(body["at"])
        place = _text(body, "tenant"), _text(body, "account")
        return cls(*place, _text(body, "message"), at, bool(body.get("reminds")))

    @classmethod
    def read(cls, text: str) -> "Order":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        return cls.of(json.loads(text))


def read_tick(text: str) -> datetime:
    """The scheduled time in the text of a tick; raises ValueError, and its like, without one."""
    return instant_of(json.loads(text)["scheduled_at"])


def _text(body: dict[str, Any], name: str) -> str:
    """A name in a nudge; raises ValueError for what no row can be called."""
    said = body[name]
    if not isinstance(said, str) or not 0 < len(said) <= _LONGEST:
        raise ValueError(f"no {name}")
    return said
