"""What `decide` answers: data that says which message, which items, and why (R9).

Each decision carries its trace, which is no part of what makes two decisions the same.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from relance.domain.account.message import MessageKey
from relance.domain.account.occasion import ORDINARY, Occasion
from relance.domain.ledger.item_id import ItemId
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict, decided_by


class Variant(StrEnum):
    """What happened before, where it changes the words of a message (R7)."""

    ORDINARY = "ordinary"
    CLAIM_UNSEEN = "claim_unseen"
    CLAIM_PARTLY_SEEN = "claim_partly_seen"
    PROMISE_BROKEN = "promise_broken"
    PAYMENT_RETURNED = "payment_returned"
    DEBT_RETURNED = "debt_returned"
    OUR_ERROR = "our_error"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures a decision rests on, in minor units of its currency."""

    overdue_minor: int = 0
    credit_minor: int = 0
    net_minor: int = 0
    leader: str | None = None
    nominal_on: date | None = None

    def with_more(self, more_minor: int) -> "Figures":
        """The same with more that is overdue."""
        overdue_minor = self.overdue_minor + more_minor
        net_minor = max(overdue_minor - self.credit_minor, 0) if more_minor else self.net_minor
        return replace(self, overdue_minor=overdue_minor, net_minor=net_minor)


class SkipReason(StrEnum):
    """Why a step does not go any more."""

    MISSED_RUN = "missed_run"  # its day had no run, and a later step goes
    STALE = "stale"  # it would come too late to be of any use


@dataclass(frozen=True, slots=True)
class Skipped:
    """A step that will not go any more, and why (B8)."""

    item_id: ItemId
    kind: str
    reason: str  # a `SkipReason`


@dataclass(frozen=True, slots=True)
class Send:
    """Send this message now. `item_ids` are demanded, `other_ids` are for information (R3)."""

    key: MessageKey
    contact_id: str
    item_ids: tuple[ItemId, ...]
    reason: str
    figures: Figures = field(default_factory=Figures)
    variant: str = Variant.ORDINARY
    other_ids: tuple[ItemId, ...] = ()
    attempt: int = 1
    skipped: tuple[Skipped, ...] = ()
    deadline_on: date | None = None
    cause_id: str | None = None
    merged_ids: tuple[str, ...] = ()  # other facts that the same mail answers
    text: str | None = None  # the template; the kind of the step unless the policy names one
    tone: str = "neutral"
    profile: str | None = None  # of the payer, as frozen for the cycle (practice 7)
    consequence: str | None = None  # what it announces for the deadline (B13)
    copy_ids: tuple[str, ...] = ()  # contacts that get a copy
    called_on: date | None = None  # the day of a call that it may refer to
    trace: Trace = field(default=(), compare=False, repr=False)

    @property
    def currency(self) -> str:
        """The one currency of the message."""
        return self.key.currency


@dataclass(frozen=True, slots=True)
class Task:
    """Ask a person; `task_id` is the same whenever the same cause asks again."""

    task_id: str
    kind: str
    currency: str | None
    reason: str
    due_on: date
    item_ids: tuple[ItemId, ...] = ()
    figures: Figures = field(default_factory=Figures)
    urgent: bool = False
    asked_on: date | None = None
    owner: str | None = None
    step: str | None = None  # the kind of the policy's step that it carries out or approves
    level: int | None = None
    leader: str | None = None
    occasion: Occasion = ORDINARY
    profile: str | None = None
    trace: Trace = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing goes, because something forbids it; `until_on` is the first day to look again."""

    currency: str
    reason: str
    until_on: date | None = None
    until_at: datetime | None = None
    figures: Figures = field(default_factory=Figures)
    item_ids: tuple[ItemId, ...] = ()
    trace: Trace = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Skip:
    """Nothing is to be said now; `next_on` is the day of the next step, if one is known."""

    currency: str
    reason: str
    next_on: date | None = None
    figures: Figures = field(default_factory=Figures)
    skipped: tuple[Skipped, ...] = ()
    trace: Trace = field(default=(), compare=False, repr=False)


type Decision = Send | Task | Hold | Skip


def told[D: Decision](decision: D, asked: Trace, decisive: Finding) -> D:
    """The decision with its trace: the rules that were asked, the one that decided marked."""
    return replace(decision, trace=decided_by(asked, decisive))


def asked_beside(decision: Decision, asked: Trace = ()) -> Decision:
    """A decision that no ladder made, with the question that made it."""
    inputs: Inputs = {"items": () if isinstance(decision, Skip) else decision.item_ids}
    said = Verdict(decision.reason, inputs=inputs)
    rule = decision.kind if isinstance(decision, Task) else decision.reason
    question = Finding(rule, Family.QUESTION, decision.currency or "", said)
    return told(decision, tuple(replace(each, decisive=False) for each in asked), question)
