"""What money of a tenant may hold mail, as one strongly consistent Query gives it (R22, R40)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from relance.data import inbox, reports
from relance.data.account_rows import stamp
from relance.data.inbox import InboxRow
from relance.domain.errors import Unreadable
from relance.domain.ledger.payments import Unmatched
from relance.domain.ledger.reports import Report


@dataclass(frozen=True, slots=True)
class TenantMoney:
    """Whether money waits too long to be recorded, what waits for its invoice, what is reported."""

    waits: bool = False
    unmatched: tuple[Unmatched, ...] = ()
    reported: tuple[Report, ...] = ()
    unread: Unreadable | None = None  # a row that cannot be read: what it says is unknown (R46)


def load(tenant_id: str, before_at: datetime) -> TenantMoney:
    """The money of a tenant that is not where it belongs; `waits` means since before that instant.

    Where some waits that long, the rest of what is under way is passed over: it changes nothing.
    """
    waits, placed = False, list[InboxRow]()
    for row in _rows(tenant_id, _FIRST):
        if not inbox.is_pending(row.sk):
            placed.append(row)
        elif row.sk < stamp(before_at) and row.aside is None:
            waits, placed = True, [*_rows(tenant_id, inbox.OPEN_REPORT)]
            break
    try:
        return TenantMoney(waits, *_read(tenant_id, placed))
    except Unreadable as error:
        return TenantMoney(waits, unread=error)


_FIRST = "!"  # before every key


def _rows(tenant_id: str, begins: str) -> Iterator[InboxRow]:
    until = InboxRow.sk.between(begins, inbox.SHUT_REPORT)
    return InboxRow.query(inbox.waiting(tenant_id), until, consistent_read=True)


def _read(tenant_id: str, rows: list[InboxRow]) -> tuple[tuple[Unmatched, ...], tuple[Report, ...]]:
    unmatched, reported = list[Unmatched](), list[Report]()
    for row in rows:
        if row.sk.startswith(inbox.OPEN_REPORT):
            reported.append(reports.report_in(tenant_id, row))
        else:
            unmatched.append(inbox.unmatched_in(tenant_id, row))
    return tuple(unmatched), tuple(reported)
