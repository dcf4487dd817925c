"""moto in a hurry answers what moto answers, and undoes a refused transaction whole."""

import itertools
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.backends import get_backend
from moto.core.serialize import BaseJSONSerializer

from local.harness import moto_pace
from local.harness.template import ACCOUNT, REGION, physical
from tests.harness.cloud import Cloud

TABLE = physical("AccountsTable")
EVERY_KIND: dict[str, Any] = {
    "pk": {"S": "t-1#C-1"},
    "sk": {"S": "head"},
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


def test_every_kind_of_value_is_answered_as_moto_itself_answers(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = cloud.aws("dynamodb")
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


def test_a_refused_transaction_leaves_the_table_as_it_was(cloud: Cloud) -> None:
    aws = cloud.aws("dynamodb")
    aws.put_item(TableName=TABLE, Item=EVERY_KIND)
    before = cloud.rows("AccountsTable")
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
    assert cloud.rows("AccountsTable") == before

    aws.transact_write_items(TransactItems=[{"Update": change}])
    (row,) = cloud.rows("AccountsTable")
    assert row["number"] == {"N": "1"}


def test_rows_are_in_the_order_in_which_moto_has_them(cloud: Cloud) -> None:
    names = ("b", "a", "B", "a#2", "a#10", "~", "é")
    for pk, sk in itertools.product(("t-2#C", "t-1#C"), names):
        cloud.aws("dynamodb").put_item(TableName=TABLE, Item={"pk": {"S": pk}, "sk": {"S": sk}})
    table = get_backend("dynamodb")[ACCOUNT][REGION].tables[TABLE]
    assert len(table.all_items()) == 2 * len(names)
    assert table.all_items() == moto_pace._its_own["all_items"](table)
