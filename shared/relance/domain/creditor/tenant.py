"""The creditor: settings, mode, and which rules follow from them."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from relance.domain.account.customer import Customer
from relance.domain.creditor.call_counts import CallCounts
from relance.domain.creditor.rules import Limits, Mode
from relance.domain.policies.policy import Policy
from relance.domain.policies.shipped import SHIPPED

IBAN_DELAY_BANK_DAYS = 3
BETWEEN_TICKS = timedelta(hours=1)
KEPT_OUTAGES = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Tenant:
    """A creditor and what it has set. A new one is in shadow mode (R29)."""

    tenant_id: str
    legal_name: str
    version: int = 0
    siren: str | None = None
    iban: str | None = None
    bic: str | None = None
    iban_set_on: date | None = None  # the day the present IBAN replaced another (practice 4.2)
    from_email: str | None = None
    from_name: str | None = None
    reply_to: str | None = None
    phone: str | None = None
    signatory: str | None = None
    takeover_name: str | None = None
    task_owner: str | None = None  # who does what nobody else owns
    language: str = "fr"
    country: str = "FR"
    region: str | None = None
    zone: str = "Europe/Paris"
    closed_on: tuple[date, ...] = ()
    policy_id: str = "classic"
    policies: dict[str, str] = field(default_factory=dict)  # by category of the customer
    own_policies: tuple[Policy, ...] = ()  # kept apart from the settings; one may replace a shipped
    calls: CallCounts = field(default_factory=CallCounts)  # kept apart as well
    limits: Limits = field(default_factory=Limits)
    mode: str = Mode.SHADOW
    resume_mode: str = Mode.SHADOW  # what a pause interrupted
    daily_cap: int = 50
    live_since_at: datetime | None = None
    cash_through_on: date | None = None
    released_on: date | None = None  # the day on which the circuit breaker was overruled

    @property
    def sender(self) -> str:
        """The name that the debtor reads."""
        return self.from_name or self.legal_name

    def owner_of(self, customer: Customer) -> str | None:
        """Who does the tasks about a customer."""
        return customer.account_owner or self.task_owner

    def calls_left(self, customer: Customer, today: date) -> int:
        """How many calls the owner of a customer can still take today."""
        made = self.calls.made(self.owner_of(customer), today)
        return max(self.limits.call_capacity - made, 0)

    @property
    def known_policies(self) -> dict[str, Policy]:
        """The policies that may be chosen, as they hold now, by id."""
        return SHIPPED | {policy.policy_id: policy for policy in self.own_policies}


@dataclass(frozen=True, slots=True)
class SystemState:
    """What is known of the whole installation: ticks seen and mail events flowing."""

    last_tick_at: datetime | None = None
    outages: tuple[tuple[datetime, datetime], ...] = ()
    mail_event_at: datetime | None = None

    def after_tick(self, at: datetime) -> "SystemState":
        """The state once a tick came; a gap since the last is kept as an outage for a while."""
        if self.last_tick_at and at <= self.last_tick_at:
            return self
        recent = tuple(outage for outage in self.outages if at - outage[1] < KEPT_OUTAGES)
        if self.last_tick_at and at - self.last_tick_at > BETWEEN_TICKS:
            recent = (*recent, (self.last_tick_at, at))
        return replace(self, last_tick_at=at, outages=recent)
