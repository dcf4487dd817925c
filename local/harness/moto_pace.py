"""Hastens moto: what it and botocore work out anew for each call, and find the same, is kept.

A third of a test's time went there. What is answered is the same (`test_moto_pace.py`).
"""

from base64 import b64encode
from collections.abc import Callable
from contextvars import ContextVar
from copy import deepcopy
from functools import cache
from typing import Any

from botocore.useragent import UserAgentString
from moto.backend_index import backend_url_patterns
from moto.core import responses, utils
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.sqs import models as sqs_models

from local.settings import LOOPBACK

# The services that functions and harness call; moto tries some two hundred patterns otherwise.
_SERVICES = {"cloudformation", "dynamodb", "sqs", "sns", "secretsmanager", "ssm"}
# What goes to another engine or to the mailbox is none of moto's.
CONFIG: Any = {"core": {"passthrough": {"urls": [rf"http://{LOOPBACK}"]}}}
_copies: ContextVar[dict[int, Any] | None] = ContextVar("copies", default=None)
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
    setattr(Table, "__deepcopy__", _copy_of_table)  # noqa: B010
    setattr(UserAgentString, "to_string", _nobody_asks)  # noqa: B010


def _replace(owner: type, name: str, ours: Callable[..., Any]) -> None:
    _its_own[name] = getattr(owner, name)
    setattr(owner, name, ours)


def _nobody_asks(agent: object) -> str:
    return "relance"


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


def _base64(inner: str | bytes) -> str:
    return b64encode(inner if isinstance(inner, bytes) else inner.encode()).decode()


def _transact_write_items(backend: Any, transact_items: list[dict[str, Any]]) -> None:
    """As moto's, which copies the table for each item of a transaction: one copy can undo it."""
    token = _copies.set({})
    try:
        _its_own["transact_write_items"](backend, transact_items)
    finally:
        _copies.reset(token)


def _copy_of_table(table: Any, memo: dict[int, Any]) -> Any:
    copies = _copies.get()
    if copies is not None and id(table) in copies:
        return copies[id(table)]
    twin: Any = object.__new__(Table)  # type: ignore[type-abstract]
    memo[id(table)] = twin
    twin.__dict__ = {name: deepcopy(value, memo) for name, value in vars(table).items()}
    if copies is not None:
        copies[id(table)] = twin
    return twin
