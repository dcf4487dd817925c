"""The tables of the engine, read and rewritten as plain JSON: a story is told hundreds of times."""

import json
from collections.abc import Sequence
from itertools import batched
from typing import Any

from local.harness.engine import ask
from local.harness.template import physical

_SIGNED = (
    "AWS4-HMAC-SHA256 Credential=testing/20260601/eu-west-3/dynamodb/aws4_request, "
    "SignedHeaders=host, Signature=0"
)
# The engine wants to see a signature and does not check it.
_HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": _SIGNED,
    "X-Amz-Date": "20260601T000000Z",
}
type Item = dict[str, Any]


class NearTables:
    """DynamoDB's own protocol, without what a client does around it."""

    def __init__(self, address: str) -> None:
        self._address = address

    def rows(self, table: str) -> list[Item]:
        """Every item of a table of the template."""
        found: list[Item] = []
        start: dict[str, Any] = {}
        while True:
            page = self._call("Scan", {"TableName": physical(table), **start})
            found += page["Items"]
            if "LastEvaluatedKey" not in page:
                return found
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def write(self, table: str, changes: Sequence[Item]) -> None:
        """Carries out PutRequests and DeleteRequests."""
        for chunk in batched(changes, 25, strict=False):
            answer = self._call("BatchWriteItem", {"RequestItems": {physical(table): [*chunk]}})
            assert not answer.get("UnprocessedItems")

    def _call(self, operation: str, body: Item) -> Item:
        headers = _HEADERS | {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}
        status, _, content = ask(self._address, headers, json.dumps(body).encode())
        found: Item = json.loads(content)
        assert status == 200, found
        return found
