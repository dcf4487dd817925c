"""Whether the run of a day may go: cap, circuit breaker, and what the money says (R13, R29)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from relance import calendars
from relance.data import cash, tenants
from relance.domain.calendar import ONE_DAY, Calendar, both, local_date
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.run.breaker import Breaker
from relance.domain.run.cash_watch import after_run, no_money, overdue_grew, overdue_of, seen_from
from relance.domain.run.run_count import RunCount
from relance.flows.run.tally import Tally
from relance.telemetry import count, logger

type Counts = Mapping[tuple[str, date], RunCount]


def breaker_of(tenant: Tenant, at: datetime, seen: RunCount, fresh: bool) -> Breaker:
    """What today was promised, and whether the cap of a fresh start still holds (R29)."""
    return Breaker(
        None if fresh else seen.expected,
        seen.used(at) if fresh else seen.enqueued,
        tenant.daily_cap if fresh else None,
        tenant.released_on == local_date(at, tenant.zone),
    )


def why_nothing_goes(
    tenant: Tenant, tally: Tally, at: datetime, seen: RunCount, breaker: Breaker
) -> str | None:
    """Why nobody may be enqueued, of which people hear once a day; None: all that may go do."""
    speaking = tally.may_be_reminded
    why = breaker.why(speaking - tally.counted_before)
    if speaking and not why:
        why = _money_alarm(tenant, local_date(at, tenant.zone), breaker)
    if why and not seen.tripped:
        logger.error("circuit breaker", tenant=tenant.tenant_id, due=speaking, reason=why)
        count("BreakerTripped")
    return why


def _money_alarm(tenant: Tenant, today: date, breaker: Breaker) -> str | None:
    """Why the money of today looks wrong; a day found sound, or released, is not asked again.

    A day on which it tripped is no measure for the next: that one is held against the last
    sound one. Nor is one of a fresh start, on which a backlog still arrives.
    """
    watch, open_days = cash.load(tenant.tenant_id), _open_days(tenant)
    unknown = breaker.daily_cap is not None and watch.overdue is None
    if unknown or watch.ran(today) or not open_days.is_open(today):
        return None
    found = overdue_of(cash.open_until(tenant.tenant_id, seen_from(today)), today)
    if not breaker.released:
        if no_money(watch, today, open_days):
            return "no_money_booked"
        if overdue_grew(watch, found):
            return "overdue_grew"
    if breaker.daily_cap is None:
        cash.save(tenant.tenant_id, after_run(watch, found))
    return None


def _open_days(tenant: Tenant) -> Calendar:
    """The days on which money is booked as usual: the bank works, and so does the tenant."""
    own = calendars.calendar_of(tenant.country, tenant.region)
    return both((own, calendars.of_dates(tenant.closed_on), calendars.bank_calendar()))


def is_fresh(tenant: Tenant, counts: Counts, today: date) -> bool:
    """Whether the cap of a fresh start holds: until a whole day had room for more (R37)."""
    if tenant.capped is not None:
        last_on = tenant.capped_on or today
        last = counts.get((tenant.tenant_id, last_on), RunCount())
        return tenant.capped and (last_on >= today or not last.ends_cap(tenant.daily_cap))
    days = (today, today - ONE_DAY)
    seen = (counts.get((tenant.tenant_id, on), RunCount()) for on in days)
    live_on = local_date(tenant.live_since_at, tenant.zone) if tenant.live_since_at else today
    return live_on == today or any(count.capped for count in seen)


def with_cap_noted(tenant: Tenant, at: datetime, counts: Counts) -> Tenant:
    """The tenant with its cap as it holds from this tick on; kept once a day, and when it ends."""
    today = local_date(at, tenant.zone)
    if tenant.mode != Mode.LIVE or tenant.capped is False:
        return tenant
    capped = is_fresh(tenant, counts, today)
    if not capped and tenant.capped is None:
        return tenant
    if not capped or tenant.capped_on != today:
        tenants.record_cap(tenant.tenant_id, capped, today)
    return replace(tenant, capped=capped, capped_on=today)
