"""What was sent to one address for any account of a tenant, as its budget counts it (B5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from relance.domain.account.message import SOFT, UNCOUNTED, Message, MessageState


@dataclass(frozen=True, slots=True)
class AddressContact:
    """One message to the address."""

    message_id: str
    account_id: str
    on: date


def still_counts(state: MessageState | None, of_today: bool = True) -> bool:
    """Whether a message in this state is a contact; None for one that was released (R8).

    One that came back softly is a contact until no delivery can come any more: overnight (R43).
    """
    if state in SOFT:
        return of_today
    return state is not None and state not in UNCOUNTED


def with_message(
    known: tuple[AddressContact, ...], message: Message, kept_days: int
) -> tuple[AddressContact, ...]:
    """The contacts with this message, once, and without those that matter no more."""
    oldest_on = message.on - timedelta(days=kept_days)
    kept = (c for c in known if c.on >= oldest_on and c.message_id != message.message_id)
    return (*kept, AddressContact(message.message_id, message.key.account_id, message.on))
