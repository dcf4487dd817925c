"""What a tenant's runs know of its money: payments counted, and what was overdue (R13, B9).

<tenant>   cash       the runs found sound, and what was overdue at the last
<tenant>   cash#<n>   `recorded`: payments, counted in the transaction that records them;
                      in shards, so that payments of one moment do not meet in one row
"""

import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from relance.data import tenants
from relance.data.account_rows import ListingIndex
from relance.data.codec import decode, encode
from relance.data.index_items import items, said
from relance.data.stored import GONE_WRONG, reading
from relance.data.tenants import TenantRow
from relance.data.transaction import Write, update
from relance.domain.ledger.invoices import Invoice
from relance.domain.run.cash_watch import CashWatch
from relance.telemetry import logger

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
        with reading(tenant_id, "#runs", row.sk):
            recorded += int(row.recorded or 0)
            if row.sk == ROW:
                watch = decode(CashWatch, row.doc)
    return replace(watch, recorded=recorded)


def save(tenant_id: str, watch: CashWatch) -> None:
    """Keeps what the next run is held against; the count goes on by itself."""
    document = encode(replace(watch, recorded=0))
    tenants.update(tenant_id, ROW, [TenantRow.doc.set(document)], None)


def open_until(tenant_id: str, until: date) -> Iterator[Invoice]:
    """The open invoices that are due before a day, and no others; eventually consistent."""
    earlier = ListingIndex.listed_as < until.isoformat()
    index_name, wanted = ListingIndex.Meta.index_name, ("pk", "sk", "doc")
    for item in items(index_name, f"{tenant_id}#open", earlier, wanted):
        try:
            yield decode(Invoice, json.loads(item["doc"]["S"]))
        except GONE_WRONG:
            logger.error("row cannot be read", tenant=tenant_id, row=said(item, "sk"))
