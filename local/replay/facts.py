"""What may happen in a calendar: one kind of fact a class, under the name it has in the file."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from local.replay.values import Amount, Entry, Moment, OpenEntry


class Payment(Entry):
    """Money on the account: for invoices, or unallocated where none is named."""

    what: Literal["payment"]
    at: Moment
    amount: Amount
    invoices: str | dict[str, Amount] | None = Field(default=None, alias="for")
    customer: str | None = None
    currency: str = "EUR"
    means: str = "transfer"
    value_on: date | None = None
    payment: str | None = None  # its reference, by which it is returned

    def shares(self) -> dict[str, Decimal]:
        """How much of it goes to which invoice."""
        match self.invoices:
            case str() as one:
                return {one: self.amount}
            case dict() as several:
                return several
        return {}


class PaymentReturned(Entry):
    """A debit or a cheque comes back, whole unless an amount is named."""

    what: Literal["payment_returned"]
    at: Moment
    payment: str
    reason: str = "returned"
    amount: Amount | None = None


class InvoiceChanged(OpenEntry):
    """The invoicing tool sends an invoice again; what is not named stays."""

    what: Literal["invoice_changed"]
    at: Moment
    invoice: str


class InvoiceCancelled(Entry):
    """The debt is no more."""

    what: Literal["invoice_cancelled"]
    at: Moment
    invoice: str
    reason: str = "issued_in_error"


class CustomerChanged(OpenEntry):
    """The customer's data is sent again; what is not named stays."""

    what: Literal["customer_changed"]
    at: Moment
    customer: str


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


class Hold(Entry):
    """A person holds a customer, or one invoice."""

    what: Literal["hold"]
    at: Moment
    customer: str | None = None
    invoice: str | None = None
    reason: str = "agreed"
    until: date | None = None


class HoldLifted(Entry):
    """A person lifts the holds of a customer, or of one invoice."""

    what: Literal["hold_lifted"]
    at: Moment
    customer: str | None = None
    invoice: str | None = None


class TaskClosed(Entry):
    """A person has done a task: the oldest open one of its kind."""

    what: Literal["task_closed"]
    at: Moment
    task: str
    step: str | None = None  # of several of a kind, the one that is about this step
    outcome: str = "done"
    customer: str | None = None
    note: str | None = None


class TaskAttempted(Entry):
    """A person tried: a call that reached nobody, or left a message."""

    what: Literal["task_attempted"]
    at: Moment
    task: str = "call"
    step: str | None = None
    outcome: Literal["reached", "voicemail", "not_reached"]
    customer: str | None = None


class Dispute(Entry):
    """A person writes down why the debtor does not pay an invoice."""

    what: Literal["dispute"]
    at: Moment
    invoice: str
    reason: str = "quality"
    amount: Amount | None = None


class DisputeResolved(Entry):
    """A person answers the dispute about an invoice."""

    what: Literal["dispute_resolved"]
    at: Moment
    invoice: str
    outcome: Literal["upheld", "refused", "promised"]
    credited_on: date | None = None
    promised_on: date | None = None


class PolicyChanged(Entry):
    """The creditor's policy becomes another: a shipped one by name, or a document."""

    what: Literal["policy"]
    at: Moment
    policy: str | dict[str, Any]

    @property
    def policy_id(self) -> str:
        """Its name."""
        return self.policy if isinstance(self.policy, str) else str(self.policy["policy_id"])


class Reply(Entry):
    """The debtor writes back, to the creditor's own mailbox; somebody attaches it."""

    what: Literal["reply"]
    at: Moment
    customer: str | None = None
    text: str = "Nous regardons et revenons vers vous."
    subject: str = ""
    sender: str | None = Field(default=None, alias="from")


class ReplyRead(Entry):
    """A person has read the replies of a customer."""

    what: Literal["reply_read"]
    at: Moment
    customer: str | None = None


class Override(Entry):
    """A person chooses the policy, or the profile, of a customer."""

    what: Literal["override"]
    at: Moment
    customer: str | None = None
    policy: str | None = None
    profile: str | None = None
    reason: str = "agreed"
    until: date | None = None


class Bounce(Entry):
    """The last message to the customer comes back, after it was taken for delivered."""

    what: Literal["bounce"]
    at: Moment
    customer: str | None = None


class Feed(Entry):
    """Cash is booked through that day."""

    what: Literal["feed"]
    at: Moment
    through: date


class Paused(Entry):
    """The creditor stops everything."""

    what: Literal["paused"]
    at: Moment


class Resumed(Entry):
    """The creditor lets everything go on."""

    what: Literal["resumed"]
    at: Moment


class Released(Entry):
    """A person has looked at what the circuit breaker stopped, and lets it go."""

    what: Literal["released"]
    at: Moment


class Settings(OpenEntry):
    """The creditor changes settings; what is not named stays."""

    what: Literal["settings"]
    at: Moment


class Request(Entry):
    """Any call of the API, for what has no name of its own here."""

    what: Literal["request"]
    at: Moment
    method: Literal["PUT", "POST", "DELETE"]
    path: str
    body: dict[str, Any] | None = None


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
