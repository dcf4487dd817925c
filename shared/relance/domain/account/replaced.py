"""What a fact replaces in an account, to be kept with it (R10).

Of persons nothing is kept (R24): names and addresses are those of today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.customer import Customer

# By what the values of each part of an account are told apart.
IDENTITIES = {
    "invoices": "invoice_id",
    "receipts": "payment_id",
    "holds": "hold_id",
    "claims": "claim_id",
    "promises": "promise_id",
    "disputes": "dispute_id",
    "replies": "reply_id",
    "overrides": "what",
    "order_holds": "source",
    "owed": "fact_id",
    "tasks": "task_id",
}
# What decides about a customer and names nobody.
IMPERSONAL = ("type", "category", "language", "country", "region", "zone", "payment_run")


@dataclass(frozen=True, slots=True)
class Former:
    """What one fact replaced; a value of None was not there before."""

    recorded_at: datetime
    version: int  # of the account once the fact was written
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    customer: Mapping[str, Any] = field(default_factory=dict)
    suppressed: Mapping[str, str | None] = field(default_factory=dict)  # by contact
    paid_on: tuple[date | None, ...] = ()  # the day before the fact, where it moved


def former_of(before: Account, after: Account, at: datetime) -> Former:
    """What a fact replaces, to be kept with it."""
    parts = {
        name: changed
        for name, identity in IDENTITIES.items()
        if (changed := _changed(getattr(before, name), getattr(after, name), identity))
    }
    moved = before.paid_on != after.paid_on
    old, new = before.customer, after.customer
    return Former(
        at,
        before.version + 1,
        parts,
        {name: one for name in IMPERSONAL if (one := getattr(old, name)) != getattr(new, name)},
        _resumed(old, new),
        (before.paid_on,) if moved else (),
    )


def _resumed(old: Customer, new: Customer) -> dict[str, str | None]:
    """Whether mail to a contact had stopped, where the fact changes that."""
    known = {contact.contact_id: contact.suppressed for contact in new.contacts}
    return {
        contact.contact_id: contact.suppressed
        for contact in old.contacts
        if known.get(contact.contact_id, contact.suppressed) != contact.suppressed
    }


def _changed(old: Sequence[Any], new: Sequence[Any], identity: str) -> dict[str, Any]:
    before = {getattr(value, identity): value for value in old}
    after = {getattr(value, identity): value for value in new}
    ids = [*before, *(key for key in after if key not in before)]
    return {key: before.get(key) for key in ids if before.get(key) != after.get(key)}
