"""The order in which a clerk takes the tasks of the morning (practice 3).

Ranking by a score alone is useless to a clerk: kinds come in their order, calls by amount.
"""

from relance.domain.account.on_file import OpenTask
from relance.domain.money import exponent
from relance.domain.reasons import Reason
from relance.domain.task_kinds import Rank, TaskKind

# A call for one of these comes in the place of what happened, not among the other calls.
_CALLS = {
    Reason.PROMISE_BROKEN: Rank.BROKEN_PROMISES,
    Reason.PAYMENT_RETURNED: Rank.RETURNED_PAYMENTS,
}
_MOST_UNITS = 10**15 - 1


def rank(task: OpenTask) -> Rank:
    """Where a task stands in the morning: by what was asked, and of a call by why."""
    kind = TaskKind.of(task.kind)
    own = kind.rank if kind else Rank.OTHERS
    if kind is TaskKind.CALL:
        own = next((first for why, first in _CALLS.items() if why == task.reason), own)
    return min(own, Rank.URGENT) if task.urgent else own


def place(task: OpenTask) -> str:
    """Text that sorts as the morning does: kind, then amount for calls, then day, then id."""
    day = task.due_on or task.asked_on or task.recorded_at.date()
    called = task.kind == TaskKind.CALL and not task.urgent
    dearest_first = f"{_MOST_UNITS - _units(task):015d}#" if called else ""
    return f"{rank(task):02d}#{dearest_first}{day.isoformat()}#{task.task_id}"


def _units(task: OpenTask) -> int:
    """What is overdue in whole units, so that currencies can stand in one list."""
    units = (task.overdue_minor or 0) // 10 ** exponent(task.currency or "EUR")
    return int(max(0, min(units, _MOST_UNITS)))
