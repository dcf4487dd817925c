"""What was sent to one address for any account of a tenant: the budget of a clerk (practice 2).

A row per address names messages and days; whether a message still counts is read from its own
row, so that a bounce or a release needs no second writer (R8).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from relance.data.account_rows import AccountRow, hot
from relance.data.codec import decode, encode
from relance.data.stored import reading
from relance.data.transaction import Required, Write, put
from relance.domain.account.address_contacts import AddressContact, AddressWait
from relance.domain.account.message import MessageState
from relance.domain.errors import AddressContacted


@dataclass(frozen=True, slots=True)
class AddressContacts:
    """The messages to an address as one consistent read gave them."""

    tenant_id: str
    digest: str
    version: int = 0
    contacts: tuple[AddressContact, ...] = ()
    waiting: tuple[AddressWait, ...] = ()


def load(tenant_id: str, digest: str) -> AddressContacts:
    """What the row of the address says; whether it counts is another question."""
    try:
        row = AccountRow.get(_pk(tenant_id, digest), "contacts", consistent_read=True)
    except AccountRow.DoesNotExist:
        return AddressContacts(tenant_id, digest)
    with reading(tenant_id, f"address#{digest}", "contacts"):
        contacts = tuple(decode(AddressContact, line) for line in row.doc)
        waiting = tuple(decode(AddressWait, line) for line in row.waiting or ())
        return AddressContacts(tenant_id, digest, int(row.version or 0), contacts, waiting)


def state_of(tenant_id: str, contact: AddressContact) -> MessageState | None:
    """How far the message of a contact got; None where its reservation was released."""
    try:
        row = AccountRow.get(
            hot(tenant_id, contact.account_id),
            f"message#{contact.message_id}",
            consistent_read=True,
        )
    except AccountRow.DoesNotExist:
        return None
    with reading(tenant_id, contact.account_id, row.sk):
        return MessageState(row.state)


def noted(
    seen: AddressContacts, contacts: Iterable[AddressContact], waiting: Iterable[AddressWait]
) -> Write:
    """Keeps contacts and line of an address in place of what was read.

    Refused with AddressContacted when another message to the address was noted meanwhile.
    """
    row = AccountRow(_pk(seen.tenant_id, seen.digest), "contacts", version=seen.version + 1)
    row.doc = [encode(contact) for contact in contacts]
    row.waiting = [encode(wait) for wait in waiting]
    unchanged = AccountRow.version == seen.version
    condition = unchanged if seen.version else AccountRow.pk.does_not_exist()
    return put(row, Required(condition, AddressContacted(seen.digest)))


def _pk(tenant_id: str, digest: str) -> str:
    return f"{tenant_id}#address#{digest}"
