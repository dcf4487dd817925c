"""What a person is asked while the machine holds back: money to match, debits, claims (R7, R31)."""

from collections.abc import Iterator
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.conversation.pauses import pause_of
from relance.domain.conversation.position import Position
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Decision, Figures, Hold, Task
from relance.domain.ledger.invoices import Item
from relance.domain.money import minor
from relance.domain.questions.deadlines import rung
from relance.domain.questions.unplaced import beyond_debt
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import Question, ask, asked, closed

# Pauses that only a person can end once the item is overdue, with the task that asks for it.
_ASKS = {"collection_unconfirmed": TaskKind.CHECK_COLLECTION, "portal": TaskKind.CHECK_PORTAL}


def questions(account: Account, rules: Rules, today: date) -> Iterator[Task]:
    """The tasks that items and answers raise by themselves, whatever is or is not sent."""
    for item in account.items:
        pause = pause_of(item, account, rules, today)
        if pause and pause.reason in _ASKS and item.overdue(today):
            question = Question(
                _ASKS[pause.reason],
                item.item_id,
                pause.reason,
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


def covered_by_cash(account: Account, where: Position, figures: Figures) -> tuple[Decision, ...]:
    """Unallocated money covers what is overdue: no message, a matching task (R31)."""
    hold = Hold(where.currency, "covered_by_unallocated_money", where.changes_on, figures=figures)
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
    return hold, *ask(account, question)


def reviewed_first(
    account: Account, where: Position, leader: Item, rules: Rules, figures: Figures
) -> tuple[Decision, ...]:
    """A backlog without history that is too old or too large: a person looks first (R29)."""
    answered = closed(account, TaskKind.REVIEW_BACKLOG, leader.item_id)
    if answered or not _needs_review(leader, where, rules):
        return ()
    hold = Hold(where.currency, "backlog_review", where.changes_on, figures=figures)
    question = Question(
        TaskKind.REVIEW_BACKLOG,
        leader.item_id,
        hold.reason,
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=figures,
    )
    return hold, *ask(account, question)


def review_falls_on(item: Item, rules: Rules) -> date:
    """The first day on which a backlog is too old to be written to before a person looks."""
    return item.due_on + timedelta(days=rules.limits.review_after_days_late + 1)


def _needs_review(item: Item, where: Position, rules: Rules) -> bool:
    above = where.net_minor > minor(rules.limits.review_above_units, where.currency)
    return where.today >= review_falls_on(item, rules) or above
