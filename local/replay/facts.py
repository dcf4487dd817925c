"""What may happen in a calendar: one kind of fact a class, under the name it has in the file."""

from typing import Annotated

from pydantic import Field

from local.replay.debtor_facts import (
    Bounce,
    Claim,
    Complaint,
    CopyWanted,
    Delivered,
    Mail,
    Problem,
    Promise,
    Reply,
)
from local.replay.ledger_facts import (
    AllocationsCorrected,
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
    Webhook,
    Written,
)

__all__ = [
    "AllocationsCorrected",
    "Bounce",
    "Claim",
    "Complaint",
    "CopyWanted",
    "CustomerChanged",
    "Delivered",
    "Dispute",
    "DisputeResolved",
    "Fact",
    "Feed",
    "Hold",
    "HoldLifted",
    "InvoiceCancelled",
    "InvoiceChanged",
    "Mail",
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
    "Webhook",
    "Written",
]

Fact = Annotated[
    Payment
    | PaymentReturned
    | AllocationsCorrected
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
    | Mail
    | Override
    | Bounce
    | Complaint
    | Delivered
    | Feed
    | Paused
    | Resumed
    | Released
    | Settings
    | Request
    | Webhook
    | Written,
    Field(discriminator="what"),
]
