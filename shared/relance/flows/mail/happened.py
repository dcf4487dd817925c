"""What happened before a message, as far as its words refer to it: promise, claim, payment."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.message import GATHERED
from relance.domain.account.on_file import Acknowledgement, Claim, Promise
from relance.domain.answers.claimed_money import money_since, to_answer
from relance.domain.answers.promise_results import money_of
from relance.domain.conversation.undoings import taken_back
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Send, Variant
from relance.domain.ledger.invoices import Allocation
from relance.domain.ledger.item_id import ItemId
from relance.render.view import Received


def history(account: Account, send: Send, rules: Rules, today: date) -> dict[str, Any]:
    """The promise and payment fields of a view, as far as this message speaks of them."""
    causes = (send.cause_id, *send.merged_ids)
    if owed := tuple(fact for fact in account.owed if fact.fact_id in causes):
        return _owed(owed)
    told = _OF_VARIANT.get(send.variant)
    return told(account, send, rules, today) if told else {}


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


def _unseen(account: Account, send: Send, rules: Rules, today: date) -> dict[str, Any]:
    claim = _claim(account, send, rules, today)
    if claim is None:
        return {}
    claimed = {"payment_on": claim.paid_on, "payment_means": claim.means}
    return claimed | {"claimed": _numbers(account, send, claim)}


def _partly_seen(account: Account, send: Send, rules: Rules, today: date) -> dict[str, Any]:
    claim = _claim(account, send, rules, today)
    if claim is None:
        return {}
    came = money_since(claim, account)
    return {
        "claimed": _numbers(account, send, claim),
        "claimed_on": claim.paid_on,
        "payment_means": claim.means,
        "payment_minor": sum(money.amount_minor for money in came),
        "payment_on": max((money.value_on for money in came), default=None),
        "left_minor": _open_minor(account, claim),
    }


def _claim(account: Account, send: Send, rules: Rules, today: date) -> Claim | None:
    """The claim that the message answers; for a look at a message, the last one."""
    leader = next((i for i in account.items if i.item_id == send.key.leader), None)
    waiting = to_answer(leader, account, rules, today) if leader else None
    return waiting or _last(account.claims, send)


def _numbers(account: Account, send: Send, claim: Claim) -> tuple[str, ...]:
    """Of what is demanded, the invoices that the debtor said were paid: no other (R35)."""
    listed = [item_id for item_id in send.item_ids if item_id in claim.item_ids]
    numbers = {item.item_id: item.invoice.number for item in account.items}
    return tuple(dict.fromkeys(numbers[each] for each in listed if each in numbers))


def _open_minor(account: Account, said: Claim | Promise) -> int:
    """What is still open of what was claimed or promised."""
    about = frozenset[ItemId](said.item_ids)
    return sum(item.open_minor for item in account.items if item.item_id in about)


def _promised(account: Account, send: Send, rules: Rules, today: date) -> dict[str, Any]:
    promise = _last(account.promises, send)
    if promise is None:
        return {}
    money = money_of(account).get(promise.currency, ())
    since = [m for m in money if m.recorded_at > promise.recorded_at and m.amount_minor]
    received = sum(each.amount_minor for each in since)
    missing = max(promise.amount_minor - received, 0)
    return {
        "promise_on": promise.promised_on,
        "promise_minor": promise.amount_minor,
        "payment_minor": received or None,
        "payment_on": max((each.value_on for each in since), default=None),
        "left_minor": min(missing, _open_minor(account, promise)),
    }


def _returned(account: Account, send: Send, rules: Rules, today: date) -> dict[str, Any]:
    returned = [entry for entry in _allocations(account, send) if entry.reversed_minor]
    last = max(returned, key=lambda entry: entry.recorded_at, default=None)
    return {"payment_on": last.value_on, "payment_minor": last.reversed_minor} if last else {}


def _in_error(account: Account, send: Send, rules: Rules, today: date) -> dict[str, Any]:
    """What we had thanked for though it was not the reader's, and has not been taken back yet."""
    listed = (*send.item_ids, *send.other_ids)
    items = taken_back((i for i in account.items if i.item_id in listed), account)
    invoices = {item.invoice.invoice_id: item.invoice for item in items}.values()
    told = [[one for one in i.undone if one.thanked_on][-1] for i in invoices]
    if not told:
        return {}
    return {
        "thanked_on": max(one.thanked_on for one in told if one.thanked_on),
        "payment_on": max(one.value_on for one in told),
        "payment_minor": sum(one.amount_minor for one in told),
        "in_error": tuple(invoice.number for invoice in invoices),
    }


type _Told = Callable[[Account, Send, Rules, date], dict[str, Any]]
_OF_VARIANT: Mapping[str, _Told] = MappingProxyType(
    {
        Variant.CLAIM_UNSEEN: _unseen,
        Variant.CLAIM_PARTLY_SEEN: _partly_seen,
        Variant.PROMISE_BROKEN: _promised,
        Variant.PAYMENT_RETURNED: _returned,
        Variant.OUR_ERROR: _in_error,
    }
)


def _last[T: (Claim, Promise)](answers: tuple[T, ...], send: Send) -> T | None:
    about = [answer for answer in answers if set(answer.item_ids) & set(send.item_ids)]
    return max(about, key=lambda answer: answer.recorded_at, default=None)


def _allocations(account: Account, send: Send) -> list[Allocation]:
    wanted = {item_id.invoice_id for item_id in send.item_ids}
    invoices = (invoice for invoice in account.invoices if invoice.invoice_id in wanted)
    return [entry for invoice in invoices for entry in invoice.allocations]
