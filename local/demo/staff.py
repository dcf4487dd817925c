"""What the creditor's staff do in the demo: hold, lift, credit, answer, read, cancel, send back."""

from collections.abc import Callable, Mapping
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from local.demo import money
from local.demo.acts import DEBTORS, How
from local.demo.amounts import shown
from local.demo.books import Pause
from local.demo.world import Happening, World


def hold(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Stops the reminders of a customer until somebody lifts the hold."""
    path = f"/v1/customers/{account_id}/holds"
    held = world.api.post(path, {"reason": how["reason"], "detail": "Agreed on the phone"})
    world.books.pauses.append(Pause(account_id, None, how["reason"], world.today))
    world.tell(account_id, "hold", "is held by staff", reference=f"{path}/{held['hold_id']}")


def lift(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Lets reminders go on: of the customer, or of the invoices that were in question."""
    assert cause.reference is not None
    world.api.delete(cause.reference)
    _go_on(world, account_id)
    world.tell(account_id, "lift", "the hold is lifted", invoice_ids=cause.invoice_ids)


def _go_on(world: World, account_id: str) -> None:
    for pause in world.books.pauses:
        if pause.account_id == account_id and pause.until_on is None:
            pause.until_on = world.today


def resolve(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Answers the disputes that wait: upheld, or refused."""
    path = f"/v1/customers/{account_id}/disputes"
    for dispute in world.api.get(path)["disputes"]:
        if dispute["outcome"] is None:
            answer = {"outcome": how["outcome"], "note": how.get("note")}
            world.api.post(f"{path}/{dispute['dispute_id']}/resolve", answer)
    _go_on(world, account_id)
    told = f"the dispute is {how['outcome']}"
    world.tell(account_id, how["outcome"], told, invoice_ids=cause.invoice_ids)


def read(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Somebody has read the reply."""
    world.api.post(f"{cause.reference}/read", {})
    _go_on(world, account_id)
    world.tell(account_id, "read", "somebody has read it")


def new_address(world: World, account_id: str, cause: Happening, how: How) -> None:
    """The customer told another address on the telephone."""
    body = {**world.debtor(account_id).body}
    first, *others = body["contacts"]
    body["contacts"] = [{**first, "email": how["email"]}, *others]
    world.api.put(f"/v1/customers/{account_id}", body)
    world.tell(account_id, "new_address", f"gives another address, {how['email']}")


def credit_note(world: World, account_id: str, cause: Happening, how: How) -> None:
    """A credit note over a share of the invoice in question."""
    bill = world.books.bills[min(cause.invoice_ids)]
    amount_minor = round(bill.total_minor * how["share"])
    note: Mapping[str, Any] = {
        "number": f"A{bill.number[1:]}",
        "customer_id": bill.customer_id,
        "currency": bill.currency,
        "total_minor": amount_minor,
        "issued_on": world.today.isoformat(),
        "document_type": "credit_note",
        "corrects": bill.invoice_id,
    }
    world.api.put(f"/v1/invoices/A-{bill.invoice_id}", note)
    bill.credited_minor += amount_minor
    world.tell(account_id, "credit_note", f"gets a credit note of {shown(amount_minor, 'EUR')}")


def cancel(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Cancels what the letter listed."""
    for invoice_id in sorted(cause.invoice_ids):
        world.api.post(f"/v1/invoices/{invoice_id}/cancel", {"reason": how["reason"]})
        world.books.bills[invoice_id].cancelled = True
    world.tell(account_id, "cancel", "the invoice is cancelled")


def send_back(world: World, account_id: str, cause: Happening, how: How) -> None:
    """The payment goes back: a refund, or a cheque that was not honoured."""
    assert cause.reference is not None
    money.send_back(world, cause.reference)
    told = "is refunded" if cause.reference.startswith("stripe:") else "the cheque is not honoured"
    world.tell(account_id, "send_back", told, invoice_ids=cause.invoice_ids)


def close_task(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Closes the tasks of a kind about the customer."""
    for task in [*world.api.all("/v1/tasks", "tasks")]:
        if task["customer_id"] == account_id and task["kind"] == how["kind"]:
            path = f"/v1/customers/{account_id}/tasks/{task['task_id']}/close"
            world.api.post(path, {"outcome": how["outcome"]})
            world.tell(account_id, "close_task", "a person has looked at the debt")


def extend(world: World, account_id: str, cause: Happening, how: How) -> None:
    """More time is agreed on: the new due date is announced, and nobody is chased before."""
    bill = world.books.bills[min(cause.invoice_ids)]
    until_on = date.fromisoformat(how["until"])
    kept = world.api.get(f"/v1/invoices/{bill.invoice_id}")
    said = world.portfolio.invoice(bill.invoice_id)
    body = {name: value for name, value in said.items() if name != "id"}
    version = (kept["source_version"] or 0) + 1
    changed = {"due_on": how["until"], "source_version": version}
    world.api.put(f"/v1/invoices/{bill.invoice_id}", {**body, **changed})
    bill.extend(until_on)
    ids = frozenset({bill.invoice_id})
    agreed = Pause(account_id, ids, "agreed to be later", world.today, until_on, announced=True)
    world.books.pauses.append(agreed)
    told = f"gets time until {until_on:%-d %b}"
    world.tell(account_id, "extend", told, invoice_ids=ids)


def book_wrongly(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Somebody else's transfer is booked on the invoice that the letter listed."""
    bill = world.books.bills[min(cause.invoice_ids)]
    shares = {bill.invoice_id: bill.open_minor}
    payment_id = money.pay(world, account_id, "bank", bill.currency, shares)
    told = f"is credited {shown(bill.total_minor, bill.currency)} of somebody else's by mistake"
    ids = frozenset({bill.invoice_id})
    world.tell(account_id, "book_wrongly", told, invoice_ids=ids, reference=payment_id)


def correct(world: World, account_id: str, cause: Happening, how: How) -> None:
    """The mistake is seen: the money goes where it belongs."""
    assert cause.reference is not None
    money.move(world, cause.reference, how["to"])
    told = "the mistake is corrected"
    world.tell(account_id, "correct", told, invoice_ids=cause.invoice_ids)


def absence(world: World, account_id: str, cause: Happening, how: How) -> None:
    """The reader's mailbox answers that he is away; staff attach it, and nothing changes."""
    sender = world.debtor(account_id).body["contacts"][0]["email"]
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, world.portfolio.creditor["settings"]["reply_to"]
    mail["Subject"], mail["Auto-Submitted"] = "Réponse automatique", "auto-replied"
    mail["Message-ID"], mail["Date"] = f"<away@{account_id}>", format_datetime(world.now)
    mail.set_content(how["text"])
    path = f"/v1/customers/{account_id}/replies"
    kept = world.api.post(path, {"mime": mail.as_string()})
    told = "is away, as the mailbox answers"
    world.tell(account_id, "absence", told, reference=f"{path}/{kept['reply_id']}")


ACTS: dict[str, Callable[[World, str, Happening, How], None]] = DEBTORS | {
    "hold": hold,
    "lift": lift,
    "resolve": resolve,
    "read": read,
    "new_address": new_address,
    "credit_note": credit_note,
    "cancel": cancel,
    "reverse": send_back,
    "refund": send_back,
    "close_task": close_task,
    "extend": extend,
    "book_wrongly": book_wrongly,
    "correct": correct,
    "absence": absence,
}
