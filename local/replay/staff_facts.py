"""What people at the creditor do: tasks, disputes, holds, choices, and switches of the whole."""

from typing import Literal

from local.replay.values import Amount, Day, Happens, OpenHappens, Plain


class Written(OpenHappens):
    """A person writes to a customer by hand; further words are those of the API."""

    what: Literal["message"]
    customer: str | None = None
    invoices: tuple[str, ...] = ()  # without any, all that is open
    subject: str = "Notre échange"
    text: str = "Comme convenu."
    by: str | None = None


class Hold(Happens):
    """A person holds a customer, or one invoice."""

    what: Literal["hold"]
    customer: str | None = None
    invoice: str | None = None
    reason: str = "agreed"
    until: Day | None = None


class HoldLifted(Happens):
    """A person lifts the holds of a customer, or of one invoice."""

    what: Literal["hold_lifted"]
    customer: str | None = None
    invoice: str | None = None


class TaskClosed(Happens):
    """A person has done a task: the oldest open one of its kind."""

    what: Literal["task_closed"]
    task: str
    step: str | None = None  # of several of a kind, the one that is about this step
    outcome: str = "done"
    customer: str | None = None
    note: str | None = None
    letter_on: Day | None = None  # of a retention that was opposed
    letter_reference: str | None = None
    decided_by: str | None = None  # why a due date moved


class TaskAttempted(Happens):
    """A person tried: a call that reached nobody, or left a message."""

    what: Literal["task_attempted"]
    task: str = "call"
    step: str | None = None
    outcome: Literal["reached", "voicemail", "not_reached"]
    customer: str | None = None


class Dispute(Happens):
    """A person writes down why the debtor does not pay an invoice."""

    what: Literal["dispute"]
    invoice: str
    reason: str = "quality"
    amount: Amount | None = None


class DisputeResolved(Happens):
    """A person answers the dispute about an invoice."""

    what: Literal["dispute_resolved"]
    invoice: str
    outcome: Literal["upheld", "refused", "promised"]
    credited_on: Day | None = None
    promised_on: Day | None = None


class ReplyRead(Happens):
    """A person has read the replies of a customer."""

    what: Literal["reply_read"]
    customer: str | None = None


class Override(Happens):
    """A person chooses the policy, or the profile, of a customer."""

    what: Literal["override"]
    customer: str | None = None
    policy: str | None = None
    profile: str | None = None
    reason: str = "agreed"
    until: Day | None = None


class PolicyChanged(Happens):
    """The creditor's policy becomes another: a shipped one by name, or a document."""

    what: Literal["policy"]
    policy: str | Plain

    @property
    def policy_id(self) -> str:
        """Its name."""
        return self.policy if isinstance(self.policy, str) else str(self.policy["policy_id"])


class Settings(OpenHappens):
    """The creditor changes settings; what is not named stays."""

    what: Literal["settings"]


class Feed(Happens):
    """Cash is booked through that day."""

    what: Literal["feed"]
    through: Day


class Paused(Happens):
    """The creditor stops everything."""

    what: Literal["paused"]


class Resumed(Happens):
    """The creditor lets everything go on."""

    what: Literal["resumed"]


class Released(Happens):
    """A person has looked at what the circuit breaker stopped, and lets it go."""

    what: Literal["released"]


class Request(Happens):
    """Any call of the API, for what has no name of its own here."""

    what: Literal["request"]
    method: Literal["GET", "PUT", "PATCH", "POST", "DELETE"]
    path: str
    body: Plain | None = None


class Webhook(Happens):
    """A payment provider tells something, signed as it signs."""

    what: Literal["webhook"]
    provider: Literal["stripe", "standard"]
    type: str  # as charge.refunded, payment.returned
    data: Plain  # Stripe's object, or the data of Standard Webhooks
    event: str | None = None  # its id; the same one again is a repeat
