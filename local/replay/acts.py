"""Carries out the facts of a calendar, as those would from whom they come: by API, link, bank."""

from typing import Any

from local.replay import debtor_acts, facts
from local.replay.business import Business, Refusal, minor
from local.replay.watch import Watch


def carry_out(fact: facts.Fact, business: Business, watch: Watch) -> None:
    """Makes it happen now; raises Refusal where it is not taken."""
    match fact:
        case facts.Payment():
            _pay(fact, business)
        case facts.Claim() | facts.Promise() | facts.Problem() | facts.CopyWanted():
            debtor_acts.answer(fact, business, watch)
        case facts.Bounce():
            debtor_acts.bounce(fact, watch)
        case facts.Dispute() | facts.DisputeResolved():
            _dispute(fact, business)
        case facts.Hold() | facts.HoldLifted():
            _hold(fact, business)
        case facts.Reply() | facts.ReplyRead():
            _reply(fact, business)
        case facts.Override():
            _override(fact, business)
        case facts.TaskClosed() | facts.TaskAttempted():
            _task(fact, business)
        case facts.InvoiceChanged() | facts.CustomerChanged() | facts.Settings():
            _change(fact, business)
        case _:
            _ask(fact, business)


type Changed = facts.InvoiceChanged | facts.CustomerChanged | facts.Settings


def _change(fact: Changed, business: Business) -> None:
    """Something is put again, with what is different."""
    match fact:
        case facts.InvoiceChanged():
            business.changes(f"/v1/invoices/{fact.invoice}", fact.more)
        case facts.CustomerChanged():
            business.changes(f"/v1/customers/{fact.customer}", fact.more)
        case facts.Settings():
            business.puts_settings(fact.more)


def _task(fact: facts.TaskClosed | facts.TaskAttempted, business: Business) -> None:
    who, task_id = business.task(fact.task, fact.step, fact.customer)
    path, body = f"/v1/customers/{who}/tasks/{task_id}", {"outcome": fact.outcome}
    if isinstance(fact, facts.TaskAttempted):
        business.asks("POST", f"{path}/attempts", body)
        return
    business.asks("POST", f"{path}/close", body | ({"note": fact.note} if fact.note else {}))


def _ask(fact: facts.Fact, business: Business) -> None:
    """What is one call of the API."""
    match fact:
        case facts.PaymentReturned():
            body: dict[str, Any] = {"on": fact.at.date().isoformat(), "reason": fact.reason}
            if fact.amount is not None:
                body["amount_minor"] = minor(fact.amount, "EUR")
            business.asks("POST", f"/v1/payments/{fact.payment}/reversal", body)
        case facts.InvoiceCancelled():
            path = f"/v1/invoices/{fact.invoice}/cancel"
            business.asks("POST", path, {"reason": fact.reason})
        case facts.PolicyChanged():
            business.puts_policy(fact.policy)
            business.puts_settings({"policy_id": fact.policy_id})
        case facts.Feed():
            business.asks("PUT", "/v1/feed", {"cash_through_on": fact.through.isoformat()})
        case facts.Paused() | facts.Resumed():
            business.asks("POST", "/v1/pause", {"paused": fact.what == "paused"})
        case facts.Released():
            business.asks("POST", "/v1/runs/release", {"confirm": True})
        case facts.Request():
            business.asks(fact.method, fact.path, fact.body)


def _pay(fact: facts.Payment, business: Business) -> None:
    shares = [
        {"invoice_id": invoice_id, "amount_minor": minor(amount, fact.currency)}
        for invoice_id, amount in fact.shares().items()
    ]
    body: dict[str, Any] = {
        "payment_id": fact.payment or f"BANK-{fact.at:%Y%m%d%H%M}-{fact.amount}",
        "amount_minor": minor(fact.amount, fact.currency),
        "currency": fact.currency,
        "value_on": (fact.value_on or fact.at.date()).isoformat(),
        "means": fact.means,
        "allocations": shares,
    }
    if fact.customer or not shares:
        body["customer_id"] = business.customer(fact.customer)
    business.asks("POST", "/v1/payments", body)


def _dispute(fact: facts.Dispute | facts.DisputeResolved, business: Business) -> None:
    """A person writes a dispute down, or answers the oldest open one about the invoice."""
    if isinstance(fact, facts.Dispute):
        path = f"/v1/customers/{business.payer_of(fact.invoice)}/disputes"
        body: dict[str, Any] = {"invoice_id": fact.invoice, "reason": fact.reason}
        if fact.amount is not None:
            currency = business.sent[f"/v1/invoices/{fact.invoice}"]["currency"]
            body["amount_minor"] = minor(fact.amount, currency)
        business.asks("POST", path, body)
        return
    path = f"/v1/customers/{business.payer_of(fact.invoice)}/disputes"
    for found in business.asks("GET", path)["disputes"]:
        if found["invoice_id"] == fact.invoice and found["state"] == "open":
            body = {"outcome": fact.outcome}
            if fact.credited_on:
                body["credited_on"] = fact.credited_on.isoformat()
            if fact.promised_on:
                body["promised_on"] = fact.promised_on.isoformat()
            business.asks("POST", f"{path}/{found['dispute_id']}/resolve", body)
            return
    raise Refusal(f"there is no open dispute about {fact.invoice}")


def _hold(fact: facts.Hold | facts.HoldLifted, business: Business) -> None:
    who = business.customer(fact.customer)
    path = f"/v1/invoices/{fact.invoice}" if fact.invoice else f"/v1/customers/{who}"
    if isinstance(fact, facts.Hold):
        body = {"reason": fact.reason} | ({"until_on": str(fact.until)} if fact.until else {})
        held = business.asks("POST", f"{path}/holds", body)
        business.holds.setdefault(path, []).append(held["hold_id"])
        return
    ids = business.holds.pop(path, [])
    if not ids:
        raise Refusal(f"nothing holds {fact.invoice or who}")
    for hold_id in ids:
        business.asks("DELETE", f"{path}/holds/{hold_id}")


def _reply(fact: facts.Reply | facts.ReplyRead, business: Business) -> None:
    path = f"/v1/customers/{business.customer(fact.customer)}/replies"
    if isinstance(fact, facts.Reply):
        body = {"text": fact.text, "subject": fact.subject}
        business.asks("POST", path, body | ({"from": fact.sender} if fact.sender else {}))
        return
    for reply in business.asks("GET", path)["replies"]:
        if not reply["read_at"]:
            business.asks("POST", f"{path}/{reply['reply_id']}/read")


def _override(fact: facts.Override, business: Business) -> None:
    path = f"/v1/customers/{business.customer(fact.customer)}/overrides"
    for what, value in (("policy", fact.policy), ("profile", fact.profile)):
        if value:
            body = {"value": value, "reason": fact.reason}
            until = {"until_on": str(fact.until)} if fact.until else {}
            business.asks("PUT", f"{path}/{what}", body | until)
