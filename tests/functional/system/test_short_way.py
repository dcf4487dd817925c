"""A call to AWS on the short way brings, tells and repeats what it does on botocore's long one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from local.harness.functions import running
from local.harness.short_way import Outcome
from local.harness.template import physical
from relance.adapters.clients import client, mail_client
from relance.domain.errors import NoAnswer
from tests.harness.cloud import Cloud, Killed, Proceed, Request

TABLE = physical("AccountsTable")
KEY = {"pk": {"S": "t-1#C-1"}, "sk": {"S": "head"}}
PUT = {"Put": {"TableName": TABLE, "Item": KEY}}
NEVER = {"Put": {**PUT["Put"], "ConditionExpression": "attribute_not_exists(pk)"}}
MAIL = {
    "FromEmailAddress": "Boulangerie <relances@relance.example>",
    "Destination": {"ToAddresses": ["a@client.example"]},
    "Content": {
        "Simple": {"Subject": {"Data": "É"}, "Body": {"Text": {"Data": "t"}, "Html": {"Data": "h"}}}
    },
}
_CHANCE = ("MessageId", "RequestId", "ClientRequestToken", "HTTPHeaders", "MaxAttemptsReached")

type Call = Callable[[Cloud], Any]


def _queue(cloud: Cloud) -> str:
    return str(cloud.template.ref("Reviews"))


def _batch(*bodies: str) -> Call:
    entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
    return lambda cloud: client("sqs").send_message_batch(QueueUrl=_queue(cloud), Entries=entries)


CALLS: dict[str, Call] = {
    "a row": lambda cloud: client("dynamodb").put_item(TableName=TABLE, Item=KEY),
    "bytes": lambda cloud: client("dynamodb").put_item(
        TableName=TABLE, Item={**KEY, "body": {"B": b"\x00\xff"}}, ReturnValues="ALL_OLD"
    ),
    "a transaction": lambda cloud: client("dynamodb").transact_write_items(TransactItems=[PUT]),
    "a refused transaction": lambda cloud: client("dynamodb").transact_write_items(
        TransactItems=[NEVER]
    ),
    "a table of nobody": lambda cloud: client("dynamodb").get_item(TableName="none", Key=KEY),
    "a message": lambda cloud: client("sqs").send_message(QueueUrl=_queue(cloud), MessageBody="é"),
    "messages": _batch("a", "b"),
    "an empty message": _batch(""),
    "too many messages": _batch(*"abcdefghijk"),
    "no message": _batch(),
    "a queue of nobody": lambda cloud: client("sqs").send_message(
        QueueUrl=_queue(cloud) + "x", MessageBody="a"
    ),
    "a mail": lambda cloud: mail_client().send_email(**MAIL),
    "a mail of nobody": lambda cloud: mail_client().send_email(
        **MAIL | {"FromEmailAddress": "a@nobody.example"}
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_both_ways_bring_the_same_and_are_counted_alike(cloud: Cloud, name: str) -> None:
    _brought(cloud, CALLS[name])  # from now on each finds what the one before left

    short = _brought(cloud, CALLS[name])
    cloud.wire.is_short = False
    long = _brought(cloud, CALLS[name])

    assert short == long


@pytest.mark.parametrize("name", ["a row", "a transaction", "messages"])
@pytest.mark.parametrize("is_lost", [True, False])
def test_a_first_attempt_that_fails_is_repeated_as_the_same(
    cloud: Cloud, name: str, is_lost: bool
) -> None:
    seen: list[dict[str, Any]] = []

    def first_fails(request: Request, proceed: Proceed) -> Outcome:
        seen.append(request.parameters)
        if len(seen) > 1:
            return proceed()
        return (proceed() if is_lost else None) and None, ReadTimeoutError(endpoint_url="test")

    cloud.wire.taps.append(first_fails)
    with running("evaluate"):
        answer = CALLS[name](cloud)

    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert len(seen) == 2
    assert seen[0] == seen[1]  # above all the token that makes a transaction happen once


def test_what_never_answers_is_tried_as_often_and_told_as_such(cloud: Cloud) -> None:
    def lost(request: Request, proceed: Proceed) -> Outcome:
        return None, ReadTimeoutError(endpoint_url="test")

    cloud.wire.taps.append(lost)
    tried: list[int] = []
    for cloud.wire.is_short in (True, False):
        cloud.requests.clear()
        with running("evaluate"), pytest.raises(NoAnswer):
            client("sqs").send_message(QueueUrl=_queue(cloud), MessageBody="a")
        tried.append(len(cloud.requests))
    assert tried[0] == tried[1] >= 1


def test_a_function_that_is_killed_asks_for_nothing_more(cloud: Cloud) -> None:
    def killed(request: Request, proceed: Proceed) -> Outcome:
        raise Killed

    cloud.wire.taps.append(killed)
    with running("evaluate"):
        for _ in range(2):
            with pytest.raises(Killed):
                client("dynamodb").get_item(TableName=TABLE, Key=KEY)
    assert len(cloud.requests) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_mail_whose_connection_breaks_is_lost_alike(cloud: Cloud, when: Any) -> None:
    kinds = []
    for cloud.wire.is_short in (True, False):
        cloud.mailbox.fail_next(when)
        with running("send"), pytest.raises(Exception) as lost:  # noqa: PT011
            mail_client().send_email(**MAIL)
        kinds.append(lost.type)
    assert kinds[0] is kinds[1]
    assert len(cloud.mailbox.messages()) == (2 if when == "after" else 0)


def test_queues_hold_what_was_sent_on_either_way(cloud: Cloud) -> None:
    for cloud.wire.is_short in (True, False):
        with running("evaluate"):
            CALLS["messages"](cloud)
    ((_, messages),) = cloud.receive("evaluate")
    assert sorted(str(one["Body"]) for one in messages) == ["a", "a", "b", "b"]
    far = cloud.aws("sqs").receive_message(
        QueueUrl=_queue(cloud), MaxNumberOfMessages=10, AttributeNames=["All"]
    )
    assert "Messages" not in far  # all are in flight
    assert {*messages[0]["Attributes"]} == {
        "SenderId",
        "SentTimestamp",
        "ApproximateReceiveCount",
        "ApproximateFirstReceiveTimestamp",
    }


def _brought(cloud: Cloud, call: Call) -> str:
    """Answer or refusal, and the requests that were counted, without chance."""
    cloud.requests.clear()
    with running("send"):
        try:
            told: Any = call(cloud)
        except ClientError as refused:
            told = [type(refused).__name__, refused.response]
    counted = [(str(one), one.parameters, one.response) for one in cloud.requests]
    return json.dumps(_without_chance([told, counted]), default=repr, sort_keys=True, indent=1)


def _without_chance(value: Any) -> Any:
    match value:
        case dict():
            return {k: _without_chance(v) for k, v in value.items() if k not in _CHANCE}
        case list() | tuple():
            return [_without_chance(each) for each in value]
    return value
