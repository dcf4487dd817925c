"""Creates what template.yaml declares, in the engines of the test."""

import json
import secrets
from collections.abc import Collection
from functools import cache
from itertools import batched
from typing import Any

import boto3

from local.harness.template import REGION, Template, physical


@cache
def aws(service: str) -> Any:
    """The harness's own client; moto answers it in whatever state it is."""
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def create(template: Template) -> None:
    """Everything that the functions use: tables, queues, secret, topic and its subscription."""
    create_tables(template)
    _create_queues(template)
    _create_secrets(template)
    _create_topics(template)


def create_tables(template: Template, there: Collection[str] = ()) -> None:
    """The tables with their indexes and projections, but for those that are there."""
    names = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    for logical, declared in template.of_type("AWS::DynamoDB::Table").items():
        wanted = {name: declared[name] for name in names if name in declared}
        if physical(logical) not in there:
            aws("dynamodb").create_table(TableName=physical(logical), **wanted)


def empty_tables(template: Template) -> None:
    """Lets an engine that outlives its tests hold the tables of the template, with no row.

    Emptied rather than made anew, which takes longer.
    """
    client = aws("dynamodb")
    declared = template.of_type("AWS::DynamoDB::Table")
    there = client.list_tables()["TableNames"]
    for name in there:
        if name not in {physical(logical) for logical in declared}:
            client.delete_table(TableName=name)
    create_tables(template, there)
    for logical, table in declared.items():
        _empty(physical(logical), [key["AttributeName"] for key in table["KeySchema"]])


def _empty(table: str, keys: list[str]) -> None:
    pages = aws("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    rows = [{name: item[name] for name in keys} for page in pages for item in page["Items"]]
    for some in batched(rows, 25, strict=False):
        gone = [{"DeleteRequest": {"Key": key}} for key in some]
        aws("dynamodb").batch_write_item(RequestItems={table: gone})


def _create_queues(template: Template) -> None:
    queues = template.of_type("AWS::SQS::Queue")
    # The dead-letter queues first: the others name them.
    for logical in sorted(queues, key=lambda name: "RedrivePolicy" in queues[name]):
        attributes = {
            name: json.dumps(value) if isinstance(value, dict) else str(value).lower()
            for name, value in queues[logical].items()
            if name != "RedrivePolicy"
        }
        if redrive := queues[logical].get("RedrivePolicy"):
            attributes["RedrivePolicy"] = json.dumps(redrive)
        aws("sqs").create_queue(QueueName=physical(logical), Attributes=attributes)


def _create_secrets(template: Template) -> None:
    for logical, declared in template.of_type("AWS::SecretsManager::Secret").items():
        made = declared["GenerateSecretString"]
        value = json.loads(made["SecretStringTemplate"]) | {
            made["GenerateStringKey"]: secrets.token_hex(made["PasswordLength"] // 2)
        }
        aws("secretsmanager").create_secret(Name=physical(logical), SecretString=json.dumps(value))


def _create_topics(template: Template) -> None:
    for logical in template.of_type("AWS::SNS::Topic"):
        aws("sns").create_topic(Name=physical(logical))
    for declared in template.of_type("AWS::SNS::Subscription").values():
        aws("sns").subscribe(
            TopicArn=declared["TopicArn"],
            Protocol=declared["Protocol"],
            Endpoint=declared["Endpoint"],
            Attributes={"RawMessageDelivery": str(declared["RawMessageDelivery"]).lower()},
        )
