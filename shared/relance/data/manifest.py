"""The manifest of an account: its head names its rows, so that many accounts are read at once.

Whoever adds or removes a row says so here, in the update of the head that belongs to the same
transaction. What is read by it is as whole as the manifest: it holds for one version of the head
alone, so that a writer who does not know of it (an older one) makes it void, and the account is
read by a Query until somebody who knows all its rows writes it anew.

Two sets: who gives a reservation back takes a message away and adds what is owed again, and one
update cannot add to a set and take from it.
"""

from collections.abc import Iterable

from pynamodb.expressions.update import Action

from relance.data.account_parts import PARTS
from relance.data.account_rows import AccountRow
from relance.domain.account.account import Account
from relance.domain.account.history import History
from relance.domain.booking.booking import is_closed

MOST_ROWS = 10  # beside the head: the rows of ten accounts are what one request carries
_CUSTOMER = "customer"  # no account is without; a set that began with a later row lacks it


def named(head: AccountRow) -> frozenset[str]:
    """The sort keys of all rows beside the head; nothing where the head does not tell them all."""
    rows: set[str] = head.rows or set()
    messages: set[str] = head.messages or set()
    whole = _CUSTOMER in rows and head.rows_version == head.version
    keys = frozenset(rows | messages) if whole else frozenset[str]()
    return keys if len(keys) <= MOST_ROWS else frozenset()


def rewritten(account: Account) -> list[Action]:
    """The manifest anew, of an account as it is once the next version is written."""
    rows, messages = {*_rows(account)}, {message_key(m.message_id) for m in account.messages}
    if len(rows) + len(messages) > MOST_ROWS:
        return [a.remove() for a in (AccountRow.rows, AccountRow.messages, AccountRow.rows_version)]
    told = AccountRow.messages.set(messages) if messages else AccountRow.messages.remove()
    return [AccountRow.rows.set(rows), told, AccountRow.rows_version.set(account.version + 1)]


def kept() -> list[Action]:
    """The manifest goes with a version in which the account has the same rows."""
    return [AccountRow.rows_version.add(1)]


def with_rows(*keys: str) -> list[Action]:
    """These rows were added, or are there already."""
    return [AccountRow.rows.add({*keys})] if keys else []


def without_rows(*keys: str) -> list[Action]:
    """These rows were removed, or were not there."""
    return [AccountRow.rows.delete({*keys})] if keys else []


def with_message(message_id: str) -> list[Action]:
    """A message was added, or is there already."""
    return [AccountRow.messages.add({message_key(message_id)})]


def without_messages(message_ids: Iterable[str]) -> list[Action]:
    """Messages were removed, or were not there."""
    gone = {message_key(message_id) for message_id in message_ids}
    return [AccountRow.messages.delete(gone)] if gone else []


def message_key(message_id: str) -> str:
    """The sort key of a message."""
    return f"message#{message_id}"


def _rows(account: Account) -> Iterable[str]:
    yield _CUSTOMER
    if account.history != History():
        yield "history"
    for name, prefix, _, identity in PARTS:
        for one in getattr(account, name):
            if name != "invoices" or not is_closed(one):
                yield f"{prefix}#{getattr(one, identity)}"
