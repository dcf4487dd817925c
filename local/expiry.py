"""Deletes what has ended by the movable clock, as DynamoDB does by the true one.

No engine here looks at `ttl`, but for the emulator, which knows the time of this computer alone.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any


def sweep(dynamodb: Any, tables: Iterable[str], now: datetime) -> int:
    """Deletes the rows of the tables that ended by now; how many there were."""
    deleted = 0
    for table in tables:
        keys = dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
        for row in _ended(dynamodb, table, int(now.timestamp())):
            key = {one["AttributeName"]: row[one["AttributeName"]] for one in keys}
            dynamodb.delete_item(TableName=table, Key=key)
            deleted += 1
    return deleted


def _ended(dynamodb: Any, table: str, second: int) -> list[dict[str, Any]]:
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="#ttl <= :second",
        ExpressionAttributeNames={"#ttl": "ttl"},
        ExpressionAttributeValues={":second": {"N": str(second)}},
    )
    return [row for page in pages for row in page["Items"]]
