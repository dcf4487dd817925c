"""Rows that end by themselves: when, and that one that has ended is gone (E5).

DynamoDB deletes a row up to two days after its end, and shows it until then: whoever reads it
takes it for gone from that second on, so that it makes no difference when it is deleted.
"""

from datetime import datetime, timedelta

from relance.data.account_rows import AccountRow


def ends_at(kept_from: datetime, days: int) -> int:
    """The attribute `ttl` of a row that is kept for so many days."""
    return int((kept_from + timedelta(days=days)).timestamp())


def gone(row: AccountRow, now: datetime) -> bool:
    """Whether a row has ended, deleted already or not."""
    return row.ttl is not None and row.ttl <= now.timestamp()
