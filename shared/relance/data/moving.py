"""Walks over all open accounts of a tenant, to have them reviewed sooner, and how far they are.

    <tenant>#moving   <move>   which wish it is, since when, behind which row, how many were moved

The row is written with the change that asks for the walk, and waits (index `waiting`) until it
ended, so that a tick nudges it again. A wish that comes while another is under way takes its
place and begins anew: its walk covers both.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pynamodb.exceptions import UpdateError

from relance.data import reviews
from relance.data.account_rows import AccountRow, ListingIndex, stamp
from relance.data.codec import instant
from relance.data.inbox import InboxRow
from relance.data.stored import GONE_WRONG
from relance.data.transaction import (
    CONDITION_FAILED,
    MOST_WRITES,
    Write,
    code_of,
    commit,
    put,
    update,
)
from relance.telemetry import logger

WAITING = "moving"
_MOST_MOVED = MOST_WRITES - 2  # in one transaction, with the counts of the day and of the walk


class Move(StrEnum):
    """To when the reviews are moved."""

    NEXT_RUN = "next_run"  # the first run that can still be promised: rules were changed
    AT_ONCE = "at_once"  # somebody, or a feed, said that it goes on
    START = "start"  # gone live: today is decided anew


@dataclass(frozen=True, slots=True)
class Walk:
    """One walk: `wish` tells it from any other, `after` is the row that it comes behind."""

    tenant_id: str
    move: Move
    wish: str
    asked_at: datetime
    after: str = ""
    moved: int = 0
    done: bool = False

    def behind(self, after: str) -> "Walk":
        """The same walk behind that row."""
        return replace(self, after=after)


def wished(tenant_id: str, move: Move, now: datetime) -> Write:
    """Asks for a walk, in the transaction of the change that needs it."""
    row = _row(tenant_id, move)
    row.wish, row.asked_at = secrets.token_hex(4), stamp(now)
    row.waiting, row.retry_at = WAITING, stamp(now)
    return put(row)


def walks(tenant_id: str) -> list[Walk]:
    """The latest walk of each kind, strongly consistent, but for those that cannot be read."""
    return [walk for row in _rows(tenant_id) if (walk := _walk(tenant_id, row))]


def unfinished(tenant_id: str, now: datetime) -> list[Walk]:
    """Those that have not ended; one that cannot be read begins anew (R46)."""
    for row in _rows(tenant_id):
        if row.waiting == WAITING and row.sk in Move and not _walk(tenant_id, row):
            logger.error("row cannot be read", tenant=tenant_id, row=row.sk)
            commit([wished(tenant_id, Move(row.sk), now)])
    return [walk for walk in walks(tenant_id) if not walk.done]


def _rows(tenant_id: str) -> list[InboxRow]:
    return [*InboxRow.query(f"{tenant_id}#{WAITING}", consistent_read=True)]


def _walk(tenant_id: str, row: InboxRow) -> Walk | None:
    try:
        move, wish, asked_at = Move(row.sk), _text(row.wish), instant(row.asked_at)
        after = _text(row.after) if row.after is not None else ""
        done = row.waiting is None
        return Walk(tenant_id, move, wish, asked_at, after, int(row.moved or 0), done)
    except GONE_WRONG:
        return None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("no text")
    return value


def page(walk: Walk, rows: int) -> tuple[list[str], str | None]:
    """The accounts of the next open invoices, each once, and behind which row; None at the end."""
    behind = ListingIndex.listed_as > walk.after if walk.after else None
    found = AccountRow.listing_index.query(
        f"{walk.tenant_id}#open", behind, limit=rows, attributes_to_get=["pk", "listed_as"]
    )
    read = [(row.pk.split("#")[1], row.listed_as) for row in found]
    accounts = [*dict.fromkeys(account_id for account_id, _ in read)]
    return accounts, read[-1][1] if len(read) == rows else None


def move_reviews(
    walk: Walk, accounts: Sequence[str], at: datetime, counts: Callable[[int], Sequence[Write]]
) -> Iterator[int]:
    """How many were moved by each transaction, once for each wish, whatever is done again.

    `counts` says what else is written for so many: with them, or not at all.
    """

    def also(moved: int) -> list[Write]:
        told = update(_row(walk.tenant_id, walk.move), InboxRow.moved.add(moved))
        return [told, *counts(moved)]

    for start in range(0, len(accounts), _MOST_MOVED):
        some = accounts[start : start + _MOST_MOVED]

        afresh = walk.move is Move.START
        yield reviews.move(walk.tenant_id, some, at, walk.wish, afresh, also)


def went_on(walk: Walk, after: str | None) -> bool:
    """Notes behind which row the walk goes on, or that it ended (None).

    False where another wish took its place, or another worker is further.
    """
    here = InboxRow.after == walk.after if walk.after else InboxRow.after.does_not_exist()
    ended = [InboxRow.waiting.remove(), InboxRow.retry_at.remove(), InboxRow.after.remove()]
    actions = [InboxRow.after.set(after)] if after else ended
    same = (InboxRow.wish == walk.wish) & (InboxRow.waiting == WAITING)
    try:
        _row(walk.tenant_id, walk.move).update(actions=actions, condition=same & here)
    except UpdateError as error:
        if code_of(error) != CONDITION_FAILED:
            raise
        return False
    return True


def _row(tenant_id: str, move: Move) -> InboxRow:
    return InboxRow(f"{tenant_id}#{WAITING}", move.value)
