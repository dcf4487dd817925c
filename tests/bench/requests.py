"""AWS requests per delivered reminder, from the tick to the review that settles it."""

from collections import Counter
from datetime import timedelta

from tests.bench.ground import counted, ground, rows
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

CUSTOMERS = 200
DAY = at("2026-06-05 10:00")

WHY = {
    "dispatch dynamodb:Query review": "who is due: one query per shard of the index",
    "dispatch dynamodb:Query waiting": "money that waits is nudged again",
    "dispatch dynamodb:BatchGetItem": "tenants, the day's promise and cap",
    "dispatch dynamodb:UpdateItem": "the tick, the day's counts, tomorrow's promise",
    "dispatch sqs:SendMessageBatch": "ten accounts a nudge",
    "evaluate dynamodb:BatchGetItem": "tenant and installation, once a batch",
    "evaluate dynamodb:Query": "the account, strongly consistent; money that waits, once a batch",
    "evaluate sqs:SendMessageBatch": "ten messages a nudge",
    "evaluate dynamodb:TransactWriteItems": "ten decisions and review times, one transaction",
    "send dynamodb:BatchGetItem": "tenant and installation, once a batch",
    "send dynamodb:Query": "the account again (R14.1); money that waits, once a batch",
    "send dynamodb:TransactWriteItems": "the reservation: the point of no return (R14.4)",
    "send sesv2:SendEmail": "the mail",
    "send dynamodb:UpdateItem": "the record after SES, never batched (R14.6)",
    "send secretsmanager:GetSecretValue": "the keys of the links, once a process",
    "delivery dynamodb:TransactWriteItems": "what SES says; one write for what arrives together",
    "delivery dynamodb:UpdateItem": "that events flow, once a minute",
}


def measure() -> tuple[float, str]:
    """Requests per delivered reminder over the whole story, and the table that names them."""
    with ground() as cloud:
        _fill(cloud)
        start = len(cloud.requests)
        cloud.run(DAY)
        for hours in (6, 24, 48, 72):  # Friday to Monday: the review that settles
            cloud.run(DAY + timedelta(hours=hours))
        seen = counted(cloud.requests[start:])
        delivered = len(cloud.mailbox.messages())
    assert delivered == CUSTOMERS, delivered
    return sum(seen.values()) / delivered, _table(seen, delivered)


def _fill(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    for number in range(CUSTOMERS):
        identity = f"C-{number}"
        file_customer(cloud, tenant, customer(identity, contacts=(contact(identity),)))
        file_invoice(cloud, tenant, invoice(f"F-{number}", customer_id=identity))


def _table(seen: Counter[str], delivered: int) -> str:
    lines = [
        (name, f"{count / delivered:.3f}", WHY.get(name, ""))
        for name, count in sorted(seen.items(), key=lambda pair: -pair[1])
    ]
    total = ("all", f"{sum(seen.values()) / delivered:.3f}", f"{delivered} delivered reminders")
    return rows(("AWS request", "per reminder", "why"), [*lines, total])
