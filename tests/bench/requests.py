"""AWS requests per delivered reminder, from the tick to the review that settles it."""

from collections import Counter

from tests.bench import story, units
from tests.bench.ground import counted
from tests.bench.tables import rows

WHY = {
    "dispatch dynamodb:Query review": "who is due: one query per shard of the index",
    "dispatch dynamodb:Query waiting": "money that waits is nudged again",
    "dispatch dynamodb:BatchGetItem": "tenants, the day's promise and cap",
    "dispatch dynamodb:UpdateItem": "the tick, the day's counts, tomorrow's promise",
    "dispatch sqs:SendMessageBatch": "ten accounts a nudge",
    "evaluate dynamodb:BatchGetItem": "tenant, heads, and rows that heads name, once a batch",
    "evaluate dynamodb:Query": "money that waits, once a batch; accounts that heads do not tell",
    "evaluate sqs:SendMessageBatch": "ten messages a nudge",
    "evaluate dynamodb:TransactWriteItems": "ten decisions and review times, one transaction",
    "send dynamodb:BatchGetItem": "tenant, and accounts by rows (R14.1), once a batch; R49: each",
    "send dynamodb:Query": "money that waits, once a batch; accounts that heads do not tell",
    "send dynamodb:GetItem": "what its reader had of others",
    "send dynamodb:TransactWriteItems": "the reservation: the point of no return (R14.4)",
    "send sesv2:SendEmail": "the mail",
    "send dynamodb:UpdateItem": "the record after SES, never batched (R14.6)",
    "send secretsmanager:GetSecretValue": "the keys of the links, once a process",
    "delivery dynamodb:TransactWriteItems": "what SES says; one write for what arrives together",
    "delivery dynamodb:UpdateItem": "that events flow, once a minute",
}


def measure() -> tuple[dict[str, float], str]:
    """Requests, read and write units per delivered reminder, and the tables that name them."""
    told = story.told()
    seen = counted(told.requests)
    consumed = units.total(told.requests)
    figures = {
        "requests_per_reminder": seen.total() / told.delivered,
        "write_units_per_reminder": consumed.write / told.delivered,
        "read_units_per_reminder": consumed.read / told.delivered,
    }
    tables = (_table(seen, told.delivered), units.table(told.requests, told.delivered))
    return figures, "\n\n".join(tables)


def _table(seen: Counter[str], delivered: int) -> str:
    lines = [
        (name, f"{count / delivered:.3f}", WHY.get(name, ""))
        for name, count in sorted(seen.items(), key=lambda pair: -pair[1])
    ]
    total = ("all", f"{seen.total() / delivered:.3f}", f"{delivered} delivered reminders")
    return rows(("AWS request", "per reminder", "why"), [*lines, total])


if __name__ == "__main__":
    print(measure()[1])
