"""What people at the creditor do: tasks, disputes, holds, choices, and switches of the whole."""

from datetime import date
from typing import Any, Literal

from local.replay.values import Amount, Entry, Moment, OpenEntry


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


class PolicyChanged(Entry):
    """The creditor's policy becomes another: a shipped one by name, or a document."""

    what: Literal["policy"]
    at: Moment
    policy: str | dict[str, Any]

    @property
    def policy_id(self) -> str:
        """Its name."""
        return self.policy if isinstance(self.policy, str) else str(self.policy["policy_id"])


class Settings(OpenEntry):
    """The creditor changes settings; what is not named stays."""

    what: Literal["settings"]
    at: Moment


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


class Request(Entry):
    """Any call of the API, for what has no name of its own here."""

    what: Literal["request"]
    at: Moment
    method: Literal["PUT", "POST", "DELETE"]
    path: str
    body: dict[str, Any] | None = None
