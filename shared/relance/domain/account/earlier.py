"""An account as it stood before now: for rules that ask what a run would have found (R33, R36).

By its journal where it was read. Without one, by what the file itself tells: when something was
recorded, and when it was over; of what left the file without a trace it knows nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.as_of import as_of
from relance.domain.account.journal import Moment
from relance.domain.ledger.invoices import as_due


def earlier(account: Account, at: datetime, zone: str) -> Account:
    """The account with what was recorded by then; later messages and decisions are not in it."""
    if account.journal is not None:
        return as_of(account, account.journal, Moment(at), zone)
    return replace(
        account,
        invoices=tuple(as_due(one, at) for one in _known(account.invoices, at)),
        holds=_known(account.holds, at),
        claims=_known(account.claims, at),
        promises=_known(account.promises, at),
        disputes=tuple(
            replace(one, outcome=None) if _over_later(one.resolved_at, at) else one
            for one in _known(account.disputes, at)
        ),
        replies=tuple(
            replace(one, read_at=None) if _over_later(one.read_at, at) else one
            for one in _known(account.replies, at)
        ),
        tasks=tuple(
            replace(one, closed_at=None, outcome=None) if _over_later(one.closed_at, at) else one
            for one in _known(account.tasks, at)
        ),
        owed=_known(account.owed, at),
        messages=tuple(one for one in account.messages if one.reserved_at < at),
        decided_at=None,
    )


def _known[Part: Any](parts: Iterable[Part], at: datetime) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.recorded_at <= at)


def _over_later(over_at: datetime | None, at: datetime) -> bool:
    return over_at is not None and over_at > at
