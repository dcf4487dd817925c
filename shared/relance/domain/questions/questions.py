"""What a person is asked while the machine holds back: money to match, debits, claims (R7, R31)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain

from relance.domain.account.account import Account
from relance.domain.conversation.position import Position
from relance.domain.conversation.situation import Case, Place
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Decision, Hold, Task, told
from relance.domain.ledger.invoices import Item
from relance.domain.money import minor
from relance.domain.questions.deadlines import rung
from relance.domain.questions.unplaced import beyond_debt
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import Question, ask, asked, closed
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict

# Pauses that only a person can end once the item is overdue, with the task that asks for it.
_ASKS: dict[str | None, str] = {
    Reason.COLLECTION_UNCONFIRMED: TaskKind.CHECK_COLLECTION,
    Reason.PORTAL: TaskKind.CHECK_PORTAL,
}


def questions(
    account: Account, rules: Rules, today: date, places: Iterable[Place]
) -> Iterator[Task]:
    """The tasks that items and answers raise by themselves, whatever is or is not sent."""
    paused = chain.from_iterable(place.position.paused for place in places)
    for item, pause in sorted(paused, key=lambda pair: (pair[0].due_on, pair[0].item_id)):
        if pause.reason in _ASKS and item.overdue(today):
            question = Question(
                _ASKS[pause.reason],
                item.item_id,
                str(pause.reason),
                today,
                currency=item.currency,
                item_ids=(item.item_id,),
            )
            yield from ask(account, question)
    yield from rung(account, rules, today)
    yield from beyond_debt(account, rules, today)


def decision_pending(account: Account, where: Position) -> bool:
    """Whether a person has yet to decide what becomes of a debt that is still chased (R5)."""
    return any(
        (task := asked(account, TaskKind.DECISION, item.item_id)) and not task.closed_at
        for item in where.overdue
    )


def covered_by_money(place: Place) -> Finding:
    """Whether free money covers what is overdue (R31)."""
    where = place.position
    inputs: Inputs = {
        "overdue_minor": where.overdue_minor,
        "credit_minor": where.credit_minor,
        "net_minor": where.net_minor,
    }
    covered = where.net_minor <= where.small_minor
    said = Verdict(Reason.COVERED_BY_UNALLOCATED_MONEY if covered else None, inputs=inputs)
    return Finding("covered_by_money", Family.BALANCE, where.currency, said)


def match_money(place: Place, asked: Trace, covered: Finding) -> tuple[Decision, ...]:
    """Unallocated money covers what is overdue: no message, a matching task (R31)."""
    account, where, figures = place.account, place.position, place.figures
    hold = Hold(where.currency, str(covered.reason), where.changes_on, figures=figures)
    cause = f"{where.currency}/{where.credit_minor}/{where.overdue[0].item_id}"
    question = Question(
        TaskKind.MATCH_MONEY,
        cause,
        hold.reason,
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=figures,
    )
    return told(hold, asked, covered), *ask(account, question)


def backlog_reviewed(case: Case) -> Finding:
    """Whether a person looks first: a backlog without history, too old or too large (R29)."""
    where, review_on = case.position, review_falls_on(case.lead, case.rules)
    most_minor = minor(case.rules.limits.review_above_units, where.currency)
    inputs: Inputs = {
        "net_minor": where.net_minor,
        "most_minor": most_minor,
        "review_on": review_on,
    }
    answered = closed(case.account, TaskKind.REVIEW_BACKLOG, case.lead.item_id)
    needed = where.today >= review_on or where.net_minor > most_minor
    said = Verdict(Reason.BACKLOG_REVIEW if needed and not answered else None, inputs=inputs)
    return Finding("backlog_reviewed", Family.PERSON, case.lead.item_id, said)


def review_backlog(case: Case, asked: Trace, review: Finding) -> tuple[Decision, ...]:
    """Nothing goes about the backlog until a person has looked; the task that asks for it."""
    account, where, leader, figures = case.account, case.position, case.lead, case.place.figures
    hold = Hold(where.currency, str(review.reason), where.changes_on, figures=figures)
    question = Question(
        TaskKind.REVIEW_BACKLOG,
        leader.item_id,
        hold.reason,
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=figures,
    )
    return told(hold, asked, review), *ask(account, question)


def review_falls_on(item: Item, rules: Rules) -> date:
    """The first day on which a backlog is too old to be written to before a person looks."""
    return item.due_on + timedelta(days=rules.limits.review_after_days_late + 1)
