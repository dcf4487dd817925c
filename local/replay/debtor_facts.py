"""What a debtor does: answers by the link of a message, writes back, is not reached."""

from datetime import date
from typing import Literal

from pydantic import Field

from local.replay.values import Entry, Moment


class Claim(Entry):
    """By the link of the last message: "I have paid"."""

    what: Literal["claim"]
    at: Moment
    customer: str | None = None
    paid_on: date | None = None
    means: Literal["transfer", "cheque", "card", "other"] = "transfer"
    account_last4: str | None = None  # ours unless told otherwise


class Promise(Entry):
    """By the link of the last message: "I will pay on"."""

    what: Literal["promise"]
    at: Moment
    customer: str | None = None
    pays_on: date


class Problem(Entry):
    """By the link of the last message: "there is a problem"."""

    what: Literal["problem"]
    at: Moment
    customer: str | None = None
    reason: str
    text: str = ""


class CopyWanted(Entry):
    """By the link of the last message: "send me a copy"."""

    what: Literal["copy"]
    at: Moment
    customer: str | None = None


class Reply(Entry):
    """The debtor writes back, to the creditor's own mailbox; somebody attaches it."""

    what: Literal["reply"]
    at: Moment
    customer: str | None = None
    text: str = "Nous regardons et revenons vers vous."
    subject: str = ""
    sender: str | None = Field(default=None, alias="from")


class Bounce(Entry):
    """The last message to the customer comes back, after it was taken for delivered."""

    what: Literal["bounce"]
    at: Moment
    customer: str | None = None
