"""Who is written to: the billing contact first, and the next one after a bounce (R8)."""

from relance.domain.account import Account
from relance.domain.ledger import Contact
from relance.domain.message import UNCOUNTED, Message

_ORDER = {"billing": 0, "approver": 1, "escalation": 2}


def reachable(account: Account, tried: frozenset[str]) -> tuple[Contact, ...]:
    """The contacts with an address that mail may go to, best first, without those tried."""
    able = (
        contact
        for contact in account.customer.contacts
        if contact.email and not contact.suppressed and contact.contact_id not in tried
    )
    return tuple(sorted(able, key=lambda contact: _ORDER.get(contact.role, 3)))


def failed_attempts(
    account: Account, kind: str, leader: str, level: int, occasion: str
) -> tuple[Message, ...]:
    """The messages of one step and occasion that were un-counted: bounced, refused, failed."""
    return tuple(
        message
        for message in account.messages
        if message.state in UNCOUNTED
        and (message.key.kind, message.key.leader, message.key.level) == (kind, leader, level)
        and message.key.occasion.split("+")[0] == occasion
    )
