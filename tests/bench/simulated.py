"""An installation that nobody could file: tenants and accounts are answered, and not stored.

It stands below the SDK: requests are signed and answers parsed as ever. What is asked of DynamoDB
is answered out of arithmetic; what is sent to SQS is kept, of reviews no more than who was nudged.
"""

import json
import time
from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC
from functools import partial
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.endpoint import Endpoint

from relance.data import review_index
from relance.data.account_rows import stamp
from relance.data.codec import encode
from tests.builders import at, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import TENANT

TICK = at("2026-06-05 10:00").astimezone(UTC)
PAGE_ROWS = {"review": 3_000, "by_tenant": 800}  # what fits into 1 MB
ENGINE = "http://dynamodb.simulated"
type Item = dict[str, Any]


@dataclass(slots=True)
class Answered:
    """What the simulation answered since a message began, and the processor time that it took."""

    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0


class Installation:
    """So many tenants, each with so many accounts that are due at the tick; and what came of it."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = {f"t-{number:05d}": size for number, size in enumerate(sizes)}
        self.nudged = {name: bytearray(size) for name, size in self.sizes.items()}
        self.queues: defaultdict[str, deque[str]] = defaultdict(deque)
        self.answered = Answered()
        # When the first account was nudged, and what had been answered by then.
        self.first_nudged: tuple[float, Answered] | None = None
        self._shards: dict[str, list[str]] = {}
        for name in self.sizes:  # in the order of their names, as in the index
            self._shards.setdefault(review_index.shard_of(name), []).append(name)
        self._bill = json.dumps(encode(invoice("F-0", due_on="2026-06-02")))

    def begin(self) -> Answered:
        """What is answered from now on."""
        self.answered, self.first_nudged = Answered(), None
        return self.answered

    @contextmanager
    def standing(self, cloud: Cloud) -> Iterator[None]:
        """Answers for DynamoDB and SQS while the block lasts."""
        endpoint: Any = Endpoint
        original = endpoint._send
        cloud.wire.engines["dynamodb"], cloud.wire.is_short = ENGINE, False
        cloud.wire.taps.append(self.tap)
        endpoint._send = self._answered
        try:
            yield
        finally:
            endpoint._send = original
            cloud.wire.taps.remove(self.tap)

    def tap(self, request: Request, proceed: Proceed) -> Outcome:
        """Takes in what is sent to SQS; everything else goes on."""
        self.answered.requests += 1
        if request.service != "sqs":
            return proceed()
        began = time.thread_time()
        queue = request.parameters["QueueUrl"].rpartition("-")[2]
        if queue == "Reviews" and not self.first_nudged:
            self.first_nudged = began, replace(self.answered)
        entries = request.parameters["Entries"]
        for entry in entries:
            self._take_in(queue, entry["MessageBody"])
        self.answered.seconds += time.thread_time() - began
        told = {"Successful": [{"Id": entry["Id"]} for entry in entries]}
        return (_response(b""), told), None

    def _take_in(self, queue: str, body: str) -> None:
        if queue != "Reviews":
            self.queues[queue].append(body)
            return
        review = json.loads(body)
        self.nudged[review["tenant"]][int(review["account"].removeprefix("C-"))] += 1

    def _answered(self, request: Any) -> Any:
        began = time.thread_time()
        operation = request.headers["X-Amz-Target"]
        name = (operation if isinstance(operation, str) else operation.decode()).rpartition(".")[2]
        asked = json.loads(request.body)
        content = json.dumps(getattr(self, f"_{name}")(asked)).encode()
        self.answered.bytes += len(content)
        self.answered.seconds += time.thread_time() - began
        return _response(content)

    def _GetItem(self, _: Item) -> Item:
        return {}

    def _UpdateItem(self, _: Item) -> Item:
        return {"Attributes": {}}

    def _BatchGetItem(self, asked: Item) -> Item:
        ((table, keys),) = asked["RequestItems"].items()
        wanted = ((key["pk"]["S"], key["sk"]["S"]) for key in keys["Keys"])
        found = [self._settings(pk) for pk, sk in wanted if sk == "settings"]
        return {"Responses": {table: found}, "UnprocessedKeys": {}}

    def _settings(self, tenant_id: str) -> Item:
        tenant = replace(TENANT, tenant_id=tenant_id, from_email=None, capped=False)
        doc = encode(tenant)
        for kept_apart in ("own_policies", "calls", "capped", "capped_on", "refusal"):
            doc.pop(kept_apart, None)
        row = {"pk": {"S": tenant_id}, "sk": {"S": "settings"}, "version": {"N": "1"}}
        return row | {"doc": {"S": json.dumps(doc)}}

    def _Query(self, asked: Item) -> Item:
        given = [value["S"] for _, value in sorted(asked["ExpressionAttributeValues"].items())]
        match asked["IndexName"], given:
            case "review", [shard, after]:
                return _page(self._first_behind(shard, after))
            case "review", [_, first, last]:
                return self._due(first, last, asked)
            case "by_tenant", [listing, _]:
                return self._listed(listing.partition("#")[0], asked)
        return _page(None)  # no money waits

    def _first_behind(self, shard: str, after: str) -> Item | None:
        names = self._shards.get(shard, [])
        behind = bisect_right(names, after, key=_turn)
        return _head(names[behind], 0) if behind < len(names) else None

    def _due(self, first: str, last: str, asked: Item) -> Item:
        tenant_id, size = first.partition("#")[0], self.sizes[first.partition("#")[0]]
        key = partial(_turn, tenant_id)
        begin = bisect_left(range(size), first, key=key)
        end = bisect_right(range(size), last, key=key)
        return _paged(asked, range(begin, end), partial(_head, tenant_id))

    def _listed(self, tenant_id: str, asked: Item) -> Item:
        def bill(number: int) -> Item:
            key = {"pk": {"S": f"{tenant_id}#C-{number:06d}"}, "sk": {"S": f"invoice#F-{number}"}}
            listed = {"listed_as": {"S": f"2026-06-02#{number}"}, "state": {"S": "open"}}
            return key | listed | {"listing": {"S": f"{tenant_id}#open"}, "doc": {"S": self._bill}}

        return _paged(asked, range(self.sizes[tenant_id]), bill)


def _turn(tenant_id: str, number: int = 0) -> str:
    return review_index.turn_of(tenant_id, f"C-{number:06d}", stamp(TICK))


def _head(tenant_id: str, number: int) -> Item:
    return {
        "pk": {"S": f"{tenant_id}#C-{number:06d}"},
        "sk": {"S": "head"},
        "review_shard": {"S": review_index.shard_of(tenant_id)},
        "review_turn": {"S": _turn(tenant_id, number)},
        "review_at": {"S": stamp(TICK)},
        "oldest_due_on": {"S": "2026-06-02"},
        "country": {"S": "FR"},
    }


def _page(item: Item | None) -> Item:
    items = [item] if item else []
    return {"Items": items, "Count": len(items), "ScannedCount": len(items)}


def _paged(asked: Item, numbers: range, row: Any) -> Item:
    start = asked.get("ExclusiveStartKey")
    begin = int(start["pk"]["S"].rpartition("C-")[2]) + 1 if start else numbers.start
    shown = range(begin, min(begin + PAGE_ROWS[asked["IndexName"]], numbers.stop))
    items = [row(number) for number in shown]
    page = {"Items": items, "Count": len(items), "ScannedCount": len(items)}
    if shown.stop < numbers.stop:
        page["LastEvaluatedKey"] = {name: items[-1][name] for name in ("pk", "sk")}
    return page


def _response(content: bytes) -> Any:
    made: Any = AWSResponse
    answer = made(ENGINE, 200, {"content-type": "application/x-amz-json-1.0"}, None)
    answer._content = content
    return answer
