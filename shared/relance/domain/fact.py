"""A fact of the journal: what happened, when it was recorded, from when it holds (R10)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class FactKind(StrEnum):
    """What may happen to an account, as its journal calls it."""

    CUSTOMER_CREATED = "customer_created"
    CUSTOMER_AMENDED = "customer_amended"
    INVOICE_ISSUED = "invoice_issued"
    INVOICE_AMENDED = "invoice_amended"
    INVOICE_CANCELLED = "invoice_cancelled"
    PAYMENT = "payment"
    ALLOCATION_CORRECTED = "allocation_corrected"
    REVERSAL = "reversal"
    REFUND = "refund"
    REINSTATED = "reinstated"
    PROVIDER_EVENT = "provider_event"
    # The debtor said something.
    CLAIM = "claim"
    PROMISE = "promise"
    TIME_REQUESTED = "time_requested"
    PROBLEM = "problem"
    COPY_REQUESTED = "copy_requested"
    REPLY = "reply"
    REPLY_READ = "reply_read"
    # Staff said something.
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_RESOLVED = "dispute_resolved"
    HOLD_SET = "hold_set"
    HOLD_LIFTED = "hold_lifted"
    OVERRIDE_SET = "override_set"
    OVERRIDE_LIFTED = "override_lifted"
    TASK_ATTEMPTED = "task_attempted"
    TASK_CLOSED = "task_closed"
    MESSAGE_WRITTEN = "message_written"
    # The order system, or the money, said something about new orders.
    ORDER_HOLD_ON = "order_hold_on"
    ORDER_HOLD_OFF = "order_hold_off"
    ORDER_HOLD_RELEASE = "order_hold_release"
    # What became of a mail that changes what may be written.
    SUPPRESSED = "suppressed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry; `figures` hold amounts, ids and dates, never a name or an address (R24)."""

    fact_id: str
    kind: str  # a `FactKind`
    recorded_at: datetime
    effective_on: date
    invoice_ids: tuple[str, ...] = ()
    author: str = "system"
    figures: dict[str, str | int | None] = field(default_factory=dict)
