"""Lists over the index `by_tenant`: a page at a time, eventually consistent (R20).

A page starts after the sort key of the last row of the one before. It is the tenant's own key
space that is searched, so a forged cursor can only move within it (R25).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from relance.data.account_rows import AccountRow, ListingIndex, archive
from relance.data.codec import decode
from relance.data.stored import GONE_WRONG
from relance.domain.account.customer import Customer
from relance.domain.account.on_file import OpenTask
from relance.domain.decision import Task
from relance.domain.ledger.invoices import Invoice
from relance.telemetry import logger

# Below and above every character that an id or a date may hold.
_AFTER, _LAST = "\x01", "\x7f"


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some values, each with the account it is filed in; `after` starts the next page.

    `places` says where each value stands, so that a page can end behind any of them; `left_out`
    are accounts with a row of the page that cannot be read (R46).
    """

    values: tuple[tuple[str, T], ...]
    places: tuple[str, ...]
    after: str | None
    left_out: tuple[tuple[str, str], ...] = ()


def invoices(
    tenant_id: str, state: str, due_before: date | None, after: str, limit: int
) -> Page[Invoice]:
    """Open or closed invoices, earliest due first."""
    until = due_before.isoformat() if due_before else _LAST
    return _page(f"{tenant_id}#{state}", Invoice, after, until, limit)


@dataclass(frozen=True, slots=True)
class WaitingTask(OpenTask):
    """A task as it waits; `asked` is there in old rows, of before tasks kept their reason."""

    asked: Task | None = None


def tasks(tenant_id: str, after: str, limit: int) -> Page[WaitingTask]:
    """Tasks that wait for a person, in the order of the morning; those of old rows last."""
    return _page(f"{tenant_id}#tasks", WaitingTask, after, _LAST, limit)


def customers(tenant_id: str, after: str, limit: int) -> Page[Customer]:
    """Customers by their id."""
    return _page(f"{tenant_id}#customers", Customer, after, _LAST, limit)


def _page[T](listing: str, kind: type[T], after: str, until: str, limit: int) -> Page[T]:
    if after + _AFTER > until:
        return Page((), (), None)
    within = ListingIndex.listed_as.between(after + _AFTER, until)
    rows = [*AccountRow.listing_index.query(listing, within, limit=limit + 1)]
    told = [(row, value) for row in rows[:limit] if (value := readable(kind, row))]
    values = tuple((_account_id(row.pk), value) for row, value in told)
    places = tuple(row.listed_as for row, _ in told)
    shown = {row.pk + row.sk for row, _ in told}
    unread = (row for row in rows[:limit] if row.pk + row.sk not in shown)
    left_out = tuple((_account_id(row.pk), row.sk) for row in unread)
    after_row = rows[limit - 1].listed_as if len(rows) > limit else None
    return Page(values, places, after_row, left_out)


def readable[T](kind: type[T], row: AccountRow) -> T | None:
    """What a row says; one that cannot be read is left out of the list, and said so (R46)."""
    try:
        return decode(kind, row.doc)
    except GONE_WRONG:
        logger.error("row cannot be read", account=_account_id(row.pk), row=row.sk)
        return None


def accounts_asked(tenant_id: str, task_id: str) -> Iterator[str]:
    """The accounts in which that task waits for a person."""
    named = AccountRow.sk == f"task#{task_id}"
    rows = AccountRow.listing_index.query(f"{tenant_id}#tasks", filter_condition=named)
    return (_account_id(row.pk) for row in rows)


def accounts_with_open_invoices(tenant_id: str) -> Iterator[str]:
    """The accounts of a tenant in which something is open, the earliest due first, each once."""
    seen: set[str] = set()
    rows = AccountRow.listing_index.query(f"{tenant_id}#open", attributes_to_get=["pk"])
    for row in rows:
        account_id = _account_id(row.pk)
        if account_id not in seen:
            seen.add(account_id)
            yield account_id


def closed_in(
    tenant_id: str, account_id: str, left_out: list[str] | None = None
) -> Iterator[Invoice]:
    """The closed invoices of one account, by id; `left_out` gets the rows that cannot be read."""
    partition = archive(tenant_id, account_id)
    rows = AccountRow.query(partition, AccountRow.sk.startswith("invoice#"), consistent_read=True)
    for row in rows:
        if invoice := readable(Invoice, row):
            yield invoice
        elif left_out is not None:
            left_out.append(row.sk)


def _account_id(pk: str) -> str:
    return pk.split("#")[1]
