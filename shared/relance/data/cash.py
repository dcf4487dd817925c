"""What a tenant's runs know of its money: payments counted, and what was overdue (R13, B9).

    <tenant>   cash    `recorded` payments; the runs found sound, and what was overdue at the last

The count is a sign of life, not a ledger: it may miss a payment at a crash, or count one twice.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from relance.data.account_rows import AccountRow, ListingIndex
from relance.data.codec import decode, encode
from relance.data.tenants import TenantRow, update
from relance.domain.cash_watch import AHEAD_DAYS, CashWatch, Overdue
from relance.domain.ledger import CHASEABLE, Invoice, Item, open_parts

ROW = "cash"


def count_payment(tenant_id: str) -> None:
    """Counts one payment more."""
    update(tenant_id, ROW, [TenantRow.recorded.add(1)], None)


def load(tenant_id: str) -> CashWatch:
    """What is known of the tenant's money; strongly consistent."""
    for row in TenantRow.batch_get([(tenant_id, ROW)], consistent_read=True):
        return replace(decode(CashWatch, row.doc or {}), recorded=int(row.recorded or 0))
    return CashWatch()


def save(tenant_id: str, watch: CashWatch) -> None:
    """Keeps what the next run is held against; the count goes on by itself."""
    document = encode(replace(watch, recorded=0))
    update(tenant_id, ROW, [TenantRow.doc.set(document)], None)


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
