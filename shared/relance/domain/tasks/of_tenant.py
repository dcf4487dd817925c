"""What the people of a tenant are told about all its accounts at once: each day anew (R23).

Derived from what the tenant has set, so that it is there as long as it is true and no longer.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import ONE_DAY, Calendar, at_local_hour, local_date
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import task_id

TOLD_FOR = timedelta(days=7)


def tasks_of_tenant(
    tenant: Tenant, bank_days: Calendar, now: datetime, *, sender_withdrawn: bool = False
) -> Iterator[OpenTask]:
    """What everybody should know today: the feed stops all mail, or was ended lately.

    And what else keeps all mail of the tenant: its sender is not its own, or SES does not take it.
    """
    today = run_day(tenant, now)
    yield from _about_the_sender(tenant, today, now, withdrawn=sender_withdrawn)
    if stopped_by_feed(tenant, bank_days, now):
        begun_at = at_local_hour(today, tenant.limits.sending_hour, tenant.zone)
        yield _told(tenant, TaskKind.FEED_STALE, Reason.FEED_STALE, begun_at, today)
    ended_at = tenant.feed_ended_at
    if ended_at and now - ended_at < TOLD_FOR:
        on = local_date(ended_at, tenant.zone)
        yield _told(tenant, TaskKind.FEED_ENDED, TaskReason.THE_FEED_WAS_ENDED, ended_at, on)


def _about_the_sender(
    tenant: Tenant, today: date, now: datetime, *, withdrawn: bool
) -> Iterator[OpenTask]:
    if tenant.mode != Mode.LIVE:
        return
    refusal = tenant.refusal
    if withdrawn:
        yield _told(tenant, TaskKind.SENDER_WITHDRAWN, Reason.SENDER_WITHDRAWN, now, today)
    elif refusal and refusal.from_email == tenant.from_email:
        reason = TaskReason.SES_TAKES_NO_MAIL_OF_IT
        yield _told(tenant, TaskKind.SENDER_REFUSED, reason, refusal.at, today)


def stopped_by_feed(tenant: Tenant, bank_days: Calendar, now: datetime) -> bool:
    """Whether nothing goes to anybody, since cash is not booked through the last bank day."""
    through_on = tenant.cash_through_on
    if tenant.mode != Mode.LIVE or through_on is None:
        return False
    return through_on < bank_days.previous_open(run_day(tenant, now))


def run_day(tenant: Tenant, now: datetime) -> date:
    """The day whose run is the last that began: in the morning cash is not booked yet."""
    today = local_date(now, tenant.zone)
    begun = now >= at_local_hour(today, tenant.limits.sending_hour, tenant.zone)
    return today if begun else today - ONE_DAY


def _told(tenant: Tenant, kind: str, reason: str, at: datetime, on: date) -> OpenTask:
    return OpenTask(
        task_id(kind, on.isoformat()),
        kind,
        at,
        asked_on=on,
        due_on=on,
        owner=tenant.task_owner,
        reason=reason,
        urgent=True,
    )
