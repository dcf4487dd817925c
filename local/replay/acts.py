"""Carries out the facts of a calendar, as those would from whom they come: by API, link, bank."""

from datetime import UTC, datetime
from typing import Any

from local.mailbox.events import timestamp
from local.mailbox.mail import Mail
from local.replay import facts
from local.replay.business import Business, Refusal, link_in, minor
from local.replay.watch import Watch


def carry_out(fact: facts.Fact, business: Business, watch: Watch) -> None:
    """Makes it happen now; raises Refusal where it is not taken."""
    match fact:
        case facts.Payment():
            _pay(fact, business)
        case facts.Claim() | facts.Promise() | facts.Problem() | facts.CopyWanted():
            _answer(fact, business, watch)
        case facts.Bounce():
            business.cloud.publish(_bounce_of(_last_mail(fact.customer, watch)))
        case facts.Dispute() | facts.DisputeResolved():
            _dispute(fact, business)
        case facts.Hold() | facts.HoldLifted():
            _hold(fact, business)
        case facts.Reply() | facts.ReplyRead():
            _reply(fact, business)
        case facts.Override():
            _override(fact, business)
        case facts.InvoiceChanged():
            business.changes(f"/v1/invoices/{fact.invoice}", fact.more)
        case facts.CustomerChanged():
            business.changes(f"/v1/customers/{fact.customer}", fact.more)
        case facts.Settings():
            business.settings |= fact.more
            business.asks("PUT", "/v1/settings", business.settings)
        case facts.PolicyChanged():
            business.puts_policy(fact.policy)
            business.settings["policy_id"] = fact.policy_id
            business.asks("PUT", "/v1/settings", business.settings)
        case _:
            _ask(fact, business)


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
        case facts.TaskClosed():
            who, task_id = business.task(fact.task, fact.step, fact.customer)
            body = {"outcome": fact.outcome} | ({"note": fact.note} if fact.note else {})
            business.asks("POST", f"/v1/customers/{who}/tasks/{task_id}/close", body)
        case facts.TaskAttempted():
            who, task_id = business.task(fact.task, fact.step, fact.customer)
            path = f"/v1/customers/{who}/tasks/{task_id}/attempts"
            business.asks("POST", path, {"outcome": fact.outcome})
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


type Said = facts.Claim | facts.Promise | facts.Problem | facts.CopyWanted


def _answer(fact: Said, business: Business, watch: Watch) -> None:
    """The debtor opens the link of the last message and sends a form."""
    link = link_in(_last_mail(fact.customer, watch).text)
    action, form = _form(fact, str(business.settings.get("iban", "")))
    page = business.cloud.http("POST", f"{link}/{action}", form=form)
    if page.status != 200:
        raise Refusal(f"the page answered {page.status}: {page.text[:2000]}")


def _form(fact: Said, iban: str) -> tuple[str, dict[str, str]]:
    match fact:
        case facts.Claim():
            paid_on = fact.paid_on or fact.at.date()
            form = {"paid_on": paid_on.isoformat(), "means": fact.means}
            if fact.means == "transfer":
                form["account_last4"] = fact.account_last4 or iban[-4:]
            return "paid", form
        case facts.Promise():
            return "promise", {"promise_on": fact.pays_on.isoformat()}
        case facts.Problem():
            return "problem", {"reason": fact.reason, "text": fact.text}
        case facts.CopyWanted():
            return "copy", {}


def _last_mail(customer: str | None, watch: Watch) -> Mail:
    """The last message to a customer, or to anybody; raises Refusal."""
    for mail in reversed(watch.cloud.mailbox.messages()):
        if customer in (None, watch.customer_of(mail)):
            return mail
    raise Refusal("there has been no message whose link could be opened")


def _bounce_of(mail: Mail) -> dict[str, Any]:
    """SES's news that a mail taken by the other server came back after all."""
    about = mail.events[0]["mail"]
    bounce = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": to} for to in mail.to],
        "timestamp": timestamp(datetime.now(UTC)),
        "feedbackId": "late-bounce",
    }
    return {"eventType": "Bounce", "mail": about, "bounce": bounce}


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
