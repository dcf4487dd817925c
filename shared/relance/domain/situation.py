"""What the guards look at, and what they answer."""

from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account import Account
from relance.domain.ladder import Candidate
from relance.domain.ledger import Item
from relance.domain.position import Position
from relance.domain.rules import Rules


@dataclass(frozen=True, slots=True)
class Situation:
    """One step that would go, in one currency of one account at one instant."""

    account: Account
    rules: Rules
    now: datetime
    position: Position
    candidate: Candidate
    lead: Item

    @property
    def today(self) -> date:
        """The creditor's local day."""
        return self.position.today


@dataclass(frozen=True, slots=True)
class Delay:
    """A reason not to send now; `until_on` is the first day to look again, if known."""

    reason: str
    until_on: date | None = None
    until_at: datetime | None = None
