"""Old messages about what is settled: no decision needs them any more (R21)."""

from datetime import datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.message import SOFT, Message

KEPT = timedelta(days=100)
MOST_AT_ONCE = 5  # with the other rows of an evaluation they are one transaction


def past_messages(account: Account, at: datetime) -> tuple[Message, ...]:
    """A few of the messages that may leave the file for the archive."""
    open_ids = {item.item_id for item in account.items}
    past = [
        message
        for message in account.messages
        if (message.final or message.state in SOFT)
        and at - message.reserved_at > KEPT
        and not open_ids.intersection(message.item_ids)
    ]
    return tuple(past[:MOST_AT_ONCE])
