"""Tasks: what waits for a person, and that it is done."""

from datetime import date, datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path

from relance.data.listing import WaitingTask
from relance.flows.listing import list_tasks
from relance.flows.tasks import close_task

from .caller import caller, new_router
from .fields import Answer, Body, Code, Cursor, CustomerId, Limit, LongText

router = new_router()

TaskId = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")]


class TaskAnswer(Answer):
    """A task; reason and amounts are those of the day it was asked."""

    task_id: str
    kind: str
    customer_id: str
    recorded_at: datetime
    currency: str | None
    item_ids: list[str]
    closed_at: datetime | None
    reason: str | None
    urgent: bool
    due_on: date | None
    overdue_minor: int | None

    @classmethod
    def of(cls, customer_id: str, task: WaitingTask) -> "TaskAnswer":
        """The answer for a task that waits."""
        asked = task.asked
        return cls(
            task_id=task.task_id,
            kind=task.kind,
            customer_id=customer_id,
            recorded_at=task.recorded_at,
            currency=task.currency,
            item_ids=list(task.item_ids),
            closed_at=task.closed_at,
            reason=asked.reason if asked else None,
            urgent=asked.urgent if asked else False,
            due_on=asked.due_on if asked else None,
            overdue_minor=asked.figures.overdue_minor if asked else None,
        )


class TaskPage(Answer):
    """Tasks, the oldest first; `cursor` asks for the next page."""

    tasks: list[TaskAnswer]
    cursor: str | None


class CloseBody(Body):
    """What came of it, as a short code, and in words."""

    outcome: Code
    note: LongText | None = None


class ClosedAnswer(Answer):
    """A task as closed."""

    task_id: str
    kind: str
    closed_at: datetime


@router.get("/v1/tasks", summary="List what waits for a person")
def listed(
    cursor: Cursor = None,
    limit: Limit = 50,
) -> TaskPage:
    """Answer a page of open tasks; one just closed may still appear for a moment."""
    page = list_tasks(caller(router).tenant_id, cursor, limit)
    tasks = [TaskAnswer.of(customer_id, task) for customer_id, task in page.values]
    return TaskPage(tasks=tasks, cursor=page.cursor)


@router.post("/v1/customers/<customer_id>/tasks/<task_id>/close", summary="Close a task")
def close(customer_id: CustomerId, task_id: TaskId, body: CloseBody) -> ClosedAnswer:
    """Note that a person has done it; closing twice keeps the first outcome."""
    who = caller(router)
    task = close_task(
        who.tenant_id,
        customer_id,
        task_id,
        body.outcome,
        body.note,
        who.author,
        who.today(),
        who.now,
    )
    return ClosedAnswer.model_validate(task)
