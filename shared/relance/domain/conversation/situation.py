"""What conditions and guards look at, and what they answer."""

from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.occasion import ORDINARY, Occasion
from relance.domain.conversation.position import Position
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Figures, Skipped
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Step


@dataclass(frozen=True, slots=True)
class Case:
    """The item that leads, in one currency of one account at one instant."""

    account: Account
    rules: Rules
    now: datetime
    position: Position
    lead: Item
    profile: str = "unknown"  # of the payer, frozen for the cycle (practice 7)

    @property
    def today(self) -> date:
        """The creditor's local day."""
        return self.position.today


@dataclass(frozen=True, slots=True)
class Candidate:
    """The step that would go, were no guard against it."""

    step: Step
    nominal_on: date
    variant: str = "ordinary"
    occasion: Occasion = ORDINARY
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """One step that would go, in its case."""

    case: Case
    candidate: Candidate

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


@dataclass(frozen=True, slots=True)
class Delay:
    """A reason not to send now; `until_on` is the first day to look again, if known."""

    reason: str
    until_on: date | None = None
    until_at: datetime | None = None


def figures_of(where: Position, account: Account, step: Candidate | None = None) -> Figures:
    """What the decision about this currency rests on, in its minor units."""
    lead = where.leader
    return Figures(
        where.overdue_minor,
        where.credit_minor,
        where.net_minor,
        lead.item_id if lead else None,
        lead.due_on if lead else None,
        step.nominal_on if step else None,
        account.chased[-1].on if account.chased else None,
    )
