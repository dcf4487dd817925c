"""What hastens the engines answers what they answer themselves, and undoes what is refused."""

import itertools
import json
import socket
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from botocore.endpoint import Endpoint
from botocore.exceptions import ClientError, ConnectionClosedError
from botocore.parsers import JSONParser
from moto.backends import get_backend
from moto.core.serialize import BaseJSONSerializer

from local.harness import moto_pace
from local.harness.template import ACCOUNT, REGION, physical
from tests.conftest import HOME
from tests.harness.cloud import Cloud

TABLE = physical("AccountsTable")
KEY = {"pk": {"S": "t-1#C-1"}, "sk": {"S": "head"}}
LONG = getattr(Endpoint, "_send")  # noqa: B009  before a deployment replaces it
EVERY_KIND: dict[str, Any] = {
    **KEY,
    "text": {"S": "Préavis « échu »"},
    "empty": {"S": ""},
    "number": {"N": "-12.50"},
    "yes": {"BOOL": True},
    "no": {"BOOL": False},
    "nothing": {"NULL": True},
    "bytes": {"B": b"\x00\xff"},
    "many bytes": {"BS": [b"a", b"b"]},
    "names": {"SS": ["a", "b"]},
    "numbers": {"NS": ["1", "2.5"]},
    "list": {"L": [{"S": "a"}, {"N": "1"}, {"L": []}, {"M": {"deep": {"BOOL": False}}}]},
    "map": {"M": {"S": {"S": "a key like a type"}, "N": {"N": "7"}, "none": {"M": {}}}},
}


@pytest.fixture
def in_moto() -> Iterator[Cloud]:
    """A deployment of which moto answers for DynamoDB too, as `make replay` has it."""
    with HOME.deployed() as deployment:
        yield deployment


def test_every_kind_of_value_is_answered_as_moto_itself_answers(
    in_moto: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = in_moto.aws("dynamodb")
    aws.put_item(TableName=TABLE, Item=EVERY_KIND)
    reading = {"TableName": TABLE, "Key": {"pk": EVERY_KIND["pk"], "sk": EVERY_KIND["sk"]}}

    def answers() -> list[str]:
        found = [
            aws.get_item(**reading)["Item"],
            aws.scan(TableName=TABLE)["Items"],
            aws.update_item(
                **reading,
                UpdateExpression="ADD #n :one",
                ExpressionAttributeNames={"#n": "counted"},
                ExpressionAttributeValues={":one": {"N": "0"}},
                ReturnValues="ALL_NEW",
            )["Attributes"],
        ]
        return [json.dumps(one, default=repr, sort_keys=True) for one in found]

    answers()  # from now on the row does not change
    ours = answers()
    name = "_serialize_type_structure"
    monkeypatch.setattr(BaseJSONSerializer, name, moto_pace._its_own[name])
    assert answers() == ours


def test_a_refused_transaction_leaves_the_table_as_it_was(in_moto: Cloud) -> None:
    aws = in_moto.aws("dynamodb")
    aws.put_item(TableName=TABLE, Item=EVERY_KIND)
    before = in_moto.rows("AccountsTable")
    key = {"pk": EVERY_KIND["pk"], "sk": EVERY_KIND["sk"]}
    other = {"pk": {"S": "t-1#C-2"}, "sk": {"S": "head"}}
    change = {
        "TableName": TABLE,
        "Key": key,
        "UpdateExpression": "SET #n = :n",
        "ExpressionAttributeNames": {"#n": "number"},
        "ExpressionAttributeValues": {":n": {"N": "1"}},
    }
    refused = {"TableName": TABLE, "Key": other, "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(ClientError):
        aws.transact_write_items(
            TransactItems=[
                {"Update": change},
                {"Put": {"TableName": TABLE, "Item": {**other, "sk": {"S": "customer"}}}},
                {"ConditionCheck": refused},
            ]
        )
    assert in_moto.rows("AccountsTable") == before

    aws.transact_write_items(TransactItems=[{"Update": change}])
    (row,) = in_moto.rows("AccountsTable")
    assert row["number"] == {"N": "1"}


def test_rows_are_in_the_order_in_which_moto_has_them(in_moto: Cloud) -> None:
    names = ("b", "a", "B", "a#2", "a#10", "~", "é")
    for pk, sk in itertools.product(("t-2#C", "t-1#C"), names):
        in_moto.aws("dynamodb").put_item(TableName=TABLE, Item={"pk": {"S": pk}, "sk": {"S": sk}})
    table = get_backend("dynamodb")[ACCOUNT][REGION].tables[TABLE]
    assert len(table.all_items()) == 2 * len(names)
    assert table.all_items() == moto_pace._its_own["all_items"](table)


def test_the_short_way_to_the_second_engine_brings_what_the_long_one_brings(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = cloud.aws("dynamodb")
    short = [_told(call) for call in _calls(aws)]
    assert sum("Error" in told for told in short) == 4
    monkeypatch.setattr(Endpoint, "_send", LONG)
    name = "_handle_json_body"
    monkeypatch.setattr(JSONParser, name, moto_pace._its_own[name])
    assert [_told(call) for call in _calls(aws)] == short


def test_an_engine_that_is_gone_is_a_lost_connection(cloud: Cloud) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        cloud.wire.engines["dynamodb"] = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(ConnectionClosedError):
            cloud.aws("dynamodb").get_item(TableName=TABLE, Key=KEY)


def _calls(aws: Any) -> list[Callable[[], dict[str, Any]]]:
    """What every operation on rows answers, and four that are refused."""
    row = {"TableName": TABLE, "Key": KEY}
    plain = {**EVERY_KIND, "bytes": {"S": "none"}, "many bytes": {"SS": ["none"]}}
    never = {"ConditionExpression": "attribute_not_exists(pk)"}
    told = {"ReturnConsumedCapacity": "TOTAL"}
    both = {"KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": {":pk": KEY["pk"]}}
    add = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}
    put = {"TableName": TABLE, "Item": EVERY_KIND}
    return [
        partial(aws.delete_item, **row),
        partial(aws.get_item, **row, **told),
        partial(aws.put_item, **put, **told),
        partial(aws.get_item, **row, ConsistentRead=True),
        partial(aws.put_item, TableName=TABLE, Item=plain, ReturnValues="ALL_OLD"),
        partial(aws.get_item, **row),
        partial(aws.query, TableName=TABLE, **both, **told),
        partial(aws.scan, TableName=TABLE, Limit=1),
        partial(aws.update_item, **row, **add, ReturnValues="ALL_NEW"),
        partial(aws.batch_get_item, RequestItems={TABLE: {"Keys": [KEY]}}, **told),
        partial(aws.batch_write_item, RequestItems={TABLE: [{"PutRequest": {"Item": plain}}]}),
        partial(aws.transact_write_items, TransactItems=[{"Update": {**row, **add}}], **told),
        partial(aws.transact_get_items, TransactItems=[{"Get": row}]),
        partial(aws.put_item, **put, **never, ReturnValuesOnConditionCheckFailure="ALL_OLD"),
        partial(aws.transact_write_items, TransactItems=[{"Put": {**put, **never}}]),
        partial(aws.get_item, TableName="none", Key=KEY),
        partial(aws.query, TableName=TABLE, KeyConditionExpression="pk ="),
        partial(aws.delete_item, **row, ReturnValues="ALL_OLD"),
    ]


def _told(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """An answer or refusal, without what is another at each call."""
    try:
        answer = call()
    except ClientError as refused:
        answer = dict(refused.response)
    metadata = answer.pop("ResponseMetadata")
    kept = {name: metadata[name] for name in ("HTTPStatusCode", "RetryAttempts")}
    return {**answer, "metadata": kept, "headers": sorted(metadata["HTTPHeaders"])}
