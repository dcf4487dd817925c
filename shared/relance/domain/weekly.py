"""More than a few invoices a month: courtesy becomes one list a week (B6, practice 1)."""

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.calendar import ONE_DAY
from relance.domain.policy import Step
from relance.domain.position import Position
from relance.domain.rules import Rules

MONTH = timedelta(days=31)
LIST_TEXT = "courtesy_list"


def listed_weekly(where: Position, rules: Rules) -> bool:
    """Whether more invoices of a month come due than are announced one by one."""
    recent = {
        item.invoice.invoice_id
        for item in where.coming
        if item.invoice.issued_on > where.today - MONTH
    }
    return len(recent) > rules.limits.list_from_invoices


def list_day(where: Position, rules: Rules) -> bool:
    """Whether today is the first open day of the week."""
    return where.today == _list_day_of(where.today, rules)


def next_list_on(today: date, rules: Rules) -> date:
    """The first list day after today."""
    this_week_on = _list_day_of(today, rules)
    return this_week_on if this_week_on > today else _list_day_of(today + 7 * ONE_DAY, rules)


def _list_day_of(on: date, rules: Rules) -> date:
    return rules.open_days.next_open(on - on.weekday() * ONE_DAY)


def as_list(step: Step) -> Step:
    """The courtesy step in the words of a list."""
    return replace(step, text=LIST_TEXT)
