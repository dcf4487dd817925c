"""Mails of debtors as SES posts them, for the tests of replies."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

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


def post(cloud: Cloud, document: dict[str, Any] | str) -> None:
    """SES posts to its topic."""
    topic = cloud.template.ref("InboundMail")
    body = document if isinstance(document, str) else json.dumps(document)
    cloud.aws("sns").publish(TopicArn=topic, Message=body)
