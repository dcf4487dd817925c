"""Stopping, letting on, and how far cash is booked: what a tenant says about its runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from relance import calendars
from relance.data import run_counts, tenants
from relance.data.moving import Move, wished
from relance.data.transaction import Write
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Invalid
from relance.domain.run.run_count import RunCount
from relance.domain.tasks.of_tenant import stopped_by_feed
from relance.flows import mending, moving
from relance.flows.moving import Moving
from relance.flows.tenant.settings import rewrite
from relance.telemetry import logger


def declare_feed(tenant_id: str, cash_through_on: date, now: datetime) -> Tenant:
    """Says through which day cash is booked (R23); a day that has not come cannot be booked."""

    def change(before: Tenant) -> Tenant:
        if cash_through_on > local_date(now, before.zone):
            raise Invalid("cash_through_on", "the day has not come yet")
        return before.switched(now, cash_through_on=cash_through_on, feed_ended_at=None)

    def asks(before: Tenant, after: Tenant) -> Sequence[Write]:
        return looks_again(after, now) if _was_silent_for_days(before, cash_through_on, now) else ()

    after = rewrite(tenant_id, change, asks)[1]
    moving.begin(tenant_id)
    return after


def end_feed(tenant_id: str, author: str, now: datetime) -> Tenant:
    """Ends the feed: mail goes again without it, and everybody of the tenant is told (R23)."""

    def change(before: Tenant) -> Tenant:
        if before.cash_through_on is None:
            return before
        return before.switched(now, cash_through_on=None, feed_ended_at=now)

    before, after = rewrite(tenant_id, change, lambda _, ended: looks_again(ended, now))
    if before != after:
        logger.warning("feed ended", tenant=tenant_id, author=author)
    moving.begin(tenant_id)
    return after


def _was_silent_for_days(before: Tenant, through_on: date, now: datetime) -> bool:
    """Whether the feed stopped all mail for longer than a day, and does so no more.

    What it stopped since this morning is looked at again at every tick anyway.
    """
    if before.cash_through_on is None:
        return False
    bank_days, today = calendars.bank_calendar(), local_date(now, before.zone)
    needed_on = bank_days.previous_open(today)
    return before.cash_through_on < bank_days.previous_open(needed_on) <= needed_on <= through_on


def pause(tenant_id: str, now: datetime) -> Tenant:
    """Stops the tenant at once: what is queued is not sent either (R29)."""

    def change(before: Tenant) -> Tenant:
        if before.mode == Mode.PAUSED:
            return before
        return before.switched(now, mode=Mode.PAUSED, resume_mode=before.mode)

    return rewrite(tenant_id, change)[1]


def resume(tenant_id: str, now: datetime) -> Tenant:
    """Goes on as before the pause, shadow or live; what it kept back today is looked at (R36)."""

    def change(before: Tenant) -> Tenant:
        if before.mode != Mode.PAUSED:
            return before
        return before.switched(now, mode=before.resume_mode)

    def asks(before: Tenant, after: Tenant) -> Sequence[Write]:
        return looks_again(after, now) if after.mode == Mode.LIVE else ()

    after = rewrite(tenant_id, change, asks)[1]
    moving.begin(tenant_id)
    return after


def looks_again(tenant: Tenant, now: datetime) -> Sequence[Write]:
    """Asks for a review of the open accounts at the next tick, and lets the breaker expect them.

    A person, or a feed, said that it goes on: so many reviews are no surprise (R12, R13).
    """
    return (wished(tenant.tenant_id, Move.AT_ONCE, now),)


@dataclass(frozen=True, slots=True)
class TodaysRun:
    """What became of the run of a tenant's day."""

    on: date
    promised: int | None
    enqueued: int
    tripped: bool
    why: str | None
    released: bool
    feed_stops_mail: bool
    left_out: tuple[tuple[str, str], ...] = ()  # account, "" for none, and row (R46)
    reviews: Moving | None = None  # how far those are that a change asked for


def todays_run(tenant_id: str, now: datetime) -> TodaysRun:
    """How far the run of today got, and why the circuit breaker tripped, if it did (R13)."""
    tenant = tenants.load(tenant_id)
    today = local_date(now, tenant.zone)
    found = run_counts.load([(tenant_id, today)]).get((tenant_id, today), RunCount())
    released = tenant.released_on == today
    stopped = stopped_by_feed(tenant, calendars.bank_calendar(), now)
    unknown = found.promised is None and not found.brought
    promised = None if unknown else found.expected
    counts = promised, found.enqueued, found.tripped, found.why
    aside, reviews = _left_out(tenant_id, now), moving.how_far(tenant_id)
    return TodaysRun(today, *counts, released, stopped, aside, reviews)


_MOST_TOLD = 100


def _left_out(tenant_id: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """Whom the run leaves out, since a row of theirs cannot be read."""
    told = islice(mending.still_aside(tenant_id, now), _MOST_TOLD)
    return tuple((one.place if one.of_account else "", one.row) for one in told)


def release(tenant_id: str, now: datetime) -> Tenant:
    """Lets today's run go although the circuit breaker stopped it: a person has looked (R13)."""

    def change(before: Tenant) -> Tenant:
        return replace(before, released_on=local_date(now, before.zone))

    return rewrite(tenant_id, change)[1]
