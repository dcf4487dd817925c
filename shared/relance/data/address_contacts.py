"""What was sent to one address for any account of a tenant: the budget of a clerk (practice 2).

A row per address names messages and days; whether a message still counts is read from its own
row, so that a bounce or a release needs no second writer (R8). It says as well whether mail to the
address stopped, as the list of suppressions does (data/suppressions).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from relance.data.account_rows import AccountRow, address, hot
from relance.data.codec import decode, encode
from relance.data.stored import reading
from relance.data.transaction import Required, Write, put
from relance.domain.account.address_contacts import AddressContact, AddressWait
from relance.domain.account.message import MessageState
from relance.domain.errors import AddressContacted, Unreadable

type Place = tuple[str, str]  # a tenant and the digest of an address


@dataclass(frozen=True, slots=True)
class AddressContacts:
    """The messages to an address as one consistent read gave them."""

    tenant_id: str
    digest: str
    version: int = 0
    contacts: tuple[AddressContact, ...] = ()
    waiting: tuple[AddressWait, ...] = ()
    stopped: bool = False  # no mail of the tenant goes there any more (D6)


def load(tenant_id: str, digest: str) -> AddressContacts:
    """What is known of the address; whether a contact counts is another question.

    Raises Unreadable where that cannot be read.
    """
    return _read((tenant_id, digest), _rows([(tenant_id, digest)]))


def load_all(places: Iterable[Place]) -> dict[Place, AddressContacts]:
    """What is known of many addresses, fifty in a request; what cannot be read is left out."""
    wanted = [*dict.fromkeys(places)]
    rows, found = _rows(wanted), {}
    for place in wanted:
        try:
            found[place] = _read(place, rows)
        except Unreadable:  # whoever needs it reads it alone, and finds out
            continue
    return found


def _rows(places: Iterable[Place]) -> dict[tuple[str, str], AccountRow]:
    """The rows of addresses that exist, strongly consistent, by their keys."""
    keys = [(address(*place), sk) for place in places for sk in ("contacts", "suppression")]
    return {(row.pk, row.sk): row for row in AccountRow.batch_get(keys, consistent_read=True)}


def _read(place: Place, rows: dict[tuple[str, str], AccountRow]) -> AddressContacts:
    pk, (tenant_id, digest) = address(*place), place
    listed, row = (pk, "suppression") in rows, rows.get((pk, "contacts"))
    if row is None:
        return AddressContacts(tenant_id, digest, stopped=listed)
    with reading(tenant_id, f"address#{digest}", "contacts"):
        contacts = tuple(decode(AddressContact, line) for line in row.doc)
        waiting = tuple(decode(AddressWait, line) for line in row.waiting or ())
        stopped = listed or bool(row.state)
        return AddressContacts(*place, int(row.version or 0), contacts, waiting, stopped)


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

    Refused with AddressContacted when another message to the address was noted meanwhile, and
    when mail to it stopped.
    """
    pk = address(seen.tenant_id, seen.digest)
    row = AccountRow(pk, "contacts", version=seen.version + 1)
    row.doc = [encode(contact) for contact in contacts]
    row.waiting = [encode(wait) for wait in waiting]
    unchanged = AccountRow.version == seen.version
    condition = unchanged if seen.version else AccountRow.pk.does_not_exist()
    return put(row, Required(condition, AddressContacted(seen.digest)))
