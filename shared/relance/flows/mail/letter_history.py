"""What happened before a message that its words refer to: promise, claim, payment, return."""

from datetime import date
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.message import GATHERED
from relance.domain.account.on_file import Acknowledgement, Claim, Promise
from relance.domain.decision import Send
from relance.domain.ledger.invoices import Allocation
from relance.render.view import Received


def history(account: Account, send: Send) -> dict[str, Any]:
    """The promise and payment fields of a view, as far as this message speaks of them."""
    causes = (send.cause_id, *send.merged_ids)
    if owed := tuple(fact for fact in account.owed if fact.fact_id in causes):
        return _owed(owed)
    match send.variant:
        case "claim_unseen":
            return _claimed(account, send)
        case "promise_broken":
            return _promised(account, send)
        case "payment_returned":
            return _returned(account, send)
        case _:
            return {}


def _owed(facts: tuple[Acknowledgement, ...]) -> dict[str, Any]:
    last = facts[-1]
    if last.kind == "confirmation":
        return {"promise_on": last.on, "promise_minor": last.amount_minor}
    if last.kind in GATHERED:
        received = sorted(facts, key=lambda fact: (fact.on or date.min, fact.fact_id))
        return {
            "payment_on": max((fact.on for fact in facts if fact.on), default=None),
            "payment_minor": sum(fact.amount_minor or 0 for fact in facts),
            "payment_means": last.means if len(facts) == 1 else None,
            "payments": tuple(
                Received(fact.on, fact.amount_minor, fact.means)
                for fact in received
                if fact.on and fact.amount_minor
            ),
        }
    return {}


def _claimed(account: Account, send: Send) -> dict[str, Any]:
    claim = _last(account.claims, send)
    return {"payment_on": claim.paid_on, "payment_means": claim.means} if claim else {}


def _promised(account: Account, send: Send) -> dict[str, Any]:
    promise = _last(account.promises, send)
    if promise is None:
        return {}
    since = [
        entry
        for entry in _allocations(account, send)
        if entry.recorded_at >= promise.recorded_at and entry.net_minor
    ]
    received = sum(entry.net_minor for entry in since)
    return {
        "promise_on": promise.promised_on,
        "promise_minor": promise.amount_minor,
        "payment_minor": received or None,
        "payment_on": max((entry.value_on for entry in since), default=None),
    }


def _returned(account: Account, send: Send) -> dict[str, Any]:
    returned = [entry for entry in _allocations(account, send) if entry.reversed_minor]
    last = max(returned, key=lambda entry: entry.recorded_at, default=None)
    return {"payment_on": last.value_on, "payment_minor": last.reversed_minor} if last else {}


def _last[T: (Claim, Promise)](answers: tuple[T, ...], send: Send) -> T | None:
    about = [answer for answer in answers if set(answer.item_ids) & set(send.item_ids)]
    return max(about, key=lambda answer: answer.recorded_at, default=None)


def _allocations(account: Account, send: Send) -> list[Allocation]:
    wanted = {item_id.invoice_id for item_id in send.item_ids}
    invoices = (invoice for invoice in account.invoices if invoice.invoice_id in wanted)
    return [entry for invoice in invoices for entry in invoice.allocations]
