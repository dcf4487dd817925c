"""A person has done what a task asked for."""

from dataclasses import replace
from datetime import date, datetime

from relance.data.journal import note_write
from relance.domain.account import Account
from relance.domain.errors import NotFound
from relance.domain.fact import Fact
from relance.domain.standing import OpenTask
from relance.flows.recording import Change, fact_id, record


def close_task(
    tenant_id: str,
    account_id: str,
    task_id: str,
    outcome: str,
    note: str | None,
    author: str,
    today: date,
    now: datetime,
) -> OpenTask:
    """The task as closed; closing it twice keeps the first outcome. Raises NotFound."""

    def change(account: Account) -> Change | None:
        task = _task(account, task_id)
        if task.closed_at:
            return None
        closed = replace(task, closed_at=now)
        about = tuple(sorted({item_id.partition("/")[0] for item_id in task.item_ids}))
        figures: dict[str, str | int | None] = {
            "task_id": task_id,
            "task": task.kind,
            "outcome": outcome,
        }
        fact = Fact(fact_id(account), "task_closed", now, today, about, author, figures)
        tasks = tuple(closed if t.task_id == task_id else t for t in account.tasks)
        also = (note_write(tenant_id, account_id, fact.fact_id, note),) if note else ()
        return Change(replace(account, tasks=tasks), fact, also=also)

    return _task(record(tenant_id, account_id, change), task_id)


def _task(account: Account, task_id: str) -> OpenTask:
    task = next((t for t in account.tasks if t.task_id == task_id), None)
    if task is None:
        raise NotFound("task", task_id)
    return task
