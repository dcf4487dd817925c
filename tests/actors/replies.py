"""Mails of debtors as SES posts them, for the tests of replies."""

import json
from base64 import b64encode
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from local.harness.template import REGION
from tests.harness.cloud import Cloud

MAILS = Path(__file__).parent / "mails"


def mail(name: str, address: str) -> bytes:
    """The source of a mail of `tests/actors/mails`, sent to an address."""
    return (MAILS / f"{name}.eml").read_bytes().replace(b"{address}", address.encode())


def received(
    raw: bytes, address: str, *, at: str = "2026-06-08T09:12:00.000Z", **verdicts: str
) -> dict[str, Any]:
    """What SES posts: the receipt, its verdicts, and the whole mail."""
    names = ("spam", "virus", "spf", "dkim", "dmarc")
    return {
        "notificationType": "Received",
        "mail": {
            "timestamp": at,
            "source": "ada@client.example",
            "messageId": "o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1",
            "destination": [address],
            "headersTruncated": False,
        },
        "receipt": {
            "timestamp": at,
            "processingTimeMillis": 574,
            "recipients": [address],
            **{f"{name}Verdict": {"status": verdicts.get(name, "PASS")} for name in names},
            "action": {"type": "SNS", "topicArn": "arn:aws:sns:...", "encoding": "BASE64"},
        },
        "content": b64encode(raw).decode(),
    }


def arrives(cloud: Cloud, raw: bytes, address: str, **said: str) -> str:
    """SES lays a mail into the bucket and says so; the key under which it lies."""
    bucket, document = cloud.template.ref("InboundMailBucket"), received(raw, address, **said)
    key = f"mails/{document['mail']['messageId']}-{len(raw)}"
    s3 = _s3()
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=bucket, Key=key, Body=raw)
    post(cloud, stored_at(document, bucket, key))
    return key


@cache
def _s3() -> Any:
    # moto would keep the trailer of a checksum as a part of the mail.
    config = Config(request_checksum_calculation="when_required")
    return boto3.client("s3", region_name=REGION, config=config)


def stored_at(document: dict[str, Any], bucket: str, key: str) -> dict[str, Any]:
    """What SES posts of a mail that lies in a bucket."""
    action = {"type": "S3", "topicArn": "arn:aws:sns:...", "objectKeyPrefix": "mails/"}
    receipt = document["receipt"] | {"action": action | {"bucketName": bucket, "objectKey": key}}
    without = {name: value for name, value in document.items() if name != "content"}
    return without | {"receipt": receipt}


def post(cloud: Cloud, document: dict[str, Any] | str) -> None:
    """SES posts to its topic."""
    topic = cloud.template.ref("InboundMail")
    body = document if isinstance(document, str) else json.dumps(document)
    cloud.aws("sns").publish(TopicArn=topic, Message=body)
