"""What conditions and guards look at, and what they answer."""

from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.decision import Skipped
from relance.domain.ledger import Item
from relance.domain.message import ORDINARY
from relance.domain.policy import Step
from relance.domain.position import Position
from relance.domain.rules import Rules


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
    occasion: str = ORDINARY
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
