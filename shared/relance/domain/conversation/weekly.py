"""More than a few invoices a month: courtesy becomes one list a week (B6, practice 1)."""

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.position import Position
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import CHASEABLE
from relance.domain.policies.policy import Step

MONTH = timedelta(days=31)
LIST_TEXT = "courtesy_list"


def listed_weekly(account: Account, where: Position, rules: Rules) -> bool:
    """Whether more invoices were issued within a month than are announced one by one."""
    return len(_recent(account, where)) > rules.limits.list_from_invoices


def single_again_on(account: Account, where: Position) -> date:
    """The first day on which fewer are recent, because one is a month old."""
    return min(_recent(account, where).values()) + MONTH


def _recent(account: Account, where: Position) -> dict[str, date]:
    """When each invoice of the last month was issued, paid or not."""
    issued = {
        invoice.invoice_id: invoice.issued_on
        for invoice in account.invoices
        if invoice.currency == where.currency and invoice.document_type in CHASEABLE
    }
    issued |= {
        trace.invoice_id: trace.issued_on
        for trace in account.history.closed
        if trace.currency == where.currency and trace.issued_on
    }
    return {name: on for name, on in issued.items() if where.today - MONTH < on}


def list_day(account: Account, where: Position, rules: Rules) -> bool:
    """Whether the list of the week may go: from its first open day on, once."""
    begins_on = list_day_of(where.today, rules)
    listed = (c.on for c in account.chased if c.kind == "courtesy")
    return begins_on <= where.today and not any(on >= begins_on for on in listed)


def next_list_on(where: Position, rules: Rules) -> date:
    """The first day of a list after today."""
    this_week_on = list_day_of(where.today, rules)
    if this_week_on > where.today:
        return this_week_on
    return list_day_of(where.today + 7 * ONE_DAY, rules)


def list_day_of(on: date, rules: Rules) -> date:
    """The first open day of a week: what is announced by then makes the list of that week."""
    return rules.open_days.next_open(on - on.weekday() * ONE_DAY)


def as_list(step: Step) -> Step:
    """The courtesy step in the words of a list."""
    return replace(step, text=LIST_TEXT)
