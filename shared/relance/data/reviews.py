"""Asking for an earlier review of many accounts at once, when rules of a tenant change (R12)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched

from pynamodb.exceptions import UpdateError

from relance.data import manifest
from relance.data.account_rows import AccountRow, hot, stamp
from relance.data.review_index import looked_at
from relance.data.transaction import (
    CONDITION_FAILED,
    MOST_WRITES,
    UNFIT,
    Required,
    Write,
    code_of,
    commit,
    update,
)
from relance.domain.errors import Refused, ReviewedSooner, Unreadable
from relance.telemetry import logger


def bring_forward(
    tenant_id: str, account_ids: Iterable[str], at: datetime, afresh: bool = False
) -> int:
    """The number of accounts that will now be reviewed at that instant instead of later.

    What is due earlier stays so. A review that runs meanwhile is refused its write: it was made
    under the old rules. `afresh` forgets that the day was decided, where nothing could be sent.
    """
    moved = 0
    for chunk in batched(account_ids, MOST_WRITES, strict=False):
        writes = {
            ReviewedSooner(account_id): _forward(tenant_id, account_id, at, afresh)
            for account_id in chunk
        }
        moved += _commit_movable(writes)
    return moved


def move(
    tenant_id: str,
    account_ids: Sequence[str],
    at: datetime,
    wish: str,
    afresh: bool,
    also: Callable[[int], Sequence[Write]],
) -> int:
    """The same in one transaction, and once for each `wish`, with what `also` writes for so many.

    A wish that is carried out again finds who was moved by it, whatever was decided about him
    since. Raises Unreadable where what is written with it takes nothing in.
    """
    writes = {
        ReviewedSooner(account_id): _forward(tenant_id, account_id, at, afresh, wish)
        for account_id in account_ids
    }
    return _commit_movable(writes, also)


def mend(tenant_id: str, account_id: str, turn: str, at: datetime) -> None:
    """Has a head looked at now whose place in the index is none that can come (R46).

    Nothing where somebody wrote it since the index showed it there.
    """
    try:
        AccountRow(hot(tenant_id, account_id), "head").update(
            actions=[
                AccountRow.version.add(1),
                *manifest.kept(),
                *looked_at(tenant_id, account_id, at),
            ],
            condition=AccountRow.version.exists() & (AccountRow.review_turn == turn),
        )
    except UpdateError as error:
        if code_of(error) not in (CONDITION_FAILED, UNFIT):
            raise
        logger.warning("not looked at", tenant=tenant_id, exc_info=True)


def _nothing(moved: int) -> Sequence[Write]:
    return ()


def _commit_movable(
    writes: Mapping[ReviewedSooner, Write], also: Callable[[int], Sequence[Write]] = _nothing
) -> int:
    """Writes those whose review lies later; the others are named in the refusal and left out."""
    while writes:
        try:
            commit([*writes.values(), *also(len(writes))])
        except Refused as refused:
            writes = {key: w for key, w in writes.items() if key not in refused.refusals}
        except Unreadable as unread:  # a head that takes no review in stops no other's (R46)
            if unread.place not in {key.account_id for key in writes}:
                raise
            logger.error("row cannot be read", place=unread.place_name, row=unread.row)
            writes = {key: w for key, w in writes.items() if key.account_id != unread.place}
        else:
            break
    return len(writes)


def _forward(tenant_id: str, account_id: str, at: datetime, afresh: bool, wish: str = "") -> Write:
    pk = hot(tenant_id, account_id)
    later = AccountRow.review_at.does_not_exist() | (AccountRow.review_at > stamp(at))
    later |= AccountRow.review_turn.does_not_exist()  # the index does not show it
    if wish:
        later &= AccountRow.moved_by.does_not_exist() | (AccountRow.moved_by != wish)
    return update(
        AccountRow(pk, "head"),
        AccountRow.version.add(1),
        *manifest.kept(),
        *looked_at(tenant_id, account_id, at),
        *([AccountRow.moved_by.set(wish)] if wish else []),
        *([AccountRow.decided_at.remove()] if afresh else []),
        required=Required(AccountRow.version.exists() & later, ReviewedSooner(account_id)),
    )
