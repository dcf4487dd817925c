"""Hastens moto: what it and botocore work out anew for each call, and find the same, is kept.

A third of a test's time went there. What is answered is the same (`test_moto_pace.py`).
"""

import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from copy import deepcopy
from functools import cache
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
from botocore.parsers import JSONParser
from botocore.regions import EndpointRulesetResolver
from botocore.signers import RequestSigner
from botocore.useragent import UserAgentString
from moto.backend_index import backend_url_patterns
from moto.core import responses, utils
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import ast_nodes
from moto.sqs import models as sqs_models
from moto.sqs.models import SQSBackend

from local.settings import LOOPBACK

# The services that functions and harness call; moto tries some two hundred patterns otherwise.
_SERVICES = {"cloudformation", "dynamodb", "s3", "sqs", "sns", "secretsmanager", "ssm"}
# What these answers hold is texts, numbers, rows and lists of rows.
_OF_ROWS = {
    f"{operation}Output"
    for operation in (
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    )
}
_Walker: Any = getattr(ast_nodes, "DepthFirstTraverser")  # noqa: B009
_Node: Any = getattr(ast_nodes, "Node")  # noqa: B009
_ELSEWHERE = f"http://{LOOPBACK}"
_undoing: ContextVar["_Undoing | None"] = ContextVar("undoing", default=None)
_its_own: dict[str, Callable[..., Any]] = {}


@cache
def hasten() -> None:
    """Changes moto and botocore, once a process."""
    backend_url_patterns[:] = [one for one in backend_url_patterns if one[0] in _SERVICES]
    for name in ("camelcase_to_underscores", "method_names_from_class"):
        remembering = cache(getattr(utils, name))
        for module in (utils, responses, sqs_models):
            if hasattr(module, name):
                setattr(module, name, remembering)
    _replace(BaseJSONSerializer, "_serialize_type_structure", _serialize_structure)
    _replace(DynamoDBBackend, "transact_write_items", _transact_write_items)
    _replace(_Walker, "traverse_node_recursively", _traverse)
    _replace(BotocoreStubber, "__call__", _stubbed)
    setattr(sqs_models, "unix_time", time.time)  # noqa: B010
    setattr(sqs_models, "unix_time_millis", _now_ms)  # noqa: B010
    _replace(SQSBackend, "is_message_valid_based_on_retention_period", _is_retained)
    _replace(RequestSigner, "sign", _signed_for)
    _replace(EndpointRulesetResolver, "construct_endpoint", _where)
    _replace(JSONParser, "_handle_json_body", _rows_as_they_are)
    setattr(botocore.endpoint, "time", SimpleNamespace(sleep=_at_once))  # noqa: B010
    _replace(DynamoType, "__eq__", _is_same)
    _replace(Table, "all_items", _in_order)
    setattr(Table, "__deepcopy__", _copy_of_table)  # noqa: B010
    setattr(DynamoType, "__deepcopy__", _copy_of_value)  # noqa: B010
    setattr(UserAgentString, "to_string", _nobody_asks)  # noqa: B010


def _replace(owner: type, name: str, ours: Callable[..., Any]) -> None:
    _its_own[name] = getattr(owner, name)
    setattr(owner, name, ours)


def _stubbed(stubber: Any, event_name: str, request: Any, **known: Any) -> Any:
    """What goes to another engine or to the mailbox is none of moto's."""
    if request.url.startswith(_ELSEWHERE):
        return None
    return _its_own["__call__"](stubber, event_name, request, **known)


def _now_ms() -> float:
    return time.time() * 1000


def _is_retained(backend: Any, queue: str, message: Any) -> bool:
    """As moto's, which works out every attribute of the queue to know one."""
    kept_seconds = int(backend.get_queue(queue).message_retention_period)
    return bool(kept_seconds + message.sent_timestamp / 1000 > time.time())


def _nobody_asks(agent: object) -> str:
    return "relance"


def _where(resolver: Any, operation_model: Any, call_args: Any, request_context: Any) -> Any:
    """Where an operation goes, which but for buckets is always there."""
    known = vars(resolver).setdefault("_known", {})
    if "Bucket" in (call_args or ()) or operation_model.name not in known:
        known[operation_model.name] = _its_own["construct_endpoint"](
            resolver, operation_model, call_args, request_context
        )
    return known[operation_model.name]


def _at_once(seconds: float) -> None:
    """The SDK pauses before it repeats a call; nobody waits for the engines of the tests."""


def _signed_for(signer: Any, operation: str, request: Any, *_: Any, **__: Any) -> None:
    """Says whose call it is and where: the engines want to see a signature and check none."""
    scope = f"testing/20260601/{signer._region_name}/{signer.signing_name}/aws4_request"
    signed = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    for name, value in (("X-Amz-Date", "20260601T000000Z"), ("Authorization", signed)):
        del request.headers[name]
        request.headers[name] = value


def _traverse(walker: Any, node: Any, child_id: int = -1) -> Any:
    """As moto's, which asks the walker at each node anew which kinds of nodes it works on."""
    kind: Any = type(node)
    if not _is_node(kind):
        return node
    parent = node.parent
    for number, child in enumerate(node.children or ()):
        walker.pre_processing_of_child(node, number)
        _traverse(walker, child, number)
    work = walker._processing_map()
    if worked_on := _worked_on(kind, tuple(work)):
        node = work[worked_on](node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


@cache
def _is_node(kind: Any) -> bool:
    return issubclass(kind, _Node)


@cache
def _worked_on(kind: Any, known: tuple[type, ...]) -> type | None:
    return next((one for one in known if issubclass(kind, one)), None)


def _serialize_structure(serializer: Any, into: Any, value: Any, shape: Any, key: str) -> None:
    """A value of DynamoDB is in its wire form already: no names of members are guessed."""
    if shape.name == "AttributeValue" and type(value) is dict and len(value) == 1:
        into[key] = _wire(value)
    else:
        _its_own["_serialize_type_structure"](serializer, into, value, shape, key)


def _wire(value: dict[str, Any]) -> dict[str, Any]:
    ((kind, inner),) = value.items()
    match kind:
        case "S" | "N":
            return {kind: str(inner)}
        case "M":
            return {kind: {name: _wire(each) for name, each in inner.items()}}
        case "L":
            return {kind: [_wire(each) for each in inner]}
        case "B":
            return {kind: _base64(inner)}
        case "BS":
            return {kind: [_base64(each) for each in inner]}
    return value


def _rows_as_they_are(parser: Any, raw_body: bytes, shape: Any) -> Any:
    """Rows are in the form in which botocore hands them out, but for bytes."""
    if shape.name in _OF_ROWS and not (b'"B"' in raw_body or b'"BS"' in raw_body):
        return parser._parse_body_as_json(raw_body)
    return _its_own["_handle_json_body"](parser, raw_body, shape)


def _base64(inner: str | bytes) -> str:
    return b64encode(inner if isinstance(inner, bytes) else inner.encode()).decode()


def _transact_write_items(backend: Any, transact_items: list[dict[str, Any]]) -> None:
    """As moto's, which copies the whole table for each item of a transaction.

    To undo it one copy is enough, and in that only those rows which the transaction may change.
    """
    token = _undoing.set(_Undoing(_rows_of(backend, transact_items)))
    try:
        _its_own["transact_write_items"](backend, transact_items)
    finally:
        _undoing.reset(token)


class _Undoing:
    """What a transaction would be undone with."""

    def __init__(self, changed: set[int]) -> None:
        self.changed = changed
        self.copies: dict[int, Any] = {}

    def table(self, table: Any) -> Any:
        """The table as it was before the transaction."""
        if id(table) not in self.copies:
            twin: Any = object.__new__(Table)  # type: ignore[type-abstract]
            rows = defaultdict(dict, {key: self._rows(one) for key, one in table.items.items()})
            twin.__dict__ = {**vars(table), "items": rows}
            self.copies[id(table)] = twin
        return self.copies[id(table)]

    def _rows(self, rows: Any) -> Any:
        if isinstance(rows, dict):
            return {key: self._rows(one) for key, one in rows.items()}
        return deepcopy(rows) if id(rows) in self.changed else rows


def _rows_of(backend: Any, transact_items: list[dict[str, Any]]) -> set[int]:
    """Which of the rows that are there a transaction names."""
    updates = [one["Update"] for one in transact_items if "Update" in one]
    named = [one for one in updates if one.get("TableName") in backend.tables]
    return {id(backend.get_item(one["TableName"], one["Key"])) for one in named}


def _copy_of_table(table: Any, memo: dict[int, Any]) -> Any:
    if undoing := _undoing.get():
        return undoing.table(table)
    twin: Any = object.__new__(Table)  # type: ignore[type-abstract]
    memo[id(table)] = twin
    twin.__dict__ = {name: deepcopy(value, memo) for name, value in vars(table).items()}
    return twin


def _is_same(value: Any, other: Any) -> bool:
    """As moto's, which first makes of a text a text."""
    if value.type == "S":
        return bool(other.type == "S" and value.value == other.value)
    return bool(_its_own["__eq__"](value, other))


def _in_order(table: Any) -> list[Any]:
    """As moto's, which sorts all rows of a table for each query of one partition."""
    rows: list[Any] = []
    for partition in table.items.values():
        rows += partition.values() if table.range_key_attr else [partition]
    keys = [row.hash_key for row in rows] + [row.range_key for row in rows if row.range_key]
    if any(key.type != "S" for key in keys):
        return list(_its_own["all_items"](table))
    return sorted(
        rows, key=lambda row: (row.hash_key.value, row.range_key.value if row.range_key else "")
    )


def _copy_of_value(value: Any, memo: dict[int, Any]) -> Any:
    twin: Any = object.__new__(DynamoType)
    twin.type, inner = value.type, value.value
    match value.type:
        case "L":
            twin.value = [_copy_of_value(each, memo) for each in inner]
        case "M":
            twin.value = {name: _copy_of_value(each, memo) for name, each in inner.items()}
        case "SS" | "NS" | "BS":
            twin.value = list(inner)
        case _:
            twin.value = inner
    return twin
