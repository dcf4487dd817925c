"""Each test's deployment is as empty as one that was never used, whatever the test before left."""

from typing import Any

import pytest
from moto import mock_aws

from local.harness import stack
from local.harness.functions import remembered, running
from local.harness.home import SENDER, START
from local.harness.template import deployed, physical
from relance.adapters import link_keys
from relance.adapters.clients import client
from relance.flows.money.webhooks import register_endpoint
from tests.conftest import HOME
from tests.harness.cloud import Cloud

# When a thing was made, and what chance called it, is nothing that a test leans on.
_CHANCE = ("Date", "Time", "timestamp", "Id", "ARN", "Arn", "VersionsToStages", "Throughput")
_KEYS = physical("LinkKeys")
_QUEUED = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "VisibilityTimeout",
    "RedrivePolicy",
    "MessageRetentionPeriod",
]


@pytest.fixture(params=["moto", "dynoxide"])
def engine(request: pytest.FixtureRequest) -> str | None:
    """The address of the second DynamoDB, or None for moto."""
    if request.param == "moto":
        return None
    address: str = request.getfixturevalue("dynamodb_engine")
    return address


def test_nothing_that_a_test_leaves_is_there_in_the_next(engine: str | None) -> None:
    with HOME.deployed(engine) as cloud:
        before = _inventory(cloud)
        _fill(cloud)
        after = _inventory(cloud)
    assert {kind for kind in before if before[kind] == after[kind]} == set()

    with HOME.deployed(engine) as cloud:
        assert _inventory(cloud) == before


def test_the_copy_of_a_deployment_is_what_is_made_anew() -> None:
    with HOME.deployed():
        copied = _declared()
    with mock_aws():
        stack.create(deployed())
        assert _declared() == copied


def _inventory(cloud: Cloud) -> dict[str, Any]:
    """Everything that a deployment holds, and what its functions remember."""
    tables = stack.aws("dynamodb").list_tables()["TableNames"]
    rows = {name: stack.aws("dynamodb").scan(TableName=name)["Items"] for name in tables}
    mailbox = cloud.mailbox
    return _declared() | {
        "rows": rows,
        "link keys": stack.aws("secretsmanager").get_secret_value(SecretId=_KEYS)["SecretString"],
        "mails": mailbox.messages(),
        "failure to come": mailbox.next_failure(),
        "identities": set(mailbox.identities._known),
        "clock": cloud.clock.now(),
        "remembered": remembered(),
        "requests": [*cloud.requests],
        "taps": [*cloud.wire.taps],
    }


def _declared() -> dict[str, Any]:
    """What AWS lists, but for rows, mails and what chance named."""
    aws = stack.aws
    tables = [
        aws("dynamodb").describe_table(TableName=name)["Table"]
        for name in aws("dynamodb").list_tables()["TableNames"]
    ]
    queues = {
        url: aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=_QUEUED)["Attributes"]
        for url in aws("sqs").list_queues()["QueueUrls"]
    }
    secrets = aws("secretsmanager").list_secrets()["SecretList"]
    versions = {
        one["Name"]: len(aws("secretsmanager").list_secret_version_ids(SecretId=one["Name"]))
        for one in secrets
    }
    return {
        "tables": [_without_chance(one) for one in tables],
        "queues": queues,
        "topics": [one["TopicArn"] for one in aws("sns").list_topics()["Topics"]],
        "subscriptions": [
            (one["TopicArn"], one["Endpoint"])
            for one in aws("sns").list_subscriptions()["Subscriptions"]
        ],
        "secrets": [_without_chance(one) for one in secrets],
        "versions of secrets": versions,
        "parameters": aws("ssm").describe_parameters()["Parameters"],
    }


def _without_chance(found: Any) -> Any:
    match found:
        case dict():
            return {
                name: _without_chance(value)
                for name, value in found.items()
                if not name.endswith(_CHANCE) and name not in ("ItemCount", "TableSizeBytes")
            }
        case list():
            return [_without_chance(one) for one in found]
    return found


def _fill(cloud: Cloud) -> None:
    """Leaves something everywhere."""
    aws = stack.aws
    for logical, declared in cloud.template.of_type("AWS::DynamoDB::Table").items():
        keys = [key["AttributeName"] for key in declared["KeySchema"]]
        for number in range(30):
            row = {name: {"S": f"left-{number}"} for name in keys}
            aws("dynamodb").put_item(TableName=physical(logical), Item=row)
    attribute = {"AttributeName": "pk", "AttributeType": "S"}
    aws("dynamodb").create_table(
        TableName="left",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[attribute],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    for url in aws("sqs").list_queues()["QueueUrls"]:
        for text in ("in flight", "waiting"):
            aws("sqs").send_message(QueueUrl=url, MessageBody=text)
        aws("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=1)
    topic = aws("sns").create_topic(Name="left")["TopicArn"]
    aws("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=_queue_of_events(cloud))
    aws("secretsmanager").create_secret(Name="left", SecretString="left")
    aws("secretsmanager").put_secret_value(SecretId=_KEYS, SecretString='{"a": "b"}')
    aws("ssm").put_parameter(Name="left", Value="left", Type="SecureString")
    register_endpoint("t-left", "stripe", ("whsec_" + "left" * 8,))
    cloud.wire.taps.append(lambda request, proceed: proceed())
    with running("send"):
        client("sesv2").send_email(
            FromEmailAddress=f"billing@{SENDER}",
            Destination={"ToAddresses": ["ada@client.example"]},
            Content={"Simple": {"Subject": {"Data": "Rappel"}, "Body": {"Text": {"Data": "…"}}}},
        )
    cloud.mailbox.fail_next("before", times=2)
    cloud.mailbox.verify("left.example")
    link_keys.fresh_keys()
    cloud.clock.set(START.replace(year=2031))


def _queue_of_events(cloud: Cloud) -> str:
    declared, *_ = cloud.template.of_type("AWS::SNS::Subscription").values()
    return str(declared["Endpoint"])
