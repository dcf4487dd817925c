"""What may happen in a calendar: one kind of fact a class, under the name it has in the file."""

from typing import Annotated

from pydantic import Field

from local.replay.debtor_facts import (
    Bounce,
    Claim,
    CopyWanted,
    Problem,
    Promise,
    Reply,
)
from local.replay.ledger_facts import (
    CustomerChanged,
    InvoiceCancelled,
    InvoiceChanged,
    Payment,
    PaymentReturned,
)
from local.replay.staff_facts import (
    Dispute,
    DisputeResolved,
    Feed,
    Hold,
    HoldLifted,
    Override,
    Paused,
    PolicyChanged,
    Released,
    ReplyRead,
    Request,
    Resumed,
    Settings,
    TaskAttempted,
    TaskClosed,
)

__all__ = [
    "Bounce",
    "Claim",
    "CopyWanted",
    "CustomerChanged",
    "Dispute",
    "DisputeResolved",
    "Fact",
    "Feed",
    "Hold",
    "HoldLifted",
    "InvoiceCancelled",
    "InvoiceChanged",
    "Override",
    "Paused",
    "Payment",
    "PaymentReturned",
    "PolicyChanged",
    "Problem",
    "Promise",
    "Released",
    "Reply",
    "ReplyRead",
    "Request",
    "Resumed",
    "Settings",
    "TaskAttempted",
    "TaskClosed",
]

Fact = Annotated[
    Payment
    | PaymentReturned
    | InvoiceChanged
    | InvoiceCancelled
    | CustomerChanged
    | Claim
    | Promise
    | Problem
    | CopyWanted
    | Hold
    | HoldLifted
    | TaskClosed
    | TaskAttempted
    | Dispute
    | DisputeResolved
    | PolicyChanged
    | Reply
    | ReplyRead
    | Override
    | Bounce
    | Feed
    | Paused
    | Resumed
    | Released
    | Settings
    | Request,
    Field(discriminator="what"),
]
