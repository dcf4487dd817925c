"""What travels in the queues: names of what to look at, never what to do (R13)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


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
        at = datetime.fromisoformat(body["at"])
        return cls(body["tenant"], body["account"], at, bool(body.get("counted")))


@dataclass(frozen=True, slots=True)
class Order:
    """Send this message, if deciding again for the same instant still says so (R14)."""

    tenant_id: str
    account_id: str
    message_id: str
    at: datetime

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        return {
            "tenant": self.tenant_id,
            "account": self.account_id,
            "message": self.message_id,
            "at": self.at.isoformat(),
        }

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Order":
        """The nudge that a message carries."""
        at = datetime.fromisoformat(body["at"])
        return cls(body["tenant"], body["account"], body["message"], at)
