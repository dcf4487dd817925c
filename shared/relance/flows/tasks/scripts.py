"""The script of a task: figures, history and words for the person who carries it out (D8).

`script_for(tenant, account, task, now) -> str`: plain text, from the account as it stands now,
with what was said before on both sides.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from relance import config
from relance.domain.account.account import Account
from relance.domain.account.message import Message, MessageState
from relance.domain.account.on_file import OpenTask
from relance.domain.conversation.due_dates import withdrawn
from relance.domain.creditor.rules import Rules
from relance.domain.creditor.tenant import Tenant
from relance.domain.ledger.invoices import Item
from relance.domain.ledger.item_id import ItemId
from relance.domain.policies.policy import Policy, Step
from relance.domain.task_kinds import TaskKind
from relance.flows.mail.letter import SIGNATORY, creditor, line_of
from relance.flows.rules_for import rules_for
from relance.render.script import Happened, ScriptView, render_script, written

# What the debtor hears or reads is in his language; the rest is for ourselves.
_TO_THE_DEBTOR = frozenset({TaskKind.CALL, TaskKind.LETTER, TaskKind.REGISTERED})
_MOST_LINES = 8


def script_for(tenant: Tenant, account: Account, task: OpenTask, now: datetime) -> str:
    """What to say or to write, or what to do, for any kind of task."""
    rules = rules_for(tenant, account, now)
    return render_script(_view(tenant, account, task, rules, now), config.templates_path())


def _view(
    tenant: Tenant, account: Account, task: OpenTask, rules: Rules, now: datetime
) -> ScriptView:
    today, items = rules.today(now), _items(account, task)
    currency = task.currency or (items[0].currency if items else "EUR")
    return ScriptView(
        names=_names(task, rules.policy),
        language=_language(tenant, account, task),
        creditor=creditor(tenant, today, rules.bank_days),
        currency=currency,
        today_on=today,
        cash_through_on=rules.cash_through_on,
        history=_happened(account, task),
        due_on=task.due_on,
        owner=task.owner,
        orders_held_on=account.order_hold.since_on if account.order_hold else None,
        step=task.step,
        **_debtor(account),
        **_figures(account, items, currency),
        **_measure(tenant, _step(task, rules.policy), _announced(account, task)),
        **_promised(account, task),
        **_returned(items),
    )


def _debtor(account: Account) -> dict[str, Any]:
    """Whom to call: the first contact with a number, else the first there is."""
    customer = account.customer
    with_number = (contact for contact in customer.contacts if contact.phone)
    contact = next(with_number, customer.contacts[0] if customer.contacts else None)
    return {
        "company": customer.name,
        "siren": customer.siren,
        "is_business": customer.type != "consumer",
        "contact_name": contact.name if contact else None,
        "phone": contact.phone if contact else None,
    }


def _figures(account: Account, items: tuple[Item, ...], currency: str) -> dict[str, Any]:
    gross = sum(item.open_minor for item in items)
    credit = min(account.credit_minor(currency), gross)
    terms = {item.invoice.terms_reference for item in items}
    return {
        "lines": tuple(line_of(item) for item in items),
        "total_minor": gross - credit,
        "credit_minor": credit,
        "terms_reference": terms.pop() if len(terms) == 1 else None,
    }


def _measure(tenant: Tenant, step: Step | None, told: Message | None) -> dict[str, Any]:
    """What the debtor was told, or what the step would tell him, and who accepted it (B13)."""
    accepted = step.consequence if step else None
    kind = accepted.kind if accepted else None
    by = accepted.accepted_by if accepted else SIGNATORY
    return {
        "deadline_days": step.deadline_days if step else 0,
        "deadline_on": told.deadline_on if told else None,
        "consequence": told.consequence if told else kind,
        "takeover_name": tenant.takeover_name if by == SIGNATORY else by,
    }


def _names(task: OpenTask, policy: Policy) -> tuple[str, ...]:
    """The scripts that fit, closest first: by what happened, by the policy, by the step."""
    closer = (task.reason, policy.policy_id, task.step)
    return (*(f"{task.kind}_{one}" for one in closer if one), task.kind, "task")


def _language(tenant: Tenant, account: Account, task: OpenTask) -> str:
    wanted = account.customer.language if task.kind in _TO_THE_DEBTOR else None
    known = wanted and written("task", wanted, config.templates_path())
    return wanted if wanted and known else tenant.language


def _step(task: OpenTask, policy: Policy) -> Step | None:
    named = (task.step, task.level)
    return next((step for step in policy.steps if (step.kind, step.level) == named), None)


def _items(account: Account, task: OpenTask) -> tuple[Item, ...]:
    """What is still open of what the task names; everything where it names nothing."""
    return tuple(
        item
        for item in account.items
        if task.currency in (None, item.currency)
        and (not task.item_ids or item.item_id in task.item_ids)
    )


def _happened(account: Account, task: OpenTask) -> tuple[Happened, ...]:
    """The last messages, calls and answers about the same invoices, oldest first."""
    about = set(task.item_ids) or {item.item_id for item in account.items}
    lines = (*_said(account, task, about), *_answered(account, about))
    return tuple(sorted(lines, key=lambda one: one.on))[-_MOST_LINES:]


def _said(account: Account, task: OpenTask, about: set[ItemId]) -> Iterator[Happened]:
    for message in account.messages:
        if message.contact and message.counts and about & set(message.item_ids):
            seen = message.state is MessageState.DELIVERED
            yield Happened(message.on, "mail" if seen else "mail_unconfirmed")
    others = (one for one in account.tasks if one.task_id != task.task_id)
    for call in (task, *others):
        if call.kind == TaskKind.CALL and about & set(call.item_ids):
            yield from (Happened(one.on, f"call_{one.outcome}") for one in call.attempts)


def _answered(account: Account, about: set[ItemId]) -> Iterator[Happened]:
    for claim in account.claims:
        if about & set(claim.item_ids):
            yield Happened(claim.said_on, "claim", until_on=claim.paid_on)
    for promise in account.promises:
        if about & set(promise.item_ids):
            yield Happened(promise.said_on, "promise", promise.amount_minor, promise.promised_on)


def _announced(account: Account, task: OpenTask) -> Message | None:
    """The last message that named a day that holds: of the task's step, or the same invoices."""
    about = set(task.item_ids)
    told = [
        message
        for message in account.messages
        if message.counts and message.deadline_on and about & set(message.item_ids)
        if task.step in (None, message.key.kind) and not withdrawn(message, account)
    ]
    return max(told, key=lambda message: message.reserved_at, default=None)


def _promised(account: Account, task: OpenTask) -> dict[str, Any]:
    """The last promise about the same invoices."""
    about = [one for one in account.promises if set(one.item_ids) & set(task.item_ids)]
    last = max(about, key=lambda promise: promise.recorded_at, default=None)
    if last is None:
        return {}
    return {"promise_on": last.promised_on, "promise_minor": last.amount_minor}


def _returned(items: tuple[Item, ...]) -> dict[str, Any]:
    """The last payment that the bank took back."""
    entries = [entry for item in items for entry in item.invoice.allocations]
    taken_back = [entry for entry in entries if entry.reversed_minor]
    last = max(taken_back, key=lambda entry: entry.recorded_at, default=None)
    if last is None:
        return {}
    return {"payment_on": last.value_on, "payment_minor": last.reversed_minor}
