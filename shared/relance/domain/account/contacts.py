"""Who is written to: the billing contact first, and the next one after a bounce (R8)."""

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact
from relance.domain.account.message import Message, MessageKey, MessageState

_ORDER = {"billing": 0, "approver": 1, "escalation": 2}


# A mailbox that was full is tried once more, this soon or not at all (R43).
ONCE_MORE = timedelta(days=3)


def reachable(
    account: Account, failed: tuple[Message, ...] = (), today: date | None = None
) -> tuple[Contact, ...]:
    """The contacts with an address that mail may go to, best first, without those that failed.

    One whose mailbox was full is not given up `today`: it is tried once more (R43).
    """
    able = (
        contact
        for contact in account.customer.contacts
        if contact.email
        and not contact.suppressed
        and _worth_trying(tuple(m for m in failed if _reached_for(contact, m)), today)
    )
    return tuple(sorted(able, key=lambda contact: _ORDER.get(contact.role, 3)))


def _worth_trying(failed: tuple[Message, ...], today: date | None) -> bool:
    """Whether a contact may be written to after what failed to reach it."""
    match failed:
        case ():
            return True
        case (Message(state=MessageState.MAILBOX_FULL, on=on),):
            return today is not None and today <= on + ONCE_MORE
        case _:
            return False


def _reached_for(contact: Contact, message: Message) -> bool:
    """Whether the message went to this contact at the address it still has."""
    same = message.contact_digest in ("", contact.digest)
    return message.contact_id == contact.contact_id and same


def failed_attempts(account: Account, key: MessageKey) -> tuple[Message, ...]:
    """The messages of one step and occasion that do not count: bounced, refused, given up."""
    return tuple(
        message
        for message in account.messages
        if not message.counts and replace(message.key, occasion=message.key.occasion.base) == key
    )
