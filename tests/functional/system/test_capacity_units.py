"""The second engine counts read and write units as DynamoDB does, by rows of known sizes.

The rules are those of facts 8.1.
"""

from typing import Any

import pytest

from local.harness.functions import running
from local.harness.template import deployed, physical
from tests.bench.sizes import row_bytes, stored_bytes
from tests.bench.units import Units, asked_for, consumed
from tests.harness.cloud import Cloud, Request

TABLE = physical("AccountsTable")
EXISTS = {"ConditionExpression": "attribute_exists(pk)"}
INDEXED = {"review_shard": "r#1", "review_turn": "2026"}
LISTED = {"listing": "t-1#open", "listed_as": "2026"}


def text(**values: str) -> dict[str, Any]:
    return {name: {"S": value} for name, value in values.items()}


def key(pk: str) -> dict[str, Any]:
    return text(pk=pk, sk="a")


def row(pk: str, size: int, **more: str) -> dict[str, Any]:
    """A row of exactly so many bytes."""
    item = key(pk) | text(**more) | {"fill": {"S": ""}}
    return item | {"fill": {"S": "x" * (size - row_bytes(item))}}


def setting(pk: str, **values: str) -> dict[str, Any]:
    names = list(values)
    return {
        "TableName": TABLE,
        "Key": key(pk),
        "UpdateExpression": "SET " + ", ".join(f"{name} = :{name}" for name in names),
        "ExpressionAttributeValues": {f":{name}": {"S": values[name]} for name in names},
    }


class Asking:
    """Asks the engine as a function does, and tells what the last call consumed."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def __call__(self, operation: str, **parameters: Any) -> Units:
        client = self.cloud.aws("dynamodb")
        with running("evaluate"), asked_for():
            getattr(client, operation)(**parameters)
        return self.last

    @property
    def last(self) -> Units:
        return consumed(self.cloud.requests[-1])

    def put(self, pk: str, size: int, **more: str) -> Units:
        return self("put_item", TableName=TABLE, Item=row(pk, size, **more))


@pytest.fixture
def asking(cloud: Cloud) -> Asking:
    return Asking(cloud)


@pytest.mark.parametrize(
    ("size", "units"), [(200, 1), (1_024, 1), (1_025, 2), (2_048, 2), (2_049, 3), (10_241, 11)]
)
def test_a_write_takes_a_unit_for_each_kilobyte_begun(
    asking: Asking, size: int, units: int
) -> None:
    assert asking.put("p", size) == Units(write=units)


def test_an_update_takes_the_larger_of_before_and_after(asking: Asking) -> None:
    asking.put("p", 4_097)
    assert asking.put("p", 200) == Units(write=5)
    assert asking.put("p", 4_097) == Units(write=5)
    assert asking("update_item", **setting("p", note="1")) == Units(write=5)
    assert asking("delete_item", TableName=TABLE, Key=key("p")) == Units(write=5)
    assert asking("delete_item", TableName=TABLE, Key=key("p")) == Units(write=1)


@pytest.mark.parametrize(
    "value",
    [
        {"S": "Préavis « échu »"},
        {"B": bytes(range(100))},
        {"BOOL": True},
        {"NULL": True},
        {"L": [{"S": "abc"}, {"S": "de"}]},
        {"M": {"name": {"S": "abc"}, "deep": {"L": [{"BOOL": False}]}}},
        {"SS": ["one", "three"]},
    ],
    ids=lambda value: next(iter(value)),
)
def test_every_kind_of_value_has_the_size_that_aws_documents(
    asking: Asking, value: dict[str, Any]
) -> None:
    for size, units in ((1_024, 1), (1_025, 2)):
        item = key("p") | {"value": value, "fill": {"S": ""}}
        item["fill"] = {"S": "x" * (size - row_bytes(item))}
        asking("delete_item", TableName=TABLE, Key=key("p"))
        assert asking("put_item", TableName=TABLE, Item=item) == Units(write=units)


def test_an_index_is_written_only_where_its_copy_changes(asking: Asking) -> None:
    assert asking.put("p", 1_500, **INDEXED) == Units(write=2 + 1)
    assert asking("update_item", **setting("p", note="1")) == Units(write=2)
    assert asking("update_item", **setting("p", decided_at="1")) == Units(write=2 + 1)
    assert asking("update_item", **setting("p", review_turn="2027")) == Units(write=2 + 2)
    assert asking("update_item", **setting("p", review_turn="2027")) == Units(write=2)
    assert asking("delete_item", TableName=TABLE, Key=key("p")) == Units(write=2 + 1)


def test_an_index_of_all_attributes_takes_as_many_units_as_the_row(asking: Asking) -> None:
    assert asking.put("p", 1_500, **LISTED) == Units(write=2 + 2)
    assert asking("update_item", **setting("p", note="1")) == Units(write=2 + 2)
    assert asking("update_item", **setting("p", listed_as="2027")) == Units(write=2 + 4)


def test_each_row_of_a_transaction_counts_twice_after_it_is_rounded_up(asking: Asking) -> None:
    asking.put("seen", 1_500)
    rows: list[dict[str, Any]] = [
        {"Put": {"TableName": TABLE, "Item": row("a", 100)}},
        {"Put": {"TableName": TABLE, "Item": row("b", 1_025, **INDEXED)}},
        {"ConditionCheck": {"TableName": TABLE, "Key": key("seen"), **EXISTS}},
    ]
    written = Units(write=2 * (1 + 2 + 2) + 1)
    assert asking("transact_write_items", TransactItems=rows, ClientRequestToken="a") == written
    # the same token again: nothing is written, and what was is read
    again = asking("transact_write_items", TransactItems=rows, ClientRequestToken="a")
    assert (again.write, again.read > 0) == (0, True)


def test_a_write_that_its_condition_refuses_takes_units_too(asking: Asking) -> None:
    client = asking.cloud.aws("dynamodb")
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        asking("put_item", TableName=TABLE, Item=row("a", 100), **EXISTS)
    assert asking.last == Units(write=1)
    both = [{"Put": {"TableName": TABLE, "Item": row(pk, 100), **EXISTS}} for pk in "ab"]
    with pytest.raises(client.exceptions.TransactionCanceledException):
        asking("transact_write_items", TransactItems=both)
    assert asking.last == Units(write=4)


@pytest.mark.parametrize(("consistent", "share"), [(True, 1.0), (False, 0.5)])
def test_a_read_takes_a_unit_for_four_kilobytes_and_half_where_it_may_be_stale(
    asking: Asking, consistent: bool, share: float
) -> None:
    asking.put("small", 4_096)
    asking.put("large", 4_097)
    for pk, units in (("small", 1), ("large", 2), ("nobody", 1)):
        told = asking("get_item", TableName=TABLE, Key=key(pk), ConsistentRead=consistent)
        assert told == Units(read=units * share)


@pytest.mark.parametrize(("consistent", "share"), [(True, 1.0), (False, 0.5)])
def test_a_batch_rounds_each_row_up_and_a_query_their_sum(
    asking: Asking, consistent: bool, share: float
) -> None:
    for number in range(10):
        item = row("p", 500) | text(sk=str(number))
        asking("put_item", TableName=TABLE, Item=item)
    keys = [text(pk="p", sk=str(number)) for number in range(10)]
    wanted = {TABLE: {"Keys": keys, "ConsistentRead": consistent}}
    assert asking("batch_get_item", RequestItems=wanted) == Units(read=10 * share)
    query = {
        "TableName": TABLE,
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "p"}},
        "ConsistentRead": consistent,
    }
    assert asking("query", **query) == Units(read=2 * share)  # 5,000 bytes
    assert asking("query", **query, ProjectionExpression="sk") == Units(read=2 * share)
    nobody = query | {"ExpressionAttributeValues": {":pk": {"S": "nobody"}}}
    assert asking("query", **nobody) == Units(read=share)


def test_a_query_of_an_index_takes_the_units_of_its_copies(asking: Asking) -> None:
    for number in range(10):
        asking.put(f"p-{number}", 5_000, review_shard="r#1", review_turn=str(number))
    told = asking(
        "query",
        TableName=TABLE,
        IndexName="review",
        KeyConditionExpression="review_shard = :shard",
        ExpressionAttributeValues={":shard": {"S": "r#1"}},
    )
    assert told == Units(read=0.5)


def test_what_asks_nobody_in_dynamodb_consumes_nothing() -> None:
    assert consumed(Request("sqs", "SendMessage", "evaluate", 1, {})) == Units()


def test_a_row_is_stored_with_its_copies_and_a_hundred_bytes_each() -> None:
    indexes = deployed().of_type("AWS::DynamoDB::Table")["AccountsTable"]["GlobalSecondaryIndexes"]
    plain, indexed, listed = row("p", 1_000), row("p", 1_000, **INDEXED), row("p", 1_000, **LISTED)
    assert stored_bytes(plain, indexes) == 1_100
    assert stored_bytes(listed, indexes) == 2 * 1_100
    copy = key("p") | text(**INDEXED)
    assert stored_bytes(indexed, indexes) == 1_100 + 100 + row_bytes(copy)
