"""One task with what a person needs to do it: figures of now, items, what was said before (D8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from relance.adapters import clock
from relance.data import accounts, journal, tenants
from relance.data.account_rows import stamp
from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import NotFound
from relance.domain.ledger.invoices import Item
from relance.domain.why.skips import skips_of
from relance.flows.crossings import Crossings
from relance.flows.listing import Listing, Page, page_of
from relance.flows.tasks.closing import find_task
from relance.flows.tasks.scripts import script_for
from relance.flows.tasks.worklist import ListedTask, look_at
from relance.flows.words import timeline as sentences

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that was said or done, as a sentence, and what somebody wrote beside it."""

    at: datetime
    summary: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task and the account around it as it stands now, not as it stood when it was asked."""

    listed: ListedTask
    items: tuple[Item, ...]  # still open, in the task's currency: what it names, else everything
    today: date
    credit_minor: int
    history: tuple[HistoryLine, ...]  # the youngest last
    script: str | None  # what to say or to write; None once it is done

    @property
    def overdue_minor(self) -> int:
        """What is overdue of its items now."""
        return sum(item.open_minor for item in self.items if item.overdue(self.today))


def tasks_of(
    tenant_id: str, account_id: str, cursor: str | None, limit: int, now: datetime
) -> Page[ListedTask]:
    """The tasks of one customer, closed ones too, the youngest first; strongly consistent."""
    tenant, account = _read(tenant_id, account_id)
    placed = (
        (f"{stamp(task.recorded_at)}#{task.task_id}", look_at(tenant, account.customer, task, now))
        for task in account.tasks
    )
    of = Listing(tenant_id, f"tasks of {account_id}")
    return page_of(of, account_id, placed, cursor, limit, descending=True)


def view_task(tenant_id: str, account_id: str, task_id: str, now: datetime) -> TaskView:
    """The task of that id; raises NotFound."""
    tenant, account = _read(tenant_id, account_id)
    task = find_task(account, task_id)
    listed = look_at(tenant, account.customer, task, now)
    items = _items(account, listed)
    lines = sorted(_lines(account, listed, tenant), key=lambda line: line.at)[-MOST_LINES:]
    credit_minor = account.credit_minor(task.currency) if task.currency else 0
    script = None if task.closed_at else script_for(tenant, account, task, now)
    today = local_date(now, tenant.zone)
    return TaskView(listed, items, today, credit_minor, tuple(lines), script)


def _read(tenant_id: str, account_id: str) -> tuple[Tenant, Account]:
    account = accounts.load(tenant_id, account_id)
    if account is None:
        raise NotFound("customer", account_id)
    return tenants.load(tenant_id), account


def _items(account: Account, listed: ListedTask) -> tuple[Item, ...]:
    task = listed.task
    return tuple(
        item
        for item in account.items
        if item.currency == task.currency and (not task.item_ids or item.item_id in task.item_ids)
    )


def _lines(account: Account, listed: ListedTask, tenant: Tenant) -> Iterator[HistoryLine]:
    """Facts about its invoices or the customer as a whole, what was written, what was skipped."""
    tenant_id, account_id, language = account.tenant_id, account.account_id, tenant.language
    about = {item_id.invoice_id for item_id in listed.task.item_ids}
    notes = journal.notes(tenant_id, account_id)
    recorded = [*journal.recorded(tenant_id, account_id)]
    for fact in (one.fact for one in recorded):
        if not about or not fact.invoice_ids or about.intersection(fact.invoice_ids):
            yield HistoryLine(
                fact.recorded_at, sentences.of_fact(fact, language), notes.get(fact.fact_id)
            )
    runs = ((run.at, run.decisions) for run in journal.runs(tenant_id, account_id, clock.now()))
    for skipped in skips_of(runs):
        if skipped.step.item_id.invoice_id in about:
            yield HistoryLine(skipped.at, sentences.of_skipped(skipped.step, language))
    crossings = Crossings(account, recorded, tenant.zone)
    for history in journal.histories(tenant_id, account_id):
        message = history.message
        if not about or about & {i.invoice_id for i in message.item_ids}:
            said = sentences.of_message(history, language, crossings.of(message, about))
            yield HistoryLine(message.reserved_at, said)
