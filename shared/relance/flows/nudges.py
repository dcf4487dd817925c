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
    contact_id: str = ""  # to whom, as it was decided: what a batch reads of him at once

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        body = {
            "tenant": self.tenant_id,
            "account": self.account_id,
            "message": self.message_id,
            "at": self.at.isoformat(),
        }
        body |= {"contact": self.contact_id} if self.contact_id else {}
        return body | ({"reminds": True} if self.reminds else {})

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Order":
        """The nudge that a message carries."""
        at = instant_of(body["at"])
        place = _text(body, "tenant"), _text(body, "account")
        contact_id = _text(body, "contact") if "contact" in body else ""
        return cls(*place, _text(body, "message"), at, bool(body.get("reminds")), contact_id)

    @classmethod
    def read(cls, text: str) -> "Order":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        return cls.of(json.loads(text))


@dataclass(frozen=True, slots=True)
class Shard:
    """See which tenants of this shard of the review index have something to do at a tick."""

    number: int
    at: datetime
    last_at: datetime | None = None  # the tick before
    after: str = ""  # those up to here are run already

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        body = {"shard": self.number, **_ticks(self.at, self.last_at)}
        return body | ({"after": self.after} if self.after else {})

    @classmethod
    def read(cls, text: str) -> "Shard":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        body = json.loads(text)
        number = body["shard"]
        if type(number) is not int or number < 0:
            raise ValueError("no shard")
        after = _text(body, "after") if "after" in body else ""
        return cls(number, instant_of(body["at"]), _last_at(body), after)


@dataclass(frozen=True, slots=True)
class Turn:
    """Run this tenant for a tick."""

    tenant_id: str
    at: datetime
    last_at: datetime | None = None  # the tick before
    aside: bool = False  # something of it is set aside: look whether it was mended (R46)

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        body = {"tenant": self.tenant_id, **_ticks(self.at, self.last_at)}
        return body | ({"aside": True} if self.aside else {})

    @classmethod
    def read(cls, text: str) -> "Turn":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        body = json.loads(text)
        at = instant_of(body["at"])
        return cls(_text(body, "tenant"), at, _last_at(body), bool(body.get("aside")))


@dataclass(frozen=True, slots=True)
class Page:
    """Enqueue the accounts of a tenant that stand between these turns, behind the first of them."""

    tenant_id: str
    at: datetime
    first: str
    last: str
    beside: bool = False  # those alone that take no place under the cap of a fresh start (R37)

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        body = {
            "tenant": self.tenant_id,
            "at": self.at.isoformat(),
            "first": self.first,
            "last": self.last,
        }
        return body | ({"beside": True} if self.beside else {})

    @classmethod
    def read(cls, text: str) -> "Page":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        body = json.loads(text)
        names = _text(body, "first"), _text(body, "last")
        return cls(_text(body, "tenant"), instant_of(body["at"]), *names, bool(body.get("beside")))


def _ticks(at: datetime, last_at: datetime | None) -> dict[str, str]:
    return {"at": at.isoformat()} | ({"last_at": last_at.isoformat()} if last_at else {})


def _last_at(body: dict[str, Any]) -> datetime | None:
    return instant_of(body["last_at"]) if "last_at" in body else None


@dataclass(frozen=True, slots=True)
class OfTenant:
    """Look what of this tenant waits to be done."""

    tenant_id: str

    def body(self) -> dict[str, Any]:
        """The message as it travels."""
        return {"tenant": self.tenant_id}

    @classmethod
    def read(cls, text: str) -> "OfTenant":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        return cls(_text(json.loads(text), "tenant"))


def read_tick(text: str) -> datetime:
    """The scheduled time in the text of a tick; raises ValueError, and its like, without one."""
    return instant_of(json.loads(text)["scheduled_at"])


def _text(body: dict[str, Any], name: str) -> str:
    """A name in a nudge; raises ValueError for what no row can be called."""
    said = body[name]
    if not isinstance(said, str) or not 0 < len(said) <= _LONGEST:
        raise ValueError(f"no {name}")
    return said
