"""What was sent to one address for any account of a tenant, as its budget counts it (B5)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.account.message import SOFT, UNCOUNTED, Message, MessageState

MOST_WAITING = 500  # the line is one row
MOST_CONTACTS = 500  # so are the contacts, of which no budget counts as many


@dataclass(frozen=True, slots=True)
class AddressContact:
    """One message to the address."""

    message_id: str
    account_id: str
    on: date


@dataclass(frozen=True, slots=True)
class AddressWait:
    """An account that found the address used up; `turn_on` is the last day it was let before."""

    account_id: str
    since_on: date
    asked_on: date
    turn_on: date | None = None

    @property
    def place(self) -> tuple[date, str]:
        """Its place in the line: who waits longer comes first."""
        return self.since_on, self.account_id

    def absent(self, today: date) -> bool:
        """Whether it had its turn on an earlier day and did not come."""
        return self.turn_on is not None and self.asked_on < self.turn_on < today


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
    """The contacts with this message, once and last, without those that matter no more."""
    oldest_on = message.on - timedelta(days=kept_days)
    kept = (c for c in known if c.on >= oldest_on and c.message_id != message.message_id)
    mine = AddressContact(message.message_id, message.key.account_id, message.on)
    return (*kept, mine)[-MOST_CONTACTS:]


def ahead(waiting: Iterable[AddressWait], account_id: str, today: date) -> tuple[AddressWait, ...]:
    """Who comes before the account at an address that is free today: who waits longer.

    Whoever had a turn and did not come, since it paid meanwhile, keeps nobody waiting.
    """
    line = [wait for wait in waiting if not wait.absent(today)]
    mine = next((wait.place for wait in line if wait.account_id == account_id), (today, ""))
    return tuple(wait for wait in line if wait.account_id != account_id and wait.place < mine)


def waiting_too(
    waiting: Iterable[AddressWait],
    account_id: str,
    today: date,
    let_before: Iterable[AddressWait] = (),
) -> tuple[AddressWait, ...]:
    """The line after the account joined it, or stays in it, and let others go before.

    A line that is full takes nobody more: whoever is not in it comes after those who are.
    """
    before = {wait.account_id for wait in let_before}
    since_on = {wait.account_id: wait.since_on for wait in waiting}.get(account_id, today)
    others = tuple(
        replace(wait, turn_on=today) if wait.account_id in before else wait
        for wait in waiting
        if wait.account_id != account_id and not wait.absent(today)
    )
    return (*others, AddressWait(account_id, since_on, today))[:MOST_WAITING]
