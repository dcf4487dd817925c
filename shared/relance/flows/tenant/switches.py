"""Stopping, letting on, and how far cash is booked: what a tenant says about its runs."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.data import run_counts, tenants
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Invalid
from relance.domain.run.run_count import RunCount
from relance.flows.tenant.settings import rewrite


def declare_feed(tenant_id: str, cash_through_on: date, now: datetime) -> Tenant:
    """Says through which day cash is booked (R23); a day that has not come cannot be booked."""

    def change(before: Tenant) -> Tenant:
        if cash_through_on > local_date(now, before.zone):
            raise Invalid("cash_through_on", "the day has not come yet")
        return replace(before, cash_through_on=cash_through_on)

    return rewrite(tenant_id, change)[1]


def pause(tenant_id: str) -> Tenant:
    """Stops the tenant at once: what is queued is not sent either (R29)."""

    def change(before: Tenant) -> Tenant:
        if before.mode == Mode.PAUSED:
            return before
        return replace(before, mode=Mode.PAUSED, resume_mode=before.mode)

    return rewrite(tenant_id, change)[1]


def resume(tenant_id: str) -> Tenant:
    """Goes on as before the pause, shadow or live."""

    def change(before: Tenant) -> Tenant:
        if before.mode != Mode.PAUSED:
            return before
        return replace(before, mode=before.resume_mode)

    return rewrite(tenant_id, change)[1]


@dataclass(frozen=True, slots=True)
class TodaysRun:
    """What became of the run of a tenant's day."""

    on: date
    promised: int | None
    enqueued: int
    tripped: bool
    why: str | None
    released: bool


def todays_run(tenant_id: str, now: datetime) -> TodaysRun:
    """How far the run of today got, and why the circuit breaker tripped, if it did (R13)."""
    tenant = tenants.load(tenant_id)
    today = local_date(now, tenant.zone)
    found = run_counts.load([(tenant_id, today)]).get((tenant_id, today), RunCount())
    released = tenant.released_on == today
    return TodaysRun(today, found.promised, found.enqueued, found.tripped, found.why, released)


def release(tenant_id: str, now: datetime) -> Tenant:
    """Lets today's run go although the circuit breaker stopped it: a person has looked (R13)."""

    def change(before: Tenant) -> Tenant:
        return replace(before, released_on=local_date(now, before.zone))

    return rewrite(tenant_id, change)[1]
