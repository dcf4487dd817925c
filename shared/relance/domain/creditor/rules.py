"""The second argument of `decide`: policy, limits, calendars and the state of the tenant (R9)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from relance.domain.calendar import (
    ONE_DAY,
    ONE_HOUR,
    Calendar,
    at_local_hour,
    local_date,
    next_tick,
)
from relance.domain.ledger.payments import Unmatched
from relance.domain.money import minor
from relance.domain.policies.policy import Policy
from relance.domain.policies.shipped import CLASSIC
from relance.domain.reasons import Reason


class Mode(StrEnum):
    """Whether mail leaves (R29)."""

    SHADOW = "shadow"  # everything is decided, nothing leaves
    LIVE = "live"
    PAUSED = "paused"


# Business days of the debtor that a claim holds, by the means named (practice.md 2).
CLAIM_HOLD_DAYS = {"transfer": 5, "cheque": 8, "card": 1, "other": 5, "abroad": 7}
PROMISE_GRACE_DAYS = {"transfer": 2, "cheque": 5, "card": 2, "other": 2, "abroad": 3}


# Of the sending hour: events come within seconds, and a long run takes an hour.
HEARD_WITHIN = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a tenant may set; the defaults are those of practice.md 2."""

    gap_days: int = 4
    caps: tuple[tuple[int, int], ...] = ((3, 14), (5, 30))  # contacts, days
    small_balance_units: int = 10
    small_balance_by_currency: dict[str, int] = field(default_factory=dict)  # where it is another
    residue_percent: int = 1  # of an invoice, that a payment may lack and no one chases
    residue_units: int = 10  # and not above this
    residue_abroad_units: int = 25
    sending_hour: int = 10
    sending_until_hour: int = 17
    promise_horizon_days: int = 15
    promise_days_after_due: int = 45
    promise_grace_days: dict[str, int] = field(default_factory=lambda: dict(PROMISE_GRACE_DAYS))
    promise_shown_above_units: int = 10_000  # held, and shown to a person the same day
    claims_that_hold: int = 2
    claim_hold_days: dict[str, int] = field(default_factory=lambda: dict(CLAIM_HOLD_DAYS))
    review_above_units: int = 10_000  # a backlog without history beyond this: a person looks
    review_after_days_late: int = 60
    forewarn_business_days: int = 2  # a person learns of a step so long before it goes
    approve_first_days: int = 0  # open days of a new tenant on which every message needs consent
    postpone_days: int = 5  # that a person may ask for, once
    broken_promise_call_units: int = 1_000
    final_call_units: int = 2_000
    welcome_call_units: int = 1_000  # first invoice of a new customer: a friendly call
    disputed_share_percent: int = 50  # above it, no final about the rest
    list_from_invoices: int = 4  # more in a month: courtesy becomes one weekly list
    acknowledge_within_days: int = 7
    debit_days: int = 5  # bank days after collection in which a debit can still come back
    debit_b2b_days: int = 3
    cheque_days: int = 8  # bank days in which a cheque that was credited may come back
    dispute_owner_days: int = 5  # business days that a dispute waits for us, then its owner hears
    dispute_manager_days: int = 10  # and then the manager
    undone_bank_days: int = 2  # after an error of ours, before anything firmer goes (R40)
    refund_alarm_bank_days: int = 2  # that nobody says whether a credit note follows a refund
    unknown_payer_days: int = 2  # business days that money of nobody known holds who owes as much
    reply_owner_days: int = 2  # business days that a reply waits unread, then its owner hears
    reply_manager_days: int = 5  # and then the manager
    replies_per_day: int = 20  # of one kind and account, that are kept
    hardship_days: int = 90  # gentle, after which a person looks again
    order_hold_units: int = 1_000  # less late money than that never justifies holding orders
    order_hold_after_days: int = 15
    call_capacity: int = 15  # call tasks of one owner and day; the rest goes as a mail
    call_attempts: int = 3
    call_attempt_days: int = 2  # on how many different days, before nobody was reached
    call_expires_after_days: int = 3  # business days in which nobody touched the task
    call_minimum_units: int = 500
    letter_minimum_units: int = 150
    registered_minimum_units: int = 150
    handover_minimum_units: int = 300
    unconfirmed_hours: int = 15  # SES gives up after 14
    keep_bodies_days: int = 1_827  # five years: until a debt is time-barred it proves what was said
    keep_decisions_days: int = 1_827
    unknown_settle_hours: int = 6  # that a mail of unknown fate waits for its event, at least

    def small_minor(self, currency: str) -> int:
        """The net balance of a currency up to which nothing is demanded, in minor units (R8)."""
        return minor(
            self.small_balance_by_currency.get(currency, self.small_balance_units), currency
        )


@dataclass(frozen=True, slots=True)
class Switch:
    """What a tenant set at an instant: whether mail leaves, and how far cash is booked."""

    at: datetime
    mode: str
    cash_through_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """All that decides besides the account; a value, so that a run can be repeated."""

    policy: Policy = CLASSIC
    limits: Limits = field(default_factory=Limits)
    zone: str = "Europe/Paris"  # the creditor's
    debtor_zone: str = "Europe/Paris"
    open_days: Calendar = field(default_factory=Calendar)  # open for debtor and tenant: sending
    debtor_days: Calendar = field(default_factory=Calendar)  # claims
    bank_days: Calendar = field(default_factory=Calendar)  # promises, debits, the float: in euro
    foreign_bank_days: dict[str, Calendar] = field(default_factory=dict)  # by other currencies
    mode: str = Mode.LIVE
    sender_withdrawn: bool = False  # why the mode is a pause: the sender is not the tenant's (R49)
    cash_through_on: date | None = None  # R23; None: the feed was never declared
    payments_backlog: bool = False  # R22
    outages: tuple[tuple[datetime, datetime], ...] = ()  # last tick before, first tick after
    switches: tuple[Switch, ...] = ()  # what mode and feed were over the outages, oldest first
    money_waited: tuple[tuple[datetime, datetime], ...] = ()  # over the outages: from, until
    mail_event_at: datetime | None = None  # the youngest mail of which an event arrived
    payment_run: tuple[str, ...] = ()  # when the debtor pays: "thursday", or days of the month
    approve_all: bool = False  # a new tenant's first days: nothing leaves without a person
    approve_until_on: date | None = None  # the first day on which that is over
    call_capacity_left: int = 15  # call tasks that the owner can still take today
    unplaced: tuple[Unmatched, ...] = ()  # money of nobody known, in the tenant's pot
    capped: bool = False  # a fresh start: so many customers a day (R37)
    statements_left: int | None = None  # of a later backlog, today; None: it was not counted
    owned: bool = False  # somebody of the tenant does what nobody else owns
    abroad: bool = False  # the debtor pays from another country than the creditor's

    @property
    def why_paused(self) -> Reason:
        """Why a tenant that is paused sends nothing: it said so, or its sender is not its own."""
        return Reason.SENDER_WITHDRAWN if self.sender_withdrawn else Reason.TENANT_PAUSED

    def bank_days_of(self, currency: str) -> Calendar:
        """The days on which banks settle in a currency (R8, R38)."""
        return self.foreign_bank_days.get(currency, self.bank_days)

    def opens_at(self, run_on: date) -> datetime:
        """The sending hour of a day at the debtor's: when that day is decided (R11)."""
        return at_local_hour(run_on, self.limits.sending_hour, self.debtor_zone)

    def decides_at(self, run_on: date) -> datetime:
        """The tick that decides a day: what is recorded later waits for the next one (R36)."""
        return next_tick(self.opens_at(run_on))

    def closes_at(self, run_on: date) -> datetime:
        """The hour of a day at the debtor's from which nothing more is sent."""
        return at_local_hour(run_on, self.limits.sending_until_hour, self.debtor_zone)

    def tries_again_at(self, now: datetime) -> datetime:
        """The next tick of the same day; after its hours, when the next day is decided (R36)."""
        again_at, run_on = next_tick(now + ONE_HOUR), self.run_day(now)
        return again_at if again_at < self.closes_at(run_on) else self.opens_at(run_on + ONE_DAY)

    def run_day(self, now: datetime) -> date:
        """The debtor's day that is being decided: it begins at the sending hour (R11).

        What a date changes, changes then and not at midnight, so that one review a day is enough.
        """
        day = local_date(now, self.debtor_zone)
        return day if now >= self.opens_at(day) else day - ONE_DAY

    def today(self, now: datetime) -> date:
        """The creditor's day at the sending hour of the run day: due and overdue use it (R11)."""
        return local_date(self.opens_at(self.run_day(now)), self.zone)

    def then(self, at: datetime) -> "Rules":
        """The rules as they were at an instant before now: mode, feed, and money that waited."""
        last = max((s for s in self.switches if s.at <= at), key=lambda s: s.at, default=None)
        return replace(
            self,
            mode=last.mode if last else self.mode,
            cash_through_on=last.cash_through_on if last else self.cash_through_on,
            sender_withdrawn=self.sender_withdrawn and last is None,
            payments_backlog=any(start <= at < end for start, end in self.money_waited),
            outages=(),
            switches=(),
            money_waited=(),
            call_capacity_left=self.limits.call_capacity,
        )

    def settles_at(self, reserved_at: datetime) -> datetime:
        """The morning after: when a mail that may or may not have left is looked at again (R47)."""
        waited_at = reserved_at + timedelta(hours=self.limits.unknown_settle_hours)
        morning_at = self.opens_at(self.run_day(reserved_at) + ONE_DAY)
        return (
            morning_at
            if morning_at >= waited_at
            else self.opens_at(self.run_day(waited_at) + ONE_DAY)
        )

    def asks_at(self, reserved_at: datetime) -> datetime:
        """When a person is asked about it: once mails of a morning could have had their events.

        Where mails of others had them by then it goes again, and nobody is asked (R47).
        """
        morning_on = self.open_days.next_open(self.run_day(self.settles_at(reserved_at)))
        return self.opens_at(morning_on) + HEARD_WITHIN

    def begins_at(self, on: date, now: datetime) -> datetime:
        """The first instant after `now` at which `today` has reached a day."""
        run_on = max(on - ONE_DAY, local_date(now, self.debtor_zone))
        while self.opens_at(run_on) <= now or local_date(self.opens_at(run_on), self.zone) < on:
            run_on += ONE_DAY
        return self.opens_at(run_on)
