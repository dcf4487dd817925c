"""What a fact replaces in an account, to be kept with it (R10).

Of persons nothing is kept (R24): names and addresses are those of today.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact, Customer
from relance.domain.account.journal import Former

# By what the values of each part of an account are told apart.
IDENTITIES = {
    "invoices": "invoice_id",
    "receipts": "payment_id",
    "holds": "hold_id",
    "claims": "claim_id",
    "promises": "promise_id",
    "disputes": "dispute_id",
    "replies": "reply_id",
    "answered": "message_id",
    "overrides": "what",
    "order_holds": "source",
    "owed": "fact_id",
    "tasks": "task_id",
}
# What decides about a customer and names nobody.
IMPERSONAL = ("type", "category", "language", "country", "region", "zone", "payment_run")
# Of a contact whose address a fact brought: no mail could go to it before.
ABSENT = "absent"


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
    before = {contact.contact_id: contact for contact in old.contacts}
    stops = {
        contact.contact_id: _stop(before.get(contact.contact_id))
        for contact in new.contacts
        if contact.email
    }
    return {
        contact.contact_id: stops[contact.contact_id]
        for contact in new.contacts
        if contact.contact_id in stops and stops[contact.contact_id] != contact.suppressed
    }


def _stop(before: Contact | None) -> str | None:
    """Why no mail went to a contact before a fact; one without an address was not there."""
    return before.suppressed if before and before.email else ABSENT


def _changed(old: Sequence[Any], new: Sequence[Any], identity: str) -> dict[str, Any]:
    before = {getattr(value, identity): value for value in old}
    after = {getattr(value, identity): value for value in new}
    ids = [*before, *(key for key in after if key not in before)]
    return {key: before.get(key) for key in ids if before.get(key) != after.get(key)}
