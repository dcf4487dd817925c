"""What every part of the demo shares: the stack, the API, the books, the diary and the checks."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from local.demo.api import Api
from local.demo.books import Books
from local.demo.letters import Letter
from local.demo.portfolio import Debtor, Portfolio
from local.stack import Stack


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a customer, for rules to count from and for the account."""

    label: str
    on: date
    told: str
    letter: Letter | None = None
    invoice_ids: frozenset[str] = frozenset()
    reference: str | None = None  # of a payment, or the path of a hold


@dataclass(slots=True)
class Day:
    """The figures of one day."""

    reviewed: int = 0
    sent: int = 0
    delivered: int = 0
    bounced: int = 0
    answers: int = 0
    payments: int = 0
    worked: int = 0
    note: str = ""


@dataclass(slots=True)
class Asked:
    """A task as staff first saw it, and what they said of it, when."""

    task: Mapping[str, Any]
    outcomes: list[tuple[datetime, str]] = field(default_factory=list)
    expired: bool = False

    @property
    def about(self) -> tuple[str, str, str | None]:
        """Customer, kind, and the step that it is about."""
        return self.task["customer_id"], self.task["kind"], self.task["step"]

    def outcome_at(self, at: datetime) -> str | None:
        """What had come of it by then."""
        return next((what for said_at, what in reversed(self.outcomes) if said_at <= at), None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was said to a customer on a day, or not: in the words of the API."""

    customer_id: str
    on: date
    decided: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(slots=True)
class World:
    """The state of one demo; `broken` holds, by invariant, the evidence against it."""

    stack: Stack
    api: Api
    tenant_id: str
    portfolio: Portfolio
    webhooks: Mapping[str, tuple[str, str]]  # path and secret by provider
    books: Books = field(default_factory=Books)
    letters: list[Letter] = field(default_factory=list)
    diary: dict[str, list[Happening]] = field(default_factory=lambda: defaultdict(list))
    days: dict[date, Day] = field(default_factory=lambda: defaultdict(Day))
    broken: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tasks: list[dict[str, Any]] = field(default_factory=list)  # what waits for a person at the end
    asked: dict[str, Asked] = field(default_factory=dict)  # every task that staff saw, by id
    told: set[tuple[date, str]] = field(default_factory=set)  # tasks about the whole business
    disputes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    looked: Counter[str] = field(default_factory=Counter)

    @property
    def now(self) -> datetime:
        """The instant at which the clock stands."""
        return self.stack.clock.now()

    @property
    def today(self) -> date:
        """The day of the clock."""
        return self.now.date()

    @property
    def day(self) -> Day:
        """The figures of today."""
        return self.days[self.today]

    def debtor(self, account_id: str) -> Debtor:
        """A customer of the portfolio."""
        return self.portfolio.debtors[account_id]

    def tell(self, account_id: str, label: str, told: str, **more: object) -> None:
        """Writes in the diary what happened to a customer today."""
        self.diary[account_id].append(Happening(label, self.today, told, **more))  # type: ignore[arg-type]

    def hold_true(self, invariant: str, truth: bool, evidence: str = "") -> None:
        """Looks at an invariant once more; evidence against it is kept."""
        self.looked[invariant] += 1
        if not truth:
            self.broken[invariant].append(evidence)
