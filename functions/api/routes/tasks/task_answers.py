"""Tasks as the API shows them."""

from datetime import date, datetime
from typing import Literal, Self

from relance.flows.tasks.view import TaskView
from relance.flows.tasks.worklist import ListedTask

from ..fields import Answer, LeftOut


class AttemptAnswer(Answer):
    """One call that was tried."""

    on: date
    made_at: datetime
    outcome: str


class ReportAnswer(Answer):
    """What a payment provider reports about nothing of ours: its object, and what happened."""

    provider: str
    object_id: str
    event_type: str
    kind: str
    said: str
    amount_minor: int | None
    currency: str | None
    occurred_at: datetime | None


class TaskAnswer(Answer):
    """A task; reason and amount are those of the day it was asked, `state` is that of today.

    One without a customer is about the whole tenant; it goes away when it is true no more. One
    with a `report` is about money at a payment provider that names nothing of ours; `row` is a
    stored row that has to be mended.
    """

    task_id: str
    kind: str
    customer_id: str | None
    customer_name: str | None
    owner: str | None
    state: Literal["open", "overdue", "expired", "closed"]
    recorded_at: datetime
    currency: str | None
    item_ids: list[str]
    reason: str | None
    urgent: bool
    due_on: date | None
    overdue_minor: int | None
    step: str | None
    level: int | None
    attempts: list[AttemptAnswer]
    outcome: str | None
    closed_at: datetime | None
    report: ReportAnswer | None
    row: str | None

    @classmethod
    def of(cls, listed: ListedTask) -> "TaskAnswer":
        """The answer for a task as it stands today."""
        return cls.model_validate(_said(listed))


def _said(listed: ListedTask) -> dict[str, object]:
    task, customer = listed.task, listed.customer
    shown = set(TaskAnswer.model_fields) & {*task.__dataclass_fields__}
    said = {name: getattr(task, name) for name in shown}
    who = {
        "customer_id": customer.customer_id if customer else None,
        "customer_name": customer.name if customer else None,
    }
    told = listed.report
    names = ReportAnswer.model_fields.keys() - {"said"}
    report = {name: getattr(told, name) for name in names} | {"said": listed.said} if told else None
    return {
        **said,
        **who,
        "report": report,
        "row": listed.row,
        "owner": listed.owner,
        "state": listed.state,
    }


class TaskPage(Answer):
    """Tasks in the order of the morning; `cursor` asks for the next page."""

    tasks: list[TaskAnswer]
    cursor: str | None
    left_out: list[LeftOut]


class CustomerTasks(Answer):
    """The tasks of one customer, closed ones too, the youngest first, a page at a time."""

    tasks: list[TaskAnswer]
    cursor: str | None


class ItemAnswer(Answer):
    """A part of an invoice that is still open."""

    item_id: str
    number: str
    due_on: date
    open_minor: int
    overdue: bool


class LineAnswer(Answer):
    """One thing that was said or done before."""

    at: datetime
    summary: str
    note: str | None


class TaskDetail(TaskAnswer):
    """A task with the account as it stands now, what was said before, and what to say or write.

    The youngest line of the history is the last; there is no script once the task is done.
    """

    overdue_now_minor: int
    credit_now_minor: int
    items: list[ItemAnswer]
    history: list[LineAnswer]
    script: str | None

    @classmethod
    def of_view(cls, view: TaskView) -> Self:
        """The answer for one task."""
        items = [
            ItemAnswer(
                item_id=item.item_id,
                number=item.invoice.number,
                due_on=item.due_on,
                open_minor=item.open_minor,
                overdue=item.overdue(view.today),
            )
            for item in view.items
        ]
        more = {"overdue_now_minor": view.overdue_minor, "credit_now_minor": view.credit_minor}
        lines = [LineAnswer.model_validate(line) for line in view.history]
        words = {"items": items, "history": lines, "script": view.script}
        said = {**_said(view.listed), **more, **words}
        return cls.model_validate(said)
