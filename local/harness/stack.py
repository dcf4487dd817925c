"""Creates what template.yaml declares, in the engines of the test."""

import json
import secrets
from functools import cache
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


def create_tables(template: Template) -> None:
    """The tables with their indexes and projections."""
    names = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    for logical, declared in template.of_type("AWS::DynamoDB::Table").items():
        wanted = {name: declared[name] for name in names if name in declared}
        aws("dynamodb").create_table(TableName=physical(logical), **wanted)


def drop_tables() -> None:
    """Removes every table of the engine."""
    for name in aws("dynamodb").list_tables()["TableNames"]:
        aws("dynamodb").delete_table(TableName=name)


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
