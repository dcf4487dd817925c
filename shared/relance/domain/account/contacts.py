"""Who is written to: the billing contact first, and the next one after a bounce (R8)."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact
from relance.domain.account.message import UNCOUNTED, Message, MessageKey

_ORDER = {"billing": 0, "approver": 1, "escalation": 2}


def reachable(account: Account, failed: tuple[Message, ...] = ()) -> tuple[Contact, ...]:
    """The contacts with an address that mail may go to, best first, without those that failed."""
    able = (
        contact
        for contact in account.customer.contacts
        if contact.email
        and not contact.suppressed
        and not any(_reached_for(contact, message) for message in failed)
    )
    return tuple(sorted(able, key=lambda contact: _ORDER.get(contact.role, 3)))


def _reached_for(contact: Contact, message: Message) -> bool:
    """Whether the message went to this contact at the address it still has."""
    same = message.contact_digest in ("", contact.digest)
    return message.contact_id == contact.contact_id and same


def failed_attempts(account: Account, key: MessageKey) -> tuple[Message, ...]:
    """The messages of one step and occasion that were un-counted: bounced, refused, failed."""
    return tuple(
        message
        for message in account.messages
        if message.state in UNCOUNTED
        and replace(message.key, occasion=message.key.occasion.base) == key
    )
