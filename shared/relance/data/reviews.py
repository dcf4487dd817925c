"""Asking for an earlier review of many accounts at once, when rules of a tenant change (R12)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import batched

from relance.data.account_rows import AccountRow, hot, shard, stamp
from relance.data.transaction import MOST_WRITES, Write, commit, update
from relance.domain.errors import Refused


def bring_forward(
    tenant_id: str, account_ids: Iterable[str], at: datetime, afresh: bool = False
) -> int:
    """The number of accounts that will now be reviewed at that instant instead of later.

    What is due earlier stays so. A review that runs meanwhile is refused its write: it was made
    under the old rules. `afresh` forgets that the day was decided, where nothing could be sent.
    """
    moved = 0
    for chunk in batched(account_ids, MOST_WRITES, strict=False):
        writes = [_forward(tenant_id, account_id, at, afresh) for account_id in chunk]
        moved += _commit_movable(writes)
    return moved


def _commit_movable(writes: Sequence[Write]) -> int:
    """Writes those whose review lies later; DynamoDB names the others, which are left out."""
    while writes:
        try:
            commit(writes)
        except Refused as refused:
            writes = [write for write in writes if write.name not in refused.rows]
        else:
            break
    return len(writes)


def _forward(tenant_id: str, account_id: str, at: datetime, afresh: bool) -> Write:
    pk = hot(tenant_id, account_id)
    later = AccountRow.review_at.does_not_exist() | (AccountRow.review_at > stamp(at))
    return update(
        AccountRow(pk, "head"),
        account_id,
        AccountRow.version.add(1),
        AccountRow.review_at.set(stamp(at)),
        AccountRow.review_shard.set(shard(pk)),
        *([AccountRow.decided_at.remove()] if afresh else []),
        condition=AccountRow.version.exists() & later,
    )
