"""A run reads what is due, never what is stored: 500 due among 5,000 and 50,000 invoices."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import boto3

from relance.data.account_rows import AccountRow, hot, stamp
from relance.data.codec import encode
from relance.data.review_index import shard_of, turn_of
from tests.bench.ground import ground
from tests.bench.tables import rows
from tests.bench.units import asked_for, total
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

DUE = 500
STORED = (5_000, 50_000)
PER_CUSTOMER = 10
DAY = at("2026-06-05 10:00")


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost."""

    requests: int
    read_units: float


def measure() -> tuple[dict[str, float], str]:
    """The ratios large to small, and the table."""
    small, large = (_run(stored) for stored in STORED)
    ratios = {
        "requests": large.requests / small.requests,
        "read_units": large.read_units / small.read_units,
    }
    lines = [
        ("requests", small.requests, large.requests, f"{ratios['requests']:.3f}"),
        ("read units", small.read_units, large.read_units, f"{ratios['read_units']:.3f}"),
    ]
    heading = (f"run of {DUE} due", *(f"among {stored:,}" for stored in STORED), "ratio")
    return ratios, rows(heading, lines)


def _run(stored: int) -> Run:
    with ground() as cloud:
        tenant = live_tenant(cloud)
        for number in range(DUE):
            identity = f"C-{number}"
            file_customer(cloud, tenant, customer(identity, contacts=(contact(identity),)))
            file_invoice(cloud, tenant, invoice(f"F-{number}", customer_id=identity))
        _store_quiet(cloud, tenant.tenant_id, stored - DUE)
        start = len(cloud.requests)
        with asked_for():
            cloud.run(DAY)
        made = cloud.requests[start:]
    assert len(cloud.mailbox.messages()) == DUE
    return Run(len(made), total(made).read)


def _store_quiet(cloud: Cloud, tenant_id: str, invoices: int) -> None:
    """Open invoices that fall due in months: their accounts are in the index, far ahead."""
    table = AccountRow.Meta.table_name
    writer = boto3.resource(
        "dynamodb", endpoint_url=cloud.wire.engines["dynamodb"], region_name="eu-west-3"
    ).Table(table)
    with writer.batch_writer() as batch:
        for number in range(invoices // PER_CUSTOMER):
            for item in _quiet_account(tenant_id, f"Q-{number}"):
                batch.put_item(Item=item)


def _quiet_account(tenant_id: str, account_id: str) -> list[dict[str, Any]]:
    pk = hot(tenant_id, account_id)
    due_on, looked_at = (DAY + timedelta(days=90)).date(), DAY + timedelta(days=31)
    head = {
        "pk": pk,
        "sk": "head",
        "version": PER_CUSTOMER,
        "review_shard": shard_of(tenant_id),
        "review_at": stamp(looked_at),
        "review_turn": turn_of(tenant_id, account_id, stamp(looked_at)),
        "oldest_due_on": due_on.isoformat(),
        "open_minor": json.dumps({"EUR": 30_000 * PER_CUSTOMER}),
    }
    filed = [
        {
            "pk": pk,
            "sk": "customer",
            "doc": json.dumps(encode(customer(account_id, contacts=(contact(account_id),)))),
        }
    ]
    for number in range(PER_CUSTOMER):
        one = invoice(f"{account_id}-{number}", customer_id=account_id, due_on=due_on)
        filed.append(
            {
                "pk": pk,
                "sk": f"invoice#{one.invoice_id}",
                "doc": json.dumps(encode(one)),
                "listing": f"{tenant_id}#open",
                "listed_as": f"{due_on.isoformat()}#{one.invoice_id}",
            }
        )
    return [head, *filed]
