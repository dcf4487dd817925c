"""What a provider says and no amount follows from: a person looks, nothing is lost (R40)."""

from dataclasses import replace
from datetime import date, datetime

from relance.data import filing, inbox, tenants
from relance.data.inbox import Known
from relance.data.transaction import commit
from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import local_date
from relance.domain.errors import NotFound
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.payments import MoneyEvent
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import task_id
from relance.flows.money.reports import report_writes
from relance.flows.recording import Change, fact_id, record
from relance.telemetry import logger


def ask_about(
    tenant_id: str, sk: str, event: MoneyEvent, known: Known | None, now: datetime
) -> bool:
    """Whether a person is asked: of whose payment, invoice or account it speaks is known."""
    account_id = _account_of(tenant_id, event, known)
    if _settled_since(event, known):
        return False
    if account_id is None:
        return _report(tenant_id, sk, event, now)
    today = local_date(now, tenants.load(tenant_id).zone)

    def change(account: Account) -> Change | None:
        task = _task(account, event, today, now)
        if task.task_id in account.tasks_by_id:
            return None
        after = replace(account, tasks=(*account.tasks, task))
        return Change(
            after, _fact(account, event, today, now), also=(inbox.forgotten(tenant_id, sk),)
        )

    try:
        record(tenant_id, account_id, change)
    except NotFound:
        return _report(tenant_id, sk, event, now)
    return inbox.pending(tenant_id, sk) is None


def _report(tenant_id: str, sk: str, event: MoneyEvent, now: datetime) -> bool:
    """Whether people are told of what is of nobody known; most tries that fail are not."""
    if event.reports is None:
        logger.info("event of nobody known", tenant=tenant_id, reason=event.reason)
        return False
    commit([*report_writes(tenant_id, event, now), inbox.forgotten(tenant_id, sk)])
    return True


def _fact(account: Account, event: MoneyEvent, today: date, now: datetime) -> Fact:
    figures: dict[str, str | int | None] = {
        "reason": event.reason or event.kind,
        "payment_id": event.payment_id,
        "currency": event.currency,
        "amount_minor": event.amount_minor or None,
    }
    named = (event.invoice_id,) if event.invoice_id else ()
    kind = FactKind.PROVIDER_EVENT
    return Fact(fact_id(account), kind, now, today, named, event.source, figures)


def _account_of(tenant_id: str, event: MoneyEvent, known: Known | None) -> str | None:
    """The account that has the payment, else that of the invoice or customer it names."""
    if known and known.payment.account_ids:
        return known.payment.account_ids[0]
    where = filing.find(tenant_id, event.invoice_id) if event.invoice_id else None
    return where.account_id if where else event.customer_id


def _settled_since(event: MoneyEvent, known: Known | None) -> bool:
    """Whether it tells of a try that failed before the payment came."""
    failed = (event.reason or "").endswith(("failed", "canceled", "expired"))
    return failed and known is not None and event.occurred_at <= known.payment.recorded_at


def _task(account: Account, event: MoneyEvent, today: date, now: datetime) -> OpenTask:
    """One task for each thing and what is said of it, however often it is told."""
    cause = f"{event.payment_id}/{event.thing_id}/{event.reason}/{event.currency}"
    kind = TaskKind.CHECK_PROVIDER_EVENT
    items = (i for i in account.items if i.invoice.invoice_id == event.invoice_id)
    return OpenTask(
        task_id(kind, cause),
        kind,
        now,
        event.currency or None,
        tuple(item.item_id for item in items),
        asked_on=today,
        due_on=today,
        owner=account.customer.account_owner,
        reason=TaskReason.THE_PROVIDER_SAYS_SO,
        urgent=True,
    )
