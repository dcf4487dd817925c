"""What a tenant's runs know of its money: payments counted, and what was overdue (R13, B9).

<tenant>   cash       the runs found sound, and what was overdue at the last
<tenant>   cash#<n>   `recorded`: payments, counted in the transaction that records them;
                      in shards, so that payments of one moment do not meet in one row
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from relance.data import tenants
from relance.data.account_rows import AccountRow, ListingIndex
from relance.data.codec import decode, encode
from relance.data.tenants import TenantRow
from relance.data.transaction import Write, update
from relance.domain.ledger.invoices import CHASEABLE, Invoice, Item, open_parts
from relance.domain.run.cash_watch import AHEAD_DAYS, CashWatch, Overdue

ROW, SHARDS = "cash", 16


def counted(tenant_id: str, payment_id: str) -> Write:
    """Counts one payment more."""
    shard = zlib.crc32(payment_id.encode()) % SHARDS
    return update(TenantRow(tenant_id, f"{ROW}#{shard}"), TenantRow.recorded.add(1))


def load(tenant_id: str) -> CashWatch:
    """What is known of the tenant's money; strongly consistent."""
    watch, recorded = CashWatch(), 0
    keys = [(tenant_id, ROW), *((tenant_id, f"{ROW}#{shard}") for shard in range(SHARDS))]
    for row in TenantRow.batch_get(keys, consistent_read=True):
        recorded += int(row.recorded or 0)
        if row.sk == ROW:
            watch = decode(CashWatch, row.doc)
    return replace(watch, recorded=recorded)


def save(tenant_id: str, watch: CashWatch) -> None:
    """Keeps what the next run is held against; the count goes on by itself."""
    document = encode(replace(watch, recorded=0))
    tenants.update(tenant_id, ROW, [TenantRow.doc.set(document)], None)


def overdue(tenant_id: str, today: date) -> Overdue:
    """What is overdue today and what falls due in the coming days; eventually consistent.

    Reads the open invoices that are due by then and no others.
    """
    totals: dict[str, int] = defaultdict(int)
    coming: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    until = today + timedelta(days=AHEAD_DAYS)
    for item in _due(tenant_id, until):
        if item.overdue(today):
            totals[item.currency] += item.open_minor
        elif item.due_on < until:
            coming[item.due_on.isoformat()][item.currency] += item.open_minor
    return Overdue(today, dict(totals), {on: dict(found) for on, found in coming.items()})


def _due(tenant_id: str, until: date) -> Iterator[Item]:
    earlier = ListingIndex.listed_as < until.isoformat()
    for row in AccountRow.listing_index.query(f"{tenant_id}#open", earlier):
        invoice = decode(Invoice, row.doc)
        if invoice.document_type in CHASEABLE and not invoice.cancelled_on:
            yield from open_parts(invoice, 0)
