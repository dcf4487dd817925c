"""How a forecast is answered: lines, totals, and what was taken for granted (B14)."""

from collections.abc import Sequence
from datetime import date, datetime

from relance.domain.ahead.forecast import ForecastLine
from relance.domain.decision import Send
from relance.flows.why.forecast import Horizon, line_type
from relance.flows.words.forecast import assumed, sentence

from ..answer_size import fitting
from ..fields import Answer, LeftOut


class AssumedAnswer(Answer):
    """What is taken for granted, as data and in words."""

    start_at: datetime
    days: int
    mode: str
    approvals: str
    calls: str
    sentences: list[str]


class LineAnswer(Answer):
    """One message or task to come; amounts in minor units."""

    at: datetime
    on: date
    type: str
    kind: str
    level: int | None
    variant: str | None
    currency: str | None
    amount_minor: int
    item_ids: list[str]
    other_ids: list[str]
    contact_id: str | None
    deadline_on: date | None
    consequence: str | None
    owner: str | None
    due_on: date | None
    reason: str
    summary: str


class OutlookAnswer(Answer):
    """What is to come for one customer, the next first; `left_out` counts the last ones."""

    customer_id: str
    customer_name: str
    assumptions: AssumedAnswer
    lines: list[LineAnswer]
    left_out: int = 0


class CustomerLines(Answer):
    """One customer of a page; `left_out` counts the last lines, if there are too many."""

    customer_id: str
    customer_name: str
    lines: list[LineAnswer]
    left_out: int = 0


class TotalAnswer(Answer):
    """How much of one kind falls on one day, among the customers of the page."""

    day: date
    type: str
    kind: str
    currency: str | None
    count: int
    amount_minor: int


class OutlooksAnswer(Answer):
    """A page of customers of whom something is to come, with its totals."""

    assumptions: AssumedAnswer
    totals: list[TotalAnswer]
    customers: list[CustomerLines]
    cursor: str | None
    left_out: list[LeftOut]


def assumed_answer(span: Horizon, language: str) -> AssumedAnswer:
    """The assumptions, as data and in words."""
    taken = span.assumptions
    return AssumedAnswer(
        start_at=span.start_at,
        days=span.days,
        mode="live" if taken.live else "as_is",
        approvals="given" if taken.approvals_given else "missing",
        calls="reached" if taken.calls_reached else "untouched",
        sentences=list(assumed(taken, language)),
    )


def line_answers(lines: Sequence[ForecastLine], language: str) -> tuple[list[LineAnswer], int]:
    """As many of the next lines as an answer holds, and how many are left out."""
    shown = fitting(lines, lambda line: line_answer(line, language))
    return shown, len(lines) - len(shown)


def line_answer(line: ForecastLine, language: str) -> LineAnswer:
    """One line, as data and as a sentence."""
    said = {
        "at": line.at,
        "on": line.day,
        "type": line_type(line),
        "kind": line.kind,
        "level": line.level,
        "currency": line.currency,
        "amount_minor": line.amount_minor,
        "item_ids": list(line.item_ids),
        "reason": line.reason,
        "summary": sentence(line, language),
    }
    return LineAnswer.model_validate({**said, **_particulars(line)})


def _particulars(line: ForecastLine) -> dict[str, object]:
    """What only a message has, or only a task; the other's are null."""
    absent = dict.fromkeys(("variant", "contact_id", "deadline_on", "consequence", "owner"))
    decision = line.decision
    if isinstance(decision, Send):
        names = ("variant", "contact_id", "deadline_on", "consequence")
        said = {name: getattr(decision, name) for name in names}
        return {**absent, **said, "other_ids": list(decision.other_ids), "due_on": None}
    return {**absent, "owner": decision.owner, "other_ids": [], "due_on": decision.due_on}
