"""One tick: who is due, may so many be, and a nudge for each (R12, R13).

The index is a hint and its own cursor: what is not enqueued now is still due at the next tick.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance import calendars, config
from relance.adapters import clock, queues
from relance.data import inbox, reviews, run_counts, runs, tenants
from relance.data.runs import Due
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.creditor.tenant import BETWEEN_TICKS, SystemState, Tenant
from relance.domain.errors import Unreadable
from relance.domain.run.money_waits import BACKLOG_AFTER
from relance.domain.run.run_count import RunCount
from relance.domain.tasks.of_tenant import stopped_by_feed
from relance.flows import mending, setting_aside
from relance.flows.nudges import Review
from relance.flows.run.admission import Counts, admission_on, with_cap_noted
from relance.flows.run.evaluate import STALE_AFTER
from relance.flows.run.speaking import promised_by_nobody, promised_for, run_before, speaks
from relance.telemetry import count, logger

AHEAD = timedelta(days=2)
CHUNK = 500
FEW = 10  # accounts that are looked for
# Where a message goes on that waited for an account to be mended.
_QUEUES = {"events": config.events_queue_url, "replies": config.replies_queue_url}


def dispatch(at: datetime, out_of_time: Callable[[], bool]) -> None:
    """Enqueues what is due at `at`; a doubled or late tick finds the same and harms nothing."""
    if not _in_time(at):
        return
    time = _Time(out_of_time)
    by_tenant = _by_tenant(_found(at))
    known, system = tenants.load_with_system(set(by_tenant))
    _note_trouble({name: due for name, due in by_tenant.items() if name not in known}, at)
    _note_tick(system, at)
    _nudge_money(at)

    days = {day for tenant in known.values() for day in _days(tenant, at, system.last_tick_at)}
    counts, unread = run_counts.load_readable([*days])
    failed = [*_failures(known.values(), by_tenant, at, (counts, unread), time)]
    count("RunsCutShort" if time.was_over else "TicksFinished")
    if failed:
        raise failed[0]  # the tick comes again


def _failures(
    known: Iterable[Tenant],
    by_tenant: Mapping[str, list[Due]],
    at: datetime,
    found: tuple[Counts, Mapping[str, Unreadable]],
    time: "_Time",
) -> Iterator[Exception]:
    """Runs tenant by tenant; yields what broke, since one tenant's trouble stops no other's run."""
    counts, unread = found
    for tenant in known:
        if time.is_over():
            logger.warning("run continues at the next tick", tenant=tenant.tenant_id)
            break
        try:
            if tenant.tenant_id in unread:  # silent, and people see why (R46)
                setting_aside.note(unread[tenant.tenant_id], at)
            else:
                _run_readable(tenant, by_tenant[tenant.tenant_id], at, counts, time.is_over)
        except Exception as error:
            yield error


@dataclass(slots=True)
class _Time:
    """Whether there is time left, and whether somebody was told that there is none."""

    out_of_time: Callable[[], bool]
    was_over: bool = False

    def is_over(self) -> bool:
        """Whether to stop here; the next tick goes on."""
        self.was_over = self.was_over or self.out_of_time()
        return self.was_over


def _in_time(at: datetime) -> bool:
    """Whether a tick is a run: not where it is so late that nobody would decide for it.

    One from the future is a mistake, and raises ValueError: what is not due yet would go.
    """
    now = clock.now()
    if at - now > BETWEEN_TICKS:
        raise ValueError(f"a tick of {at}, which is yet to come")
    if now - at >= STALE_AFTER:
        logger.warning("tick too late", tick_at=at.isoformat())
    return now - at < STALE_AFTER


def _note_tick(system: SystemState, at: datetime) -> None:
    """Keeps what is known of the ticks; a row that takes nothing in stops no tenant (R46)."""
    ticked = system.after_tick(at)
    if ticked == system:
        return
    try:
        tenants.record_tick(ticked, at)
    except Unreadable as error:
        setting_aside.note(error, at)


def _days(tenant: Tenant, at: datetime, last_at: datetime | None) -> set[tuple[str, date]]:
    """The days whose counts matter: those around, the last with a tick, and that of the cap."""
    today = _today(tenant, at)
    days = {today - ONE_DAY, today, today + ONE_DAY}
    if last_at:
        days.add(local_date(last_at, tenant.zone))
    if tenant.capped and tenant.capped_on:
        days.add(tenant.capped_on)
    return {(tenant.tenant_id, on) for on in days}


def _run_readable(
    tenant: Tenant,
    found: list[Due],
    at: datetime,
    counts: Counts,
    out_of_time: Callable[[], bool],
) -> None:
    """Runs a tenant; one whose rows cannot be read stays silent, as people see (R46).

    To try that again would find the same. Whatever else is raised may be over then.
    """
    try:
        with setting_aside.deciding(tenant.tenant_id, "#run"):
            _run(with_cap_noted(tenant, at, counts), found, at, counts, out_of_time)
    except Unreadable as error:
        setting_aside.note(error, at)


def _found(at: datetime) -> list[Due]:
    """The accounts that are due soon, of the tenants of which nothing silences all (R46)."""
    silent = mending.look_again(at, _QUEUES)
    for tenant_id, account_id in runs.never_due():  # of whom no tick would ever hear again
        reviews.bring_forward(tenant_id, [account_id], at)
    return [due for due in runs.due(at + AHEAD) if due.tenant_id not in silent]


def _note_trouble(unknown: Mapping[str, Sequence[Due]], at: datetime) -> None:
    """Tells people what of these tenants cannot be read, so that nothing of theirs goes.

    An index that is behind may name a tenant of which nothing is there any more.
    """
    for tenant_id, found in unknown.items():
        if not any(runs.is_there(due) for due in found[:FEW]):
            continue
        for error in mending.trouble_of(tenant_id, at):
            setting_aside.note(error, at)


def _today(tenant: Tenant, at: datetime) -> date:
    return local_date(at, tenant.zone)


def _by_tenant(found: Sequence[Due]) -> dict[str, list[Due]]:
    grouped: dict[str, list[Due]] = defaultdict(list)
    for due in sorted(found, key=lambda due: due.review_at):
        grouped[due.tenant_id].append(due)
    return grouped


def _run(
    tenant: Tenant,
    found: list[Due],
    at: datetime,
    counts: Counts,
    out_of_time: Callable[[], bool],
) -> None:
    """Applies breaker and cap to one tenant, enqueues what they admit, notes the counts."""
    today = _today(tenant, at)
    counts = _with_promise(tenant, found, at, counts)
    seen = counts[tenant.tenant_id, today]
    ready = [due for due in found if due.review_at <= at]
    speaking = [due for due in ready if speaks(due, tenant, at)]
    _tell_of_feed(tenant, speaking, at, counts)
    admission = admission_on(tenant, speaking, at, counts)
    if admission.tripped:
        ready = []
    left_out = frozenset(speaking).difference(admission.admitted)
    counted = frozenset(speaking) - admission.uncounted
    wanted = sorted((due for due in ready if due not in left_out), key=_oldest_debt_first)
    sent = _enqueue(wanted, counted if tenant.capped else frozenset(), at, out_of_time)

    if ready or admission.tripped:
        # Without a cap who was let through counts, also where there was no time to enqueue him.
        through = counted.intersection(sent) if tenant.capped else counted - left_out
        enqueued = len(through - admission.known)
        held_back = bool(left_out) if speaking else seen.held_back
        after = seen.after(at, enqueued, admission.why, held_back=held_back)
        run_counts.record(tenant.tenant_id, today, seen, after)
        seen = after
    _promise(tenant, found, at, seen, counts)
    logger.info("run", tenant=tenant.tenant_id, due=len(ready), enqueued=len(sent))


def _tell_of_feed(
    tenant: Tenant,
    speaking: Sequence[Due],
    at: datetime,
    counts: Counts,
) -> None:
    """Says aloud, once a day and for all accounts, that the feed stops what would go (R23)."""
    today = _today(tenant, at)
    told = counts.get((tenant.tenant_id, today), RunCount()).feed_told
    if told or not speaking or not stopped_by_feed(tenant, calendars.bank_calendar(), at):
        return
    logger.error("feed stops mail", tenant=tenant.tenant_id, due=len(speaking))
    count("FeedStopsMail")
    run_counts.feed_told(tenant.tenant_id, today)


def _oldest_debt_first(due: Due) -> date:
    """Where only some may be begun with, the oldest debts are (R37)."""
    return due.oldest_due_on or date.max


def _promise(
    tenant: Tenant,
    found: Sequence[Due],
    at: datetime,
    seen: RunCount,
    counts: Counts,
) -> None:
    """Notes how many accounts tomorrow will review, as far as the index knows today (R13)."""
    today = _today(tenant, at)
    tomorrow = today + ONE_DAY
    promised = promised_for(tomorrow, tenant, found, seen, today)
    if counts.get((tenant.tenant_id, tomorrow), RunCount()).promised != promised:
        run_counts.promise(tenant.tenant_id, tomorrow, promised, at)


def _with_promise(tenant: Tenant, found: Sequence[Due], at: datetime, counts: Counts) -> Counts:
    """The counts with a promise for today, also where no tick came on the day before (R13)."""
    today = _today(tenant, at)
    seen = counts.get((tenant.tenant_id, today), RunCount())
    if seen.promised is not None:
        return counts
    days = {on: count for (tenant_id, on), count in counts.items() if tenant_id == tenant.tenant_id}
    promised = promised_by_nobody(today, tenant, found, run_before(days, today))
    run_counts.stand_in(tenant.tenant_id, today, promised)
    return {**counts, (tenant.tenant_id, today): replace(seen, promised=promised)}


def _enqueue(
    wanted: list[Due], counted: frozenset[Due], at: datetime, out_of_time: Callable[[], bool]
) -> list[Due]:
    sent: list[Due] = []
    for start in range(0, len(wanted), CHUNK):
        if out_of_time():
            break
        chunk = wanted[start : start + CHUNK]
        reviews = (Review(due.tenant_id, due.account_id, at, due in counted) for due in chunk)
        queues.send(config.reviews_queue_url(), [review.body() for review in reviews])
        sent += chunk
    return sent


def _nudge_money(at: datetime) -> None:
    """Money that waits is nudged again: a purged queue delays it, never loses it (R13, R22)."""
    waiting = [*inbox.due_nudges("pending", at - BACKLOG_AFTER), *inbox.due_nudges("unmatched", at)]
    bodies = [{"tenant": tenant_id, "sk": sk} for tenant_id, sk in waiting]
    queues.send(config.payments_queue_url(), bodies)
