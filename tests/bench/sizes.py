"""How large DynamoDB takes a row for, in units and in storage (facts 8.1)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

OVERHEAD_BYTES = 100  # of a stored row, and of each copy in an index
_OF_A_DOCUMENT = 3  # a list or a map, and one byte for each of its values


def row_bytes(item: Mapping[str, Any]) -> int:
    """The size of a row in DynamoDB's JSON: names and values."""
    return sum(len(name.encode()) + _value_bytes(value) for name, value in item.items())


def stored_bytes(item: Mapping[str, Any], indexes: Iterable[Mapping[str, Any]]) -> int:
    """What is stored of a row: itself and its copies in the indexes that hold it."""
    copies = sum(OVERHEAD_BYTES + row_bytes(copy) for copy in _copies(item, indexes))
    return OVERHEAD_BYTES + row_bytes(item) + copies


def _copies(
    item: Mapping[str, Any], indexes: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    for index in indexes:
        keys = {key["AttributeName"] for key in index["KeySchema"]}
        if keys <= item.keys():
            projection = index["Projection"]
            whole = projection["ProjectionType"] == "ALL"
            taken = keys | {"pk", "sk"} | set(projection.get("NonKeyAttributes", ()))
            yield {name: value for name, value in item.items() if whole or name in taken}


def _value_bytes(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return _number_bytes(content)
        case "BOOL" | "NULL":
            return 1
        case "L":
            return _OF_A_DOCUMENT + sum(1 + _value_bytes(each) for each in content)
        case "M":
            return _OF_A_DOCUMENT + row_bytes(content) + len(content)
    return sum(_value_bytes({kind[0]: each}) for each in content)  # sets


def _number_bytes(text: str) -> int:
    """About one byte for two significant digits, and one; a sign takes one more."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + text.startswith("-")
