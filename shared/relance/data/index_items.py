"""Rows of an index as DynamoDB answers them, for who reads a hundred thousand of them.

A page of them is in memory at a time; to make a model of each would take most of the time.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pynamodb.expressions.condition import Condition

from relance.data.account_rows import AccountRow

type Item = dict[str, dict[str, Any]]


def items(
    index_name: str, hash_key: str, within: Condition, attributes: Sequence[str] | None = None
) -> Iterator[Item]:
    """The rows below a hash key that are within that condition, in the order of the index."""
    asked: dict[str, Any] = {"range_key_condition": within, "index_name": index_name}
    if attributes:
        asked["attributes_to_get"] = [*attributes]
    while True:
        page = AccountRow._get_connection().query(hash_key, **asked)
        yield from page["Items"]
        asked["exclusive_start_key"] = page.get("LastEvaluatedKey")
        if not asked["exclusive_start_key"]:
            return


def said(item: Item, name: str) -> str | None:
    """The text of an attribute, or None; raises what a broken row raises where it is none."""
    return item[name]["S"] or None if name in item else None
