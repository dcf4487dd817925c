"""What rules look at: a place in an account, the case of its leader, the step that would go."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.occasion import ORDINARY, Occasion
from relance.domain.conversation.position import Position
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Figures, Skipped
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Step
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict


@dataclass(frozen=True, slots=True)
class Missed:
    """A reminder that a day without a run would have sent (R33)."""

    at: datetime
    leader: str
    kind: str
    level: int


@dataclass(frozen=True, slots=True)
class Morning:
    """Of what, and to whom, the day's sending hour could have spoken (R36)."""

    item_ids: frozenset[str]
    contact_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """One currency of one account at one instant, under its rules."""

    account: Account
    rules: Rules
    now: datetime
    position: Position
    missed: tuple[Missed, ...] = ()  # oldest first
    morning: Morning | None = None  # of this day, where the sending hour is over

    @property
    def today(self) -> date:
        """The creditor's local day."""
        return self.position.today

    @property
    def currency(self) -> str:
        """The one currency of the place."""
        return self.position.currency

    @property
    def figures(self) -> Figures:
        """What a decision rests on here, in minor units, before a step is chosen (R10)."""
        return self.figures_with(None)

    def figures_with(self, nominal_on: date | None) -> Figures:
        """The same with the day of the step that would go."""
        lead = self.position.leader
        return Figures(
            self.position.overdue_minor,
            self.position.credit_minor,
            self.position.net_minor,
            lead.item_id if lead else None,
            nominal_on,
        )

    def with_position(self, where: Position) -> "Place":
        """The same with some of its items apart."""
        return replace(self, position=where)


@dataclass(frozen=True, slots=True)
class Case:
    """The item that leads, in its place."""

    place: Place
    lead: Item
    profile: str = "unknown"  # of the payer, frozen for the cycle (practice 7)

    @property
    def account(self) -> Account:
        """The debtor's file."""
        return self.place.account

    @property
    def rules(self) -> Rules:
        """All that decides besides it."""
        return self.place.rules

    @property
    def now(self) -> datetime:
        """The instant that is decided."""
        return self.place.now

    @property
    def position(self) -> Position:
        """Where the currency stands."""
        return self.place.position

    @property
    def today(self) -> date:
        """The creditor's local day."""
        return self.place.today


@dataclass(frozen=True, slots=True)
class Candidate:
    """The step that would go, were no guard against it."""

    step: Step
    nominal_on: date
    variant: str = "ordinary"
    occasion: Occasion = ORDINARY
    skipped: tuple[Skipped, ...] = ()
    left_out: Trace = ()  # the conditions that kept other steps from this debt


@dataclass(frozen=True, slots=True)
class Situation:
    """One step that would go, in its case; `asked` are the rules that led to it."""

    case: Case
    candidate: Candidate
    asked: Trace = ()

    @property
    def account(self) -> Account:
        """The debtor's file."""
        return self.case.account

    @property
    def rules(self) -> Rules:
        """All that decides besides it."""
        return self.case.rules

    @property
    def now(self) -> datetime:
        """The instant that is decided."""
        return self.case.now

    @property
    def position(self) -> Position:
        """Where the currency stands."""
        return self.case.position

    @property
    def lead(self) -> Item:
        """The item whose ladder it is."""
        return self.case.lead

    @property
    def today(self) -> date:
        """The creditor's local day."""
        return self.case.today

    @property
    def figures(self) -> Figures:
        """What a decision about the step rests on (R10)."""
        return self.case.place.figures_with(self.candidate.nominal_on)

    def found(self, rule: str, family: Family, said: Verdict) -> Finding:
        """What a rule says about the step."""
        step = self.candidate.step
        return Finding(rule, family, f"{step.kind}/{step.level}", said)

    def step_found(self, reason: str | None = None) -> Finding:
        """Which step it is; with the reason of the message, that nothing is against it."""
        candidate = self.candidate
        inputs: Inputs = {
            "step": candidate.step.kind,
            "nominal_on": candidate.nominal_on,
            "variant": candidate.variant,
        }
        return self.found("step", Family.STEP, Verdict(reason, inputs=inputs))
