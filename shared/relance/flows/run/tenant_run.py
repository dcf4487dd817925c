"""One tenant at a tick: may so many be, and a nudge for each that may (R13).

It reads what is the tenant's alone, so that no other waits for it or fails with it. The index is a
hint and its own cursor: what is not enqueued now is still due at the next tick.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

from relance import calendars, config
from relance.data import reviews, run_counts, runs, tenants
from relance.data.runs import Due
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import NotFound, Unreadable
from relance.domain.run.run_count import RunCount
from relance.domain.tasks.of_tenant import stopped_by_feed
from relance.flows import mending, setting_aside
from relance.flows.nudges import Turn
from relance.flows.run import pages
from relance.flows.run.admission import (
    Counts,
    breaker_of,
    is_fresh,
    why_nothing_goes,
    with_cap_noted,
)
from relance.flows.run.speaking import run_before
from relance.flows.run.tally import Tally
from relance.flows.run.tick_time import AHEAD, Time
from relance.telemetry import count, logger

FEW = 10  # accounts that are looked for
# Where a message goes on that waited for an account to be mended.
_QUEUES = {"events": config.events_queue_url, "replies": config.replies_queue_url}


def run_tenant(turn: Turn, time: Time, most: int | None = None) -> bool:
    """Whether the tenant was run; not where the index shows more than `most` of it.

    One whose rows cannot be read stays silent, as people see (R46). Doubled or late it finds the
    same, and harms nothing.
    """
    tenant_id, at = turn.tenant_id, turn.at
    if turn.aside and mending.look_again(tenant_id, at, _QUEUES):
        return True
    try:
        tenant = tenants.load(tenant_id)
    except (Unreadable, NotFound):
        _note_trouble(tenant_id, at)
        return True
    counts, unread = run_counts.load_readable([*_days(tenant, at, turn.last_at)])
    if unread:
        setting_aside.note(unread[tenant_id], at)
        return True
    try:  # to try what cannot be decided again would find the same; whatever else may be over then
        with setting_aside.deciding(tenant_id, "#run"):
            return _run(with_cap_noted(tenant, at, counts), at, counts, time, most)
    except Unreadable as error:
        setting_aside.note(error, at)
        return True


def _days(tenant: Tenant, at: datetime, last_at: datetime | None) -> set[tuple[str, date]]:
    """The days whose counts matter: those around, the last with a tick, and that of the cap."""
    today = local_date(at, tenant.zone)
    days = {today - ONE_DAY, today, today + ONE_DAY}
    if last_at:
        days.add(local_date(last_at, tenant.zone))
    if tenant.capped and tenant.capped_on:
        days.add(tenant.capped_on)
    return {(tenant.tenant_id, on) for on in days}


def _note_trouble(tenant_id: str, at: datetime) -> None:
    """Tells people what of a tenant cannot be read, so that nothing of its goes.

    An index that is behind may name a tenant of which nothing is there any more.
    """
    found = islice(runs.due(tenant_id, at + AHEAD), FEW)
    if not any(runs.is_there(due) for due in found):
        return
    for error in mending.trouble_of(tenant_id, at):
        setting_aside.note(error, at)


def _run(tenant: Tenant, at: datetime, counts: Counts, time: Time, most: int | None) -> bool:
    """Applies breaker and cap, enqueues what they admit, notes the counts."""
    today = local_date(at, tenant.zone)
    seen = counts.get((tenant.tenant_id, today), RunCount())
    breaker = breaker_of(tenant, at, seen, is_fresh(tenant, counts, today))
    tally = Tally(tenant, at, seen, run_before(_by_day(counts), today), breaker.room)
    for due in runs.due(tenant.tenant_id, at + AHEAD):
        if most is not None and tally.shown >= most:
            return False
        tally.take(due)
    for due in tally.astray:
        reviews.mend(due.tenant_id, due.account_id, due.turn, at)
    seen = _promised(tenant, today, seen, tally)
    _tell_of_feed(tenant, tally.may_be_reminded, at, seen)

    breaker = breaker_of(tenant, at, seen, breaker.room is not None)
    why = why_nothing_goes(tenant, tally, at, seen, breaker)
    sent = [] if why else pages.let_through(tenant, tally, at, time)
    if tally.due:
        seen = _counted(tenant, tally, at, seen, why, sent)
    _promise(tenant, tally, at, seen, counts)
    logger.info("run", tenant=tenant.tenant_id, due=tally.due, why=why)
    return True


def _by_day(counts: Counts) -> Mapping[date, RunCount]:
    return {on: count for (_, on), count in counts.items()}


def _promised(tenant: Tenant, today: date, seen: RunCount, tally: Tally) -> RunCount:
    """The counts with a promise for today, also where no tick came on the day before (R13)."""
    if seen.promised is not None:
        return seen
    promised = tally.unpromised.promised
    run_counts.stand_in(tenant.tenant_id, today, promised)
    return replace(seen, promised=promised)


def _tell_of_feed(tenant: Tenant, speaking: int, at: datetime, seen: RunCount) -> None:
    """Says aloud, once a day and for all accounts, that the feed stops what would go (R23)."""
    told = seen.feed_told or not speaking
    if told or not stopped_by_feed(tenant, calendars.bank_calendar(), at):
        return
    logger.error("feed stops mail", tenant=tenant.tenant_id, due=speaking)
    count("FeedStopsMail")
    run_counts.feed_told(tenant.tenant_id, local_date(at, tenant.zone))


def _counted(
    tenant: Tenant,
    tally: Tally,
    at: datetime,
    seen: RunCount,
    why: str | None,
    begun: list[Due],
) -> RunCount:
    """The counts of the day after this tick, kept.

    Without a cap who was let through counts, also where there was no time to enqueue him.
    """
    if why:
        enqueued, left_out = 0, True
    elif tally.oldest is None:
        enqueued, left_out = tally.may_be_reminded - tally.counted_before, False
    else:
        known = sum(1 for due in begun if tally.speaking.known_to(seen, due))
        enqueued, left_out = len(begun) - known, tally.oldest.others > 0
    held_back = left_out if tally.may_be_reminded else seen.held_back
    after = seen.after(at, enqueued, why, held_back=held_back)
    run_counts.record(tenant.tenant_id, local_date(at, tenant.zone), seen, after)
    return after


def _promise(tenant: Tenant, tally: Tally, at: datetime, seen: RunCount, counts: Counts) -> None:
    """Notes how many accounts tomorrow will review, as far as the index knows today (R13)."""
    tomorrow = local_date(at, tenant.zone) + ONE_DAY
    promised = tally.tomorrow.promised(seen)
    if counts.get((tenant.tenant_id, tomorrow), RunCount()).promised != promised:
        run_counts.promise(tenant.tenant_id, tomorrow, promised, at)
