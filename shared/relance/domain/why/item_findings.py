"""What the rules looked at that concern an item or a step: pauses and conditions (R10)."""

from collections.abc import Callable
from datetime import date

from relance.domain.account.account import Account
from relance.domain.answers.holding import claim_free_on, claims_on, promise_free_on
from relance.domain.answers.replies import unread
from relance.domain.conversation.conditions import Condition
from relance.domain.conversation.pauses import PauseRule
from relance.domain.conversation.situation import Case
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Step
from relance.domain.tasks.asking import asked
from relance.domain.why.findings import Finding, Inputs


def _factored(item: Item, account: Account, rules: Rules) -> Inputs:
    invoice = item.invoice
    return {"method": invoice.payment_method.value, "assigned_to": invoice.assigned_to}


def _retained(item: Item, account: Account, rules: Rules) -> Inputs:
    return {"part": item.part.reason.value}


def _disputed(item: Item, account: Account, rules: Rules) -> Inputs:
    mine = account.about.disputes(item.invoice.invoice_id)
    last = max(mine, key=lambda dispute: dispute.recorded_at, default=None)
    return {
        "dispute": last.reason if last else None,
        "opened_on": last.opened_on if last else None,
        "outcome": last.outcome if last else None,
    }


def _held(item: Item, account: Account, rules: Rules) -> Inputs:
    mine = account.about.holds(item.invoice.invoice_id)
    return {"holds": tuple(hold.reason for hold in mine)}


def _collected(item: Item, account: Account, rules: Rules) -> Inputs:
    return {"method": item.invoice.payment_method.value, "due_on": item.due_on}


def _decided(item: Item, account: Account, rules: Rules) -> Inputs:
    task = asked(account, "decision", item.item_id)
    return {"asked_on": task.asked_on if task else None, "outcome": task.outcome if task else None}


def _replied(item: Item, account: Account, rules: Rules) -> Inputs:
    received = [reply.received_on for reply in unread(account)]
    return {"received_on": max(received, default=None), "unread": len(received)}


def _claimed(item: Item, account: Account, rules: Rules) -> Inputs:
    claims = claims_on(item, account)
    return {
        "claims": len(claims),
        "said_on": claims[-1].said_on if claims else None,
        "free_on": claim_free_on(claims[-1], rules) if claims else None,
    }


def _promised(item: Item, account: Account, rules: Rules) -> Inputs:
    promises = account.about.promises(item.item_id)
    last = max(promises, key=lambda promise: promise.promised_on, default=None)
    return {
        "promised_on": last.promised_on if last else None,
        "free_on": promise_free_on(last, rules) if last else None,
    }


# By the name of the pause.
PAUSE_INPUTS: dict[str, Callable[[Item, Account, Rules], Inputs]] = {
    "factored": _factored,
    "retained": _retained,
    "disputed": _disputed,
    "held": _held,
    "collected": _collected,
    "decided": _decided,
    "replied": _replied,
    "claimed": _claimed,
    "promised": _promised,
}


def pause_finding(
    rule: PauseRule, item: Item, account: Account, rules: Rules, today: date
) -> Finding:
    """What one pause says of an item, and on which inputs."""
    pause = rule(item, account, rules, today)
    return Finding(
        rule.__name__,
        "pause",
        item.item_id,
        pause is not None,
        pause.reason if pause else None,
        pause.until_on if pause else None,
        inputs=PAUSE_INPUTS[rule.__name__](item, account, rules),
    )


def _amount(step: Step, case: Case) -> Inputs:
    return {
        "net_minor": case.position.net_minor,
        "minimum_units": step.minimum_by_profile.get(case.profile, step.minimum_units),
        "below_units": step.below_units,
    }


def _profile(step: Step, case: Case) -> Inputs:
    return {"profile": case.profile, "wanted": step.profiles}


def _category(step: Step, case: Case) -> Inputs:
    return {"category": case.account.customer.category, "wanted": step.categories}


def _method(step: Step, case: Case) -> Inputs:
    return {"method": case.lead.invoice.payment_method.value, "wanted": step.methods}


def _first_invoice(step: Step, case: Case) -> Inputs:
    return {"invoices": len(case.account.invoices)}


def _contacts(step: Step, case: Case) -> Inputs:
    chased = case.account.chased
    return {"last_on": chased[-1].on if chased else None, "days": step.contacted_before_days}


def _number(step: Step, case: Case) -> Inputs:
    return {"phones": sum(1 for contact in case.account.customer.contacts if contact.phone)}


# By the name of the condition.
CONDITION_INPUTS: dict[str, Callable[[Step, Case], Inputs]] = {
    "enough": _amount,
    "below": _amount,
    "profile": _profile,
    "category": _category,
    "method": _method,
    "first_invoice": _first_invoice,
    "contact_long_ago": _contacts,
    "unanswered": _contacts,
    "number_known": _number,
}


def condition_finding(condition: Condition, step: Step, case: Case) -> Finding:
    """Whether one condition keeps a step from this debt, and on which inputs."""
    name = condition.__name__
    fired = not condition(step, case)
    inputs = {"step": step.kind, **CONDITION_INPUTS[name](step, case)}
    return Finding(
        name,
        "condition",
        f"{step.kind}/{step.level}",
        fired,
        f"not_{name}" if fired else None,
        inputs=inputs,
    )
