"""Messages: their identity (R6), their states (R16) and what they count for (R8)."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from relance.domain.account.occasion import ORDINARY, Occasion
from relance.domain.ledger.item_id import ItemId


class MessageKind(StrEnum):
    """What a message is: the step of a shipped policy, an answer, or what a person wrote.

    A policy of a tenant's own may name its steps otherwise.
    """

    COURTESY = "courtesy"
    DUE_TODAY = "due_today"
    FIRST = "first"
    SECOND = "second"
    FINAL = "final"
    NOTICE = "notice"
    HANDOVER = "handover"
    RETENTION_RELEASE = "retention_release"
    CONFIRMATION = "confirmation"
    RECEIPT = "receipt"
    THANKS = "thanks"
    COPY = "copy"
    MANUAL = "manual"  # a person wrote it, in words of her own (R8)


class MessageState(StrEnum):
    """How far a message got; a later state never gives way to an earlier one."""

    RESERVED = "reserved"
    UNKNOWN = "unknown"
    SENT = "sent"
    DELAYED = "delayed"
    SOFT_BOUNCED = "soft_bounced"
    MAILBOX_FULL = "mailbox_full"
    DELIVERED = "delivered"
    REFUSED = "refused"
    REJECTED = "rejected"
    FAILED = "failed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


# Ranks are stored: what came in between later has a rank in between.
RANK: dict[MessageState, float] = {
    MessageState.RESERVED: 0,
    MessageState.UNKNOWN: 1,
    MessageState.SENT: 2,
    MessageState.DELAYED: 3,
    MessageState.SOFT_BOUNCED: 3.25,
    MessageState.MAILBOX_FULL: 3.5,
    MessageState.DELIVERED: 4,
    MessageState.REFUSED: 5,
    MessageState.REJECTED: 5,
    MessageState.FAILED: 5,
    MessageState.BOUNCED: 6,
    MessageState.COMPLAINED: 7,
}
UNCOUNTED = frozenset(state for state, rank in RANK.items() if rank >= RANK[MessageState.REFUSED])
# It came back, and its reader may have it all the same: an absence notice is a bounce too (R43).
SOFT = frozenset({MessageState.SOFT_BOUNCED, MessageState.MAILBOX_FULL})
ON_ITS_WAY = frozenset({MessageState.SENT, MessageState.DELAYED})
FINAL = UNCOUNTED | {MessageState.DELIVERED}
UNSETTLED = frozenset({MessageState.RESERVED, MessageState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class MessageKey:
    """What makes two messages the same message (R6).

    `kind` is the step's kind for a reminder, else confirmation, receipt, thanks, copy or manual;
    then `leader` is the id of the fact that caused it and `level` is 0.
    """

    tenant_id: str
    account_id: str
    currency: str
    kind: str
    leader: str
    level: int
    occasion: Occasion = ORDINARY

    @property
    def message_id(self) -> str:
        """26 opaque characters, always the same for the same key; names no person."""
        parts = (
            self.tenant_id,
            self.account_id,
            self.currency,
            self.kind,
            self.leader,
            str(self.level),
            self.occasion,
        )
        digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
        return b32encode(digest).decode().lower()[:26]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the account, as far as deciding needs it; the body is kept apart."""

    message_id: str
    key: MessageKey
    item_ids: tuple[ItemId, ...]  # everything it lists, demanded or for information
    state: MessageState
    on: date  # the creditor's local day on which it was decided
    reserved_at: datetime
    reserved_by: str
    contact_id: str
    attempt: int = 1
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    contact_digest: str = ""
    other_ids: tuple[ItemId, ...] = ()  # of the items listed, those for information only (R3)
    deadline_on: date | None = None  # the day it names
    consequence: str | None = None  # what it announces for that day (B13)
    profile: str | None = None  # of the payer, for the whole cycle (practice 7)
    version: int = 0  # of the account on which it was decided; 0: it was not kept then (R14)
    given_up: bool = False  # it came back and no delivery was told in time; derived (R43)

    @property
    def contact(self) -> bool:
        """Whether it is a contact, rather than an answer to the debtor (R8)."""
        return self.key.kind not in ACKNOWLEDGEMENTS

    @property
    def reminder(self) -> bool:
        """Whether it chases as a step of the ladder: what a person wrote is a contact only (R8)."""
        return self.key.kind not in OFF_LADDER

    @property
    def manual(self) -> bool:
        """Whether a person wrote it, in words of her own (R8)."""
        return self.key.kind == MessageKind.MANUAL

    @property
    def counts(self) -> bool:
        """Whether it counts for the gap and for once-only: from its reservation (R8)."""
        return self.state not in UNCOUNTED and not self.given_up

    @property
    def unsettled(self) -> bool:
        """Whether it may or may not have left (R16)."""
        return self.state in UNSETTLED

    @property
    def may_go_again(self) -> bool:
        """Whether it goes once more where it is known that it never left (R47)."""
        return self.unsettled and self.attempt < MOST_ATTEMPTS

    @property
    def final(self) -> bool:
        """Whether no further event is awaited."""
        return self.state in FINAL


MOST_ATTEMPTS = 2
# Answers to money: one mail a day and currency, at the sending hour (B12).
GATHERED = frozenset({MessageKind.RECEIPT, MessageKind.THANKS})
ACKNOWLEDGEMENTS = GATHERED | {MessageKind.CONFIRMATION, MessageKind.COPY}
# What no step of a policy says: each is caused by a fact, and goes whatever the ladder does.
OFF_LADDER = ACKNOWLEDGEMENTS | {MessageKind.MANUAL}
