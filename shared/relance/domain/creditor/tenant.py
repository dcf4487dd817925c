"""The creditor: settings, mode, and which rules follow from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from relance.domain.account.customer import Customer
from relance.domain.creditor.call_counts import CallCounts
from relance.domain.creditor.rules import Limits, Mode, Switch
from relance.domain.policies.policy import Policy
from relance.domain.policies.shipped import SHIPPED

IBAN_DELAY_BANK_DAYS = 3
BETWEEN_TICKS = timedelta(hours=1)
KEPT_OUTAGES = timedelta(days=60)
MOST_SWITCHES = 200

type Outage = tuple[datetime, datetime]  # the last tick before, the first one after


@dataclass(frozen=True, slots=True)
class SenderRefusal:
    """Since when, of which address, and with which answer SES takes no mail (R17)."""

    at: datetime
    from_email: str
    answer: str


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
    from_email_bound: bool = False  # taken from a binding; False: set before there were any (R49)
    ses_tenant: str | None = None  # a reputation of its own at SES; None: that of the account
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
    capped: bool | None = None  # a fresh start goes on; kept apart; None: no run has looked yet
    capped_on: date | None = None  # the last day whose run was capped; kept apart
    live_since_at: datetime | None = None
    cash_through_on: date | None = None
    feed_ended_at: datetime | None = None  # somebody did not want it any more (R23)
    released_on: date | None = None  # the day on which the circuit breaker was overruled
    refusal: SenderRefusal | None = None  # kept apart; None: SES takes its mail
    switches: tuple[Switch, ...] = ()  # of mode and feed, as long as outages are kept (R33)

    def switched(self, at: datetime, **changes: Any) -> "Tenant":
        """The tenant with another mode or feed from an instant on; what was before is kept."""
        after = replace(self, **changes)
        if (after.mode, after.cash_through_on) == (self.mode, self.cash_through_on):
            return after
        oldest_at = at - KEPT_OUTAGES
        first = Switch(oldest_at, self.mode, self.cash_through_on)
        known = self.switches or (first,)
        before = tuple(one for one in known if one.at <= oldest_at)[-1:]
        recent = tuple(one for one in known if one.at > oldest_at)
        switches = (*before, *recent, Switch(at, after.mode, after.cash_through_on))
        return replace(after, switches=switches[-MOST_SWITCHES:])

    def switches_over(self, outages: Sequence[Outage]) -> tuple[Switch, ...]:
        """The switches that held while no run happened; none on an ordinary day."""
        if not outages:
            return ()
        from_at, until_at = outages[0][0], max(first_at for _, first_at in outages)
        before = tuple(one for one in self.switches if one.at <= from_at)[-1:]
        return (*before, *(one for one in self.switches if from_at < one.at <= until_at))

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

    def tick_before(self, at: datetime) -> datetime | None:
        """The last tick before one that came, also where it was noted already; None: unknown."""
        if self.last_tick_at and self.last_tick_at < at:
            return self.last_tick_at
        gap = (last_at for last_at, first_at in self.outages if first_at == at)
        return next(gap, at - BETWEEN_TICKS if self.last_tick_at else None)

    def after_tick(self, at: datetime) -> "SystemState":
        """The state once a tick came; a gap since the last is kept as an outage for a while."""
        if self.last_tick_at and at <= self.last_tick_at:
            return self
        recent = tuple(outage for outage in self.outages if at - outage[1] < KEPT_OUTAGES)
        if self.last_tick_at and at - self.last_tick_at > BETWEEN_TICKS:
            recent = (*recent, (self.last_tick_at, at))
        return replace(self, last_tick_at=at, outages=recent)
