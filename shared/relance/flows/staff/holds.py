"""Reminders of a customer or of one invoice are stopped, and start again (B11)."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.data import filing
from relance.domain.account.account import Account
from relance.domain.account.on_file import Stop
from relance.domain.errors import Conflict, NotFound
from relance.domain.fact import Fact, FactKind
from relance.flows.recording import Change, fact_id, record


@dataclass(frozen=True, slots=True)
class Place:
    """What is held: a customer, or one invoice in the account it is filed in."""

    account_id: str
    invoice_id: str | None = None


def of_customer(customer_id: str) -> Place:
    """The whole account of a customer."""
    return Place(customer_id)


def of_invoice(tenant_id: str, invoice_id: str) -> Place:
    """One open invoice; raises NotFound, or Conflict when nothing of it is left to hold."""
    filed = filing.find(tenant_id, invoice_id)
    if filed is None:
        raise NotFound("invoice", invoice_id)
    if filed.closed:
        raise Conflict("the invoice is closed: no reminder goes out for it")
    return Place(filed.account_id, invoice_id)


@dataclass(frozen=True, slots=True)
class StopWish:
    """Why reminders stop, and through which day; without one they stop until lifted."""

    reason: str
    until_on: date | None = None
    detail: str | None = None


def set_hold(
    tenant_id: str, place: Place, wish: StopWish, author: str, today: date, now: datetime
) -> tuple[Stop, bool]:
    """The hold, and whether it is new: the same wish again finds the one that stands."""
    hold_id = _hold_id(place, wish)
    found: Stop | None = None

    def change(account: Account) -> Change | None:
        nonlocal found
        found = next((h for h in account.holds if h.hold_id == hold_id), None)
        if found:
            return None
        hold = Stop(hold_id, wish.reason, author, now, place.invoice_id, wish.until_on, wish.detail)
        until_on = wish.until_on.isoformat() if wish.until_on else None
        fact = _fact(FactKind.HOLD_SET, account, hold, author, today, now, {"until_on": until_on})
        return Change(replace(account, holds=(*account.holds, hold)), fact)

    account = record(tenant_id, place.account_id, change)
    hold = next(h for h in account.holds if h.hold_id == hold_id)
    return hold, found is None


def lift_hold(
    tenant_id: str, place: Place, hold_id: str, author: str, today: date, now: datetime
) -> None:
    """Lets reminders go on; a hold that is not there any more is already lifted."""

    def change(account: Account) -> Change | None:
        held = (h for h in account.holds if h.hold_id == hold_id)
        hold = next((h for h in held if h.invoice_id == place.invoice_id), None)
        if hold is None:
            return None
        fact = _fact(FactKind.HOLD_LIFTED, account, hold, author, today, now, {})
        return Change(replace(account, holds=tuple(h for h in account.holds if h != hold)), fact)

    record(tenant_id, place.account_id, change)


def _hold_id(place: Place, wish: StopWish) -> str:
    """The same for the same wish, so that a request repeated after a lost answer adds nothing."""
    until_on = wish.until_on.isoformat() if wish.until_on else ""
    parts = (place.invoice_id or "", wish.reason, until_on, wish.detail or "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def _fact(
    kind: str,
    account: Account,
    hold: Stop,
    author: str,
    today: date,
    now: datetime,
    more: dict[str, str | None],
) -> Fact:
    about = (hold.invoice_id,) if hold.invoice_id else ()
    figures = {"hold_id": hold.hold_id, "reason": hold.reason, **more}
    return Fact(fact_id(account), kind, now, today, about, author, {**figures})
