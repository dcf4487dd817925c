"""Tasks: what waits for a person, what was tried, and what came of it (D8)."""

from dataclasses import replace
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import Field

from relance.domain.answers.retentions import Letter
from relance.flows.tasks.closing import StaffAnswer, close_task, note_attempt
from relance.flows.tasks.view import tasks_of, view_task
from relance.flows.tasks.worklist import TaskFilter, close_reported_task, list_tasks

from ..answer_size import fitting
from ..caller import Caller, caller, new_router
from ..fields import (
    CODE_PATTERN,
    Body,
    Code,
    Cursor,
    CustomerId,
    Day,
    Instant,
    Limit,
    LongLimit,
    LongText,
    ShortText,
    left_out,
)
from .task_answers import CustomerTasks, TaskAnswer, TaskDetail, TaskPage

router = new_router()

TaskId = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")]


class AttemptBody(Body):
    """How a call went; `made_at` tells two attempts apart, and one told twice is one."""

    outcome: Literal["reached", "voicemail", "not_reached"]
    made_at: Instant | None = None
    note: LongText | None = None


class CloseBody(Body):
    """What came of it, as a short code, and in words.

    A retention that was `opposed` needs the date and the reference of the registered letter; why
    a due date moved (`correction` or `extension`) needs `decided_by`.
    """

    outcome: Code
    letter_on: Day | None = None
    letter_reference: ShortText | None = None
    decided_by: Annotated[ShortText, Field(pattern=r"\S")] | None = None
    note: LongText | None = None


@router.get("/v1/tasks", summary="List what waits for a person")
def listed(
    owner: Annotated[str | None, Query(max_length=200)] = None,
    kind: Annotated[str | None, Query(pattern=CODE_PATTERN)] = None,
    state: Annotated[Literal["expired", "unapproved", "unfulfilled"] | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> TaskPage:
    """Answer a page of open tasks, urgent ones first, then in the order of a morning.

    One just closed may still appear for a moment. `state` asks for what was not done: expired
    calls and letters, steps past their day that nobody approved, commitments that nobody kept or
    withdrew. A page behind a filter may be short: there is more while it has a cursor.
    """
    who, wanted = caller(router), TaskFilter(owner, kind, state)
    page = list_tasks(who.tenant_id, wanted, cursor, limit, who.now)
    tasks = fitting((task for _, task in page.values), TaskAnswer.of)
    ends = page.cursor_behind(len(tasks))
    return TaskPage(tasks=tasks, cursor=ends, left_out=left_out(page.left_out))


class CloseReportBody(Body):
    """What came of it, as a short code, and in words."""

    outcome: Code
    note: LongText | None = None


@router.post("/v1/tasks/<task_id>/close", summary="Close a task about no customer")
def close_reported(task_id: TaskId, body: CloseReportBody) -> TaskAnswer:
    """Note what came of something that a payment provider reports about nothing of ours.

    The same outcome again is answered as the first time. Other tasks without a customer cannot be
    closed: they end when they are true no more.
    """
    who = caller(router)
    return TaskAnswer.of(
        close_reported_task(who.tenant_id, task_id, body.outcome, who.author, body.note, who.now)
    )


@router.get("/v1/customers/<customer_id>/tasks", summary="List the tasks about a customer")
def of_customer(
    customer_id: CustomerId, cursor: Cursor = None, limit: LongLimit = 1000
) -> CustomerTasks:
    """Answer the tasks of one customer, closed ones too, as they stand now."""
    who = caller(router)
    page = tasks_of(who.tenant_id, customer_id, cursor, limit, who.now)
    tasks = fitting((task for _, task in page.values), TaskAnswer.of)
    return CustomerTasks(tasks=tasks, cursor=page.cursor_behind(len(tasks)))


@router.get("/v1/customers/<customer_id>/tasks/<task_id>", summary="Read a task")
def get(customer_id: CustomerId, task_id: TaskId) -> TaskDetail:
    """Answer a task with the figures of now, its items, and what was said before."""
    who = caller(router)
    return TaskDetail.of_view(view_task(who.tenant_id, customer_id, task_id, who.now))


@router.post(
    "/v1/customers/<customer_id>/tasks/<task_id>/attempts", summary="Note that a call was tried"
)
def attempt(customer_id: CustomerId, task_id: TaskId, body: AttemptBody) -> TaskDetail:
    """Keep the attempt; whoever was reached, or not in three attempts on two days, ends it."""
    who = caller(router)
    made_at = body.made_at or who.now
    note_attempt(who.tenant_id, customer_id, task_id, made_at, _said(body, who))
    return get(customer_id, task_id)


@router.post("/v1/customers/<customer_id>/tasks/<task_id>/close", summary="Close a task")
def close(customer_id: CustomerId, task_id: TaskId, body: CloseBody) -> TaskDetail:
    """Note what came of it; the same outcome again is answered as the first time.

    Of a retention whose day has come: `claim_it` puts it on the ladder at its first step,
    `opposed` makes a dispute of that part, `done` leaves it with whoever said so. Of a due date
    that moved: a `correction` moves the day for law and interest as well, an `extension` does not.
    """
    who = caller(router)
    letter = Letter(body.letter_on, body.letter_reference)
    said = replace(_said(body, who), letter=letter, decided_by=body.decided_by)
    close_task(who.tenant_id, customer_id, task_id, said)
    return get(customer_id, task_id)


def _said(body: AttemptBody | CloseBody, who: Caller) -> StaffAnswer:
    return StaffAnswer(body.outcome, who.author, who.today(), who.now, body.note)
