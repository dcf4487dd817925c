"""The worklist of a tenant: what waits, what is late, and what was given up (practice 3, D8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from relance import calendars
from relance.data import (
    filing,
    inbox,
    listing,
    reports,
    run_counts,
    tenants,
)
from relance.data.listing import WaitingTask
from relance.domain.account.customer import Customer
from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.creditor.tenant import Tenant
from relance.domain.ledger.reports import Report, ReportKind
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import task_id, task_state
from relance.domain.tasks.of_tenant import tasks_of_tenant
from relance.flows import mending, sending_as, words
from relance.flows.listing import Listing, Page
from relance.flows.money.reports import close_report
from relance.flows.rules_for import open_days_of

# Index pages that one request reads at most: behind a filter, an answer may be short.
MOST_PAGES = 20
_BEHIND_TENANT = "!~"  # what is about no customer stands before it


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks a list shows; `state` asks for what was not done."""

    owner: str | None = None
    kind: str | None = None
    state: str | None = None  # expired | unapproved | unfulfilled


@dataclass(frozen=True, slots=True)
class ListedTask:
    """A task with who has to do it, about whom, and how far it got today.

    One about all accounts of the tenant, or about none, is about no customer; what a provider
    reports has its `report`, and what that `said` means in the tenant's language. Where a stored
    row is to be mended, `row` names it.
    """

    task: OpenTask
    customer: Customer | None
    owner: str | None
    state: str  # open | overdue | expired | closed
    report: Report | None = None
    said: str | None = None
    row: str | None = None


def list_tasks(
    tenant_id: str, wanted: TaskFilter, cursor: str | None, limit: int, now: datetime
) -> Page[ListedTask]:
    """What waits for a person, in the order of the morning as the index has it (practice 3).

    Urgent tasks first, then by kind, calls by amount, the others by day; before them what the
    tenant is told of all its accounts. A page behind a filter may be short, even empty: there is
    more while it has a cursor.
    """
    tenant, of = tenants.load(tenant_id), Listing(tenant_id, f"tasks {wanted}")
    after = of.opened(cursor)
    before_all = _of_tenant(tenant, now) if after < _BEHIND_TENANT else ()
    found = [(at, t) for at, t in before_all if at > after and _meant(t, wanted)]
    if len(found) > limit:
        return _page(of, found[:limit], found[limit - 1][0])
    left_out: list[tuple[str, str]] = []
    for _ in range(MOST_PAGES):
        page = listing.tasks(tenant_id, after, max(limit - len(found), 1))
        left_out += page.left_out
        found += [(at, t) for at, t in _looked_at(tenant, page, now) if _meant(t, wanted)]
        if page.after is None:
            return _page(of, found, None, left_out)
        after = page.after
        if len(found) >= limit:
            break
    return _page(of, found, after, left_out)


def _page(
    of: Listing,
    found: Sequence[tuple[str, ListedTask]],
    after: str | None,
    left_out: Sequence[tuple[str, str]] = (),
) -> Page[ListedTask]:
    values = tuple((t.customer.customer_id if t.customer else "", t) for _, t in found)
    ends = of.sealed(after) if after else None
    return Page(of, values, tuple(at for at, _ in found), ends, tuple(left_out))


def _of_tenant(tenant: Tenant, now: datetime) -> Iterator[tuple[str, ListedTask]]:
    """What is about no customer, since it is about all; its places are before all others."""
    days, withdrawn = calendars.bank_calendar(), bool(sending_as.withdrawn([tenant]))
    told_of_all = tasks_of_tenant(tenant, days, now, sender_withdrawn=withdrawn)
    for number, task in enumerate(told_of_all):
        yield f"!{number:03d}", ListedTask(task, None, task.owner, "open")
    told, unread = reports.readable_opened(tenant.tenant_id)
    for row in dict.fromkeys([*_unread_rows(tenant, now), *unread]):
        yield f"!m{row}", _to_mend(tenant, row, now)
    for report in sorted(told, key=lambda one: one.recorded_at):
        place = f"!r{report.recorded_at.isoformat()}#{report.report_id}"
        yield place, reported_task(tenant, report)


def _unread_rows(tenant: Tenant, now: datetime) -> Iterator[str]:
    """The rows of the tenant, but of no account, that cannot be read: found by looking (R46)."""
    tenant_id = tenant.tenant_id
    yield from inbox.unreadable_pending(tenant_id)
    yield from inbox.readable_unmatched(tenant_id)[1]
    today = local_date(now, tenant.zone)
    days = [(tenant_id, today + number * ONE_DAY) for number in (-1, 0, 1)]
    for error in run_counts.load_readable(days)[1].values():
        yield error.row
    for told in mending.still_aside(tenant_id, now):
        if not told.of_account:
            yield f"{told.row} {told.place_name}" if told.row == "pointer" else told.row


def _to_mend(tenant: Tenant, row: str, now: datetime) -> ListedTask:
    on = local_date(now, tenant.zone)
    task = OpenTask(
        task_id(TaskKind.UNREADABLE_ROW, row),
        TaskKind.UNREADABLE_ROW,
        now,
        asked_on=on,
        due_on=on,
        owner=tenant.task_owner,
        urgent=True,
    )
    return ListedTask(task, None, task.owner, "open", row=row)


def reported_task(tenant: Tenant, report: Report) -> ListedTask:
    """What a provider reports and nobody is known to own, as a task of the tenant (R40)."""
    on = local_date(report.recorded_at, tenant.zone)
    task = OpenTask(
        report.report_id,
        TaskKind.CHECK_PROVIDER_EVENT,
        report.recorded_at,
        report.currency,
        closed_at=report.closed_at or (None if report.is_open else report.settled_at),
        asked_on=on,
        due_on=on,
        owner=tenant.task_owner,
        outcome=report.outcome,
        reason=TaskReason.THE_PROVIDER_SAYS_SO,
        urgent=True,
    )
    state = "open" if report.is_open else "closed"
    said = words.name(report.kind or ReportKind.OTHER, tenant.language, ReportKind)
    return ListedTask(task, None, task.owner, state, report, said)


def close_reported_task(
    tenant_id: str, task_id: str, outcome: str, author: str, note: str | None, now: datetime
) -> ListedTask:
    """The task as a person closed it; raises NotFound, and Conflict where it ended otherwise."""
    report = close_report(tenant_id, task_id, outcome, author, note, now)
    return reported_task(tenants.load(tenant_id), report)


def _looked_at(
    tenant: Tenant, page: listing.Page[WaitingTask], now: datetime
) -> Iterator[tuple[str, ListedTask]]:
    tenant_id = tenant.tenant_id
    asks = any(task.kind == TaskKind.UNREADABLE_ROW for _, task in page.values)
    told = mending.still_aside(tenant_id, now) if asks else ()
    broken = {one.place for one in told}
    known = filing.customers(tenant.tenant_id, {account_id for account_id, _ in page.values})
    for at, (account_id, task) in zip(page.places, page.values, strict=True):
        if task.kind == TaskKind.UNREADABLE_ROW and account_id not in broken:
            continue
        customer = known.get(account_id) or Customer(account_id, account_id)
        yield at, look_at(tenant, customer, _with_reason(task), now)


def look_at(tenant: Tenant, customer: Customer, task: OpenTask, now: datetime) -> ListedTask:
    """A task as it stands on the tenant's day of an instant."""
    open_days = open_days_of(tenant, customer)
    today, limits = local_date(now, tenant.zone), tenant.limits
    state = task_state(task, open_days, today, limits.call_expires_after_days)
    owner = task.owner or tenant.owner_of(customer)
    return ListedTask(task, customer, owner, state)


def _with_reason(task: WaitingTask) -> WaitingTask:
    """An old row with what it says of the run that asked."""
    asked = task.asked
    if asked is None or task.reason:
        return task
    return replace(
        task,
        reason=asked.reason,
        urgent=asked.urgent,
        due_on=task.due_on or asked.due_on,
        overdue_minor=asked.figures.overdue_minor,
    )


def _meant(listed: ListedTask, wanted: TaskFilter) -> bool:
    """Whether a list shows it; a step that went since nobody stopped it was not left undone."""
    task = listed.task
    if wanted.owner not in (None, listed.owner) or wanted.kind not in (None, task.kind):
        return False
    match wanted.state:
        case "expired":
            return listed.state == "expired"
        case "unapproved":
            required = task.reason != TaskReason.APPROVAL_VETO
            return task.kind == TaskKind.APPROVAL and required and listed.state == "overdue"
        case "unfulfilled":
            return task.kind == TaskKind.COMMITMENT and listed.state == "overdue"
        case _:
            return True
