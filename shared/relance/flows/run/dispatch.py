"""One tick: who is due, may so many be, and a nudge for each (R12, R13).

The index is a hint and its own cursor: what is not enqueued now is still due at the next tick.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from relance import calendars, config
from relance.adapters import queues
from relance.data import inbox, reviews, run_counts, runs, tenants
from relance.data.runs import Due
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import SystemState, Tenant
from relance.domain.errors import Unreadable
from relance.domain.run.money_waits import BACKLOG_AFTER
from relance.domain.run.run_count import RunCount
from relance.domain.tasks.of_tenant import stopped_by_feed
from relance.flows import mending, setting_aside
from relance.flows.nudges import Review
from relance.flows.rules_for import debtor_zone
from relance.flows.run.admission import admission_on, with_cap_noted
from relance.telemetry import count, logger

AHEAD = timedelta(days=2)
CHUNK = 500
# Where a message goes on that waited for an account to be mended.
_QUEUES = {"events": config.events_queue_url, "replies": config.replies_queue_url}


def dispatch(at: datetime, out_of_time: Callable[[], bool]) -> None:
    """Enqueues what is due at `at`; a doubled or late tick finds the same and harms nothing."""
    by_tenant = _by_tenant(_found(at))
    known, system = tenants.load_with_system(set(by_tenant))
    _note_trouble(set(by_tenant) - set(known), at)
    ticked = system.after_tick(at)
    if ticked != system:
        _record_tick(ticked, at)
    _nudge_money(at)

    days = {(t.tenant_id, _today(t, at) + n * ONE_DAY) for t in known.values() for n in (-1, 0, 1)}
    days |= {(t.tenant_id, t.capped_on) for t in known.values() if t.capped and t.capped_on}
    counts, unread = run_counts.load_readable([*days])
    failed: list[Exception] = []
    for tenant in known.values():
        if out_of_time():
            logger.warning("run continues at the next tick", tenant=tenant.tenant_id)
            break
        if tenant.tenant_id in unread:  # silent, and people see why (R46)
            setting_aside.note(unread[tenant.tenant_id], at)
            continue
        try:
            _run_readable(tenant, by_tenant[tenant.tenant_id], at, counts, out_of_time)
        except Exception as error:  # one tenant's trouble stops no other's run
            failed.append(error)
    if failed:
        raise failed[0]  # the tick comes again


def _run_readable(
    tenant: Tenant,
    found: list[Due],
    at: datetime,
    counts: Mapping[tuple[str, date], RunCount],
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


def _record_tick(system: SystemState, at: datetime) -> None:
    """Keeps what is known of the ticks; a row that takes nothing in stops no tenant (R46)."""
    try:
        tenants.record_tick(system, at)
    except Unreadable as error:
        setting_aside.note(error, at)


def _found(at: datetime) -> list[Due]:
    """The accounts that are due soon, of the tenants of which nothing silences all (R46)."""
    silent = mending.look_again(at, _QUEUES)
    for tenant_id, account_id in runs.never_due():  # of whom no tick would ever hear again
        reviews.bring_forward(tenant_id, [account_id], at)
    return [due for due in runs.due(at + AHEAD) if due.tenant_id not in silent]


def _note_trouble(tenant_ids: Iterable[str], at: datetime) -> None:
    """Tells people what of these tenants cannot be read, so that nothing of theirs goes."""
    for tenant_id in tenant_ids:
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
    counts: Mapping[tuple[str, date], RunCount],
    out_of_time: Callable[[], bool],
) -> None:
    """Applies breaker and cap to one tenant, enqueues what they admit, notes the counts."""
    today = _today(tenant, at)
    ready = [due for due in found if due.review_at <= at]
    speaking = [due for due in ready if _speaks(due, tenant, at)]
    _tell_of_feed(tenant, speaking, at, counts)
    admission = admission_on(tenant, speaking, at, counts)
    if admission.tripped:
        ready = []
    left_out = frozenset(speaking).difference(admission.admitted)
    counted = frozenset(speaking) - admission.uncounted
    wanted = sorted((due for due in ready if due not in left_out), key=_oldest_debt_first)
    sent = _enqueue(wanted, counted if tenant.capped else frozenset(), at, out_of_time)

    if ready or admission.tripped:
        seen = counts.get((tenant.tenant_id, today), RunCount())
        enqueued = len(counted.intersection(sent))
        held_back = bool(left_out) if speaking else seen.held_back
        after = seen.after(at, enqueued, admission.why, held_back=held_back)
        run_counts.record(tenant.tenant_id, today, seen, after)
    _promise(tenant, found, len(left_out), today, counts)
    logger.info("run", tenant=tenant.tenant_id, due=len(ready), enqueued=len(sent))


def _tell_of_feed(
    tenant: Tenant,
    speaking: Sequence[Due],
    at: datetime,
    counts: Mapping[tuple[str, date], RunCount],
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


def _speaks(due: Due, tenant: Tenant, at: datetime) -> bool:
    """Whether a review now can end in a reminder."""
    return _may_speak(due, tenant, _today(tenant, at)) and _in_window(due, tenant, at)


def _promise(
    tenant: Tenant,
    found: Sequence[Due],
    left_out: int,
    today: date,
    counts: Mapping[tuple[str, date], RunCount],
) -> None:
    """Notes how many accounts tomorrow will review, as far as the index knows today (R13)."""
    tomorrow = today + ONE_DAY
    promised = left_out + sum(
        1
        for due in found
        if local_date(due.review_at, tenant.zone) == tomorrow and _may_speak(due, tenant, tomorrow)
    )
    if counts.get((tenant.tenant_id, tomorrow), RunCount()).promised != promised:
        run_counts.promise(tenant.tenant_id, tomorrow, promised)


def _may_speak(due: Due, tenant: Tenant, today: date) -> bool:
    """Whether a review of this account can end in a reminder on that day.

    Not where the day was decided already: it is looked at again for what became of its message.
    """
    if due.decided_at and local_date(due.decided_at, tenant.zone) >= today:
        return False
    known = tenant.known_policies.values()
    ahead = timedelta(days=max(policy.listing_days_ahead for policy in known))
    live = tenant.mode == Mode.LIVE
    return live and due.oldest_due_on is not None and due.oldest_due_on <= today + ahead


def _in_window(due: Due, tenant: Tenant, at: datetime) -> bool:
    """Whether the debtor may be written to at this hour.

    Who is looked at outside of his hours uses up nothing of cap and breaker: he comes again.
    """
    try:
        zone = ZoneInfo(debtor_zone(tenant, due.zone, due.country))
    except (ValueError, LookupError, TypeError, OSError):
        return False  # a zone that cannot be read: its review says so (R46)
    return tenant.limits.sending_hour <= at.astimezone(zone).hour < tenant.limits.sending_until_hour


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
