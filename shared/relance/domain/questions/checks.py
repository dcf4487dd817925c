"""What a person looks after before anything is due: portals, and a new customer (B3, practice 6.3).

These tasks stop nothing: they are asked once, while they are of use.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.conversation.errands import task_kind
from relance.domain.conversation.step_days import nominal_on
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Task
from relance.domain.ledger.invoices import Item, PaymentMethod
from relance.domain.money import minor
from relance.domain.policies.policy import Channel, Step
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask, asked

WELCOME_DAYS = (5, 10)  # after issue (seeds 001 and 002)


def checks(account: Account, rules: Rules, today: date) -> Iterator[Task]:
    """The tasks about invoices that are not yet due."""
    for item in _earliest(account):
        for question, last_on in _wanted(item, account, rules):
            if question.asked_on <= today <= last_on and not item.overdue(today):
                yield from ask(account, replace(question, asked_on=today))


def checks_on(account: Account, rules: Rules, today: date) -> Iterator[date]:
    """The later days on which such a task is asked."""
    for item in _earliest(account):
        for question, _ in _wanted(item, account, rules):
            if question.asked_on > today:
                yield question.asked_on


def _earliest(account: Account) -> Iterator[Item]:
    """Of each invoice the part due first: nobody is asked once for each part."""
    seen: set[str] = set()
    for item in account.items:
        if item.invoice.invoice_id not in seen:
            seen.add(item.invoice.invoice_id)
            yield item


def _wanted(item: Item, account: Account, rules: Rules) -> Iterator[tuple[Question, date]]:
    """What is to be asked about the item from its day on, each with the last day of its use."""
    for step in rules.policy.courtesies:
        if step.channel in (Channel.PORTAL, Channel.TASK) and _worth(step, item, account):
            kind, on = task_kind(step), nominal_on(step, item, rules)
            last_on = on + timedelta(days=step.stale_after_days or 0)
            question = _question(item, account, kind, TaskReason.STEP_DUE, on)
            if not asked(account, kind, question.cause):
                yield question, last_on
    if _new(item, account, rules):
        first_on, last_on = (item.invoice.issued_on + timedelta(days=d) for d in WELCOME_DAYS)
        question = _question(item, account, TaskKind.CALL, TaskReason.SATISFACTION, first_on)
        question = replace(question, cause=f"{item.invoice.invoice_id}/welcome")
        if not asked(account, TaskKind.CALL, question.cause):
            yield question, last_on


def _worth(step: Step, item: Item, account: Account) -> bool:
    """A portal, a first invoice, or an amount that is worth it (practice 6.3)."""
    portal = item.invoice.payment_method is PaymentMethod.PORTAL
    enough = item.open_minor >= minor(step.minimum_units, item.currency)
    return portal or enough or _first(item, account)


def _first(item: Item, account: Account) -> bool:
    known = {invoice.invoice_id for invoice in account.invoices}
    before = account.messages or account.history.closed
    return known == {item.invoice.invoice_id} and not before


def _new(item: Item, account: Account, rules: Rules) -> bool:
    """A new customer's first invoice that is large enough for a friendly call."""
    number = any(contact.phone for contact in account.customer.contacts)
    enough = item.open_minor >= minor(rules.limits.welcome_call_units, item.currency)
    return number and enough and _first(item, account)


def _question(item: Item, account: Account, kind: str, reason: str, on: date) -> Question:
    """Asked of each invoice once."""
    return Question(
        kind,
        f"{item.invoice.invoice_id}/{kind}",
        reason,
        on,
        currency=item.currency,
        item_ids=(item.item_id,),
        owner=account.customer.account_owner,
    )
