"""What the creditor's staff do in the demo: hold, lift, credit, cancel, send back, decide."""

from collections.abc import Callable, Mapping
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
    paths = [cause.reference] if cause.reference else _holds_on(world, cause)
    for path in paths:
        world.api.delete(path)
    for pause in world.books.pauses:
        if pause.account_id == account_id and pause.until_on is None:
            pause.until_on = world.today
    world.tell(account_id, "lift", "the hold is lifted", invoice_ids=cause.invoice_ids)


def _holds_on(world: World, cause: Happening) -> list[str]:
    return [
        f"/v1/invoices/{invoice_id}/holds/{held['hold_id']}"
        for invoice_id in sorted(cause.invoice_ids)
        for held in world.api.get(f"/v1/invoices/{invoice_id}")["holds"]
    ]


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


ACTS: dict[str, Callable[[World, str, Happening, How], None]] = DEBTORS | {
    "hold": hold,
    "lift": lift,
    "credit_note": credit_note,
    "cancel": cancel,
    "reverse": send_back,
    "refund": send_back,
    "close_task": close_task,
}
