"""Index queries answered from what the table was some writes ago (R30)."""

import re
from collections.abc import Callable
from typing import Any

from local.harness.template import physical
from tests.harness.cloud import Outcome, Proceed, Request
from tests.once.stage import Stage
from tests.once.telling import Telling

_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")
_KEYS = re.compile(r"#\w+ (<=|[<=>]|BETWEEN) (:\w+)(?: AND (:\w+))?")
_WITHIN: dict[str, Callable[[str, str, str], bool]] = {
    "<": lambda said, most, _: said < most,
    "<=": lambda said, most, _: said <= most,
    ">": lambda said, least, _: said > least,
    "BETWEEN": lambda said, least, most: least <= said <= most,
}
type Item = dict[str, Any]


class StaleIndex:
    """A tap: `writes_old` says for each query how far behind its index is.

    Each answer also names an account that does not exist, of the same tenant, and one of a tenant
    that does not exist.
    """

    def __init__(self, stage: Stage, writes_old: Callable[[], int]) -> None:
        self._stage, self._writes_old = stage, writes_old
        self._past: dict[str, list[list[Item]]] = {}
        tables = stage.cloud.template.of_type("AWS::DynamoDB::Table")
        self._logical = {physical(name): name for name in tables}
        self._keys = {
            index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
            for declared in tables.values()
            for index in declared.get("GlobalSecondaryIndexes", ())
        }
        self.answered = self.missing = self.phantoms = 0

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """Keeps what each table was before a write, and answers queries of an index from it."""
        if request.service != "dynamodb":
            return proceed()
        if request.operation in _WRITES:
            self._remember()
            return proceed()
        answer, error = proceed()
        if answer and request.index:
            answer[1]["Items"] = self._stale(request, answer[1]["Items"])
            answer[1]["Count"] = len(answer[1]["Items"])
        return answer, error

    def _remember(self) -> None:
        for table in ("AccountsTable", "InboxTable"):
            self._past.setdefault(table, []).append(self._stage.tables.rows(table))

    def _stale(self, request: Request, now: list[Item]) -> list[Item]:
        """What the query would have answered then, and keys that are nowhere."""
        self.answered += 1
        past = self._past.get(self._logical[request.parameters["TableName"]], [])
        back = self._writes_old()
        found = self._match(request, past[max(0, len(past) - back)]) if back and past else now
        self.missing += len([item for item in now if item not in found])
        phantoms = [_phantom(item, pk) for item in found[:1] for pk in ("t-1#C-9", "t-9#C-1")]
        self.phantoms += len(phantoms)
        range_name = self._keys[request.index][1]
        # A query that asks for some attributes alone may not be told its own order.
        every = sorted([*found, *phantoms], key=lambda row: _text(row, range_name))
        return every[: request.parameters.get("Limit")]

    def _match(self, request: Request, rows: list[Item]) -> list[Item]:
        hash_name, range_name = self._keys[request.index]
        given = request.parameters["ExpressionAttributeValues"]
        asked = _KEYS.findall(request.parameters["KeyConditionExpression"])
        ((_, wanted, _), (within, *limits)) = sorted(asked, key=lambda key: key[0] != "=")
        first, last = (given.get(name, {"S": ""})["S"] for name in limits)
        found = [
            row
            for row in rows
            if row.get(hash_name, {}).get("S") == given[wanted]["S"]
            and _WITHIN[within](row.get(range_name, {"S": ""})["S"], first, last)
        ]
        return sorted(found, key=lambda row: str(row[range_name]["S"]))


def tell_behind(telling: Telling, index: StaleIndex) -> None:
    """Tells the story with such an index, and further days until nothing waits any more."""
    telling.tell_all(index)
    while True:
        telling.stage.cloud.wire.taps.append(index)
        telling.story.another_day()
        telling.stage.cloud.wire.taps.remove(index)
        if not telling.stage.overdue():
            return


def _text(row: Item, name: str) -> str:
    return str(row.get(name, {"S": ""})["S"])


def _phantom(item: Item, pk: str) -> Item:
    """The row as an account has it of which nothing is there."""
    phantom = item | {"pk": {"S": pk}}
    if "review_turn" in item:
        tenant_id, _, account_id = pk.partition("#")
        at = item["review_turn"]["S"].split("#")[1]
        phantom["review_turn"] = {"S": f"{tenant_id}#{at}#{account_id}"}
    return phantom
