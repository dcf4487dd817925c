"""The order in which a clerk takes the tasks of the morning (practice 3).

Ranking by a score alone is useless to a clerk: kinds come in their order, calls by amount.
"""

from relance.domain.account.on_file import OpenTask
from relance.domain.money import exponent

URGENT, CALLS, LETTERS, OTHERS = 10, 17, 18, 19
_RANKS = {
    "broken_promise": 11,
    "returned_payment": 12,
    "check_collection": 12,
    "reply_unread": 13,
    "reply_suspect": 13,
    "reply": 13,
    "search_payment": 14,
    "match_money": 14,
    "match_unknown_money": 14,
    "check_currency": 14,
    "refund_or_allocate": 14,
    "large_promise": 14,
    "time_requested": 14,
    "dispute": 15,
    "dispute_waits": 15,
    "dispute_overdue": 15,
    "credit_note_waits": 15,
    "credit_note_overdue": 15,
    "send_copy": 15,
    "approval": 16,
    "commitment": 16,
    "order_hold": 16,
    "declaration": 16,
    "call": CALLS,
    "letter": LETTERS,
    "registered": LETTERS,
    "portal": LETTERS,
    "check_portal": LETTERS,
}
_MOST_UNITS = 10**15 - 1


def rank(task: OpenTask) -> int:
    """Where the kind of a task stands in the morning; between 10 and 19."""
    return URGENT if task.urgent else _RANKS.get(task.kind, OTHERS)


def place(task: OpenTask) -> str:
    """Text that sorts as the morning does: kind, then amount for calls, then day, then id."""
    kind = rank(task)
    day = task.due_on or task.asked_on or task.recorded_at.date()
    dearest_first = f"{_MOST_UNITS - _units(task):015d}#" if kind == CALLS else ""
    return f"{kind}#{dearest_first}{day.isoformat()}#{task.task_id}"


def _units(task: OpenTask) -> int:
    """What is overdue in whole units, so that currencies can stand in one list."""
    units = (task.overdue_minor or 0) // 10 ** exponent(task.currency or "EUR")
    return int(max(0, min(units, _MOST_UNITS)))
