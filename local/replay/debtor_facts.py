"""What a debtor does: answers by the link of a message, writes back, is not reached."""

from typing import Literal

from pydantic import Field

from local.replay.values import Day, Happens


class Claim(Happens):
    """By the link of the last message: "I have paid"."""

    what: Literal["claim"]
    customer: str | None = None
    paid_on: Day | None = None
    means: Literal["transfer", "cheque", "card", "other"] = "transfer"
    account_last4: str | None = None  # ours unless told otherwise


class Promise(Happens):
    """By the link of the last message: "I will pay on"."""

    what: Literal["promise"]
    customer: str | None = None
    pays_on: Day


class Problem(Happens):
    """By the link of the last message: "there is a problem"."""

    what: Literal["problem"]
    customer: str | None = None
    reason: str
    text: str = ""


class CopyWanted(Happens):
    """By the link of the last message: "send me a copy"."""

    what: Literal["copy"]
    customer: str | None = None


class Reply(Happens):
    """The debtor writes back, to the creditor's own mailbox; somebody attaches it."""

    what: Literal["reply"]
    customer: str | None = None
    text: str = "Nous regardons et revenons vers vous."
    subject: str = ""
    sender: str | None = Field(default=None, alias="from")


class Mail(Happens):
    """The debtor's mail as it is: the source in a file beside the calendar, or its parts."""

    what: Literal["mail"]
    customer: str | None = None
    file: str | None = None  # an .eml
    sender: str | None = Field(default=None, alias="from")
    subject: str = ""
    text: str = ""
    headers: dict[str, str] = Field(default_factory=dict)  # as Auto-Submitted: auto-replied


class MailEvent(Happens):
    """What SES tells of the last message to the customer, or of the last of a kind."""

    customer: str | None = None
    message: str | None = None  # its kind, as second; the last one unless told
    address: str | None = None  # of one reader; all of them unless told


class Bounce(MailEvent):
    """The message comes back, also after it was taken for delivered."""

    what: Literal["bounce"]
    kind: Literal["Permanent", "Transient", "Undetermined"] = "Permanent"
    subkind: str = "General"


class Complaint(MailEvent):
    """A reader's mailbox says what its owner thinks of the message."""

    what: Literal["complaint"]
    feedback: str | None = None  # as abuse, not-spam


class Delivered(MailEvent):
    """The message arrives: news that was late, or comes again."""

    what: Literal["delivered"]
