"""Carries out the facts of a calendar, as those would from whom they come: by API, link, bank."""

from typing import Any

from local.replay import bank_acts, debtor_acts, facts, mail_events, mails
from local.replay.business import Business, minor
from local.replay.refusal import Refusal
from local.replay.watch import Watch


def carry_out(fact: facts.Fact, business: Business, watch: Watch) -> None:
    """Makes it happen now; raises Refusal where it is not taken."""
    match fact:
        case facts.Payment() | facts.PaymentReturned() | facts.AllocationsCorrected():
            bank_acts.tell(fact, business)
        case facts.Webhook():
            bank_acts.tell(fact, business)
        case facts.Claim() | facts.Promise() | facts.Problem() | facts.CopyWanted():
            debtor_acts.answer(fact, business, watch)
        case facts.Bounce() | facts.Complaint() | facts.Delivered():
            mail_events.publish(fact, watch)
        case facts.Reply() | facts.ReplyRead() | facts.Mail() | facts.Written():
            _write(fact, business)
        case _:
            _staff(fact, business)


def _staff(fact: facts.Fact, business: Business) -> None:
    """What people at the creditor do, and their tools."""
    match fact:
        case facts.Dispute() | facts.DisputeResolved():
            _dispute(fact, business)
        case facts.Hold() | facts.HoldLifted():
            _hold(fact, business)
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
            business.changes_invoice(fact)
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
    more = {
        "note": fact.note,
        "letter_on": fact.letter_on.isoformat() if fact.letter_on else None,
        "letter_reference": fact.letter_reference,
        "decided_by": fact.decided_by,
    }
    body |= {name: value for name, value in more.items() if value}
    business.asks("POST", f"{path}/close", body)


def _ask(fact: facts.Fact, business: Business) -> None:
    """What is one call of the API."""
    match fact:
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


type Words = facts.Reply | facts.ReplyRead | facts.Mail | facts.Written


def _write(fact: Words, business: Business) -> None:
    """Somebody writes, or has read what the debtor wrote."""
    path = f"/v1/customers/{business.customer(fact.customer)}"
    match fact:
        case facts.Reply():
            body = {"text": fact.text, "subject": fact.subject}
            sender = {"from": fact.sender} if fact.sender else {}
            business.asks("POST", f"{path}/replies", body | sender)
        case facts.Mail():
            mime = mails.source(fact, business)
            business.asks("POST", f"{path}/replies", {"mime": mime})
        case facts.Written():
            business.asks("POST", f"{path}/messages", _by_hand(fact))
        case facts.ReplyRead():
            for reply in business.asks("GET", f"{path}/replies")["replies"]:
                if not reply["read_at"]:
                    business.asks("POST", f"{path}/replies/{reply['reply_id']}/read")


def _by_hand(fact: facts.Written) -> dict[str, Any]:
    """The message, under an id of its own unless the file gives one."""
    said = {"subject": fact.subject, "text": fact.text, "invoice_ids": list(fact.invoices)}
    who = {"by": fact.by} if fact.by else {}
    return {"message_id": f"{fact.at:%Y%m%dT%H%M}", **said, **who, **fact.more}


def _override(fact: facts.Override, business: Business) -> None:
    path = f"/v1/customers/{business.customer(fact.customer)}/overrides"
    for what, value in (("policy", fact.policy), ("profile", fact.profile)):
        if value:
            body = {"value": value, "reason": fact.reason}
            until = {"until_on": str(fact.until)} if fact.until else {}
            business.asks("PUT", f"{path}/{what}", body | until)
