"""The local mailbox takes, refuses and keeps mails as SES v2 does, as a real client sees it."""

import base64
import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from local.mailbox import Mailbox

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with Mailbox(clock=lambda: AT) as box:
        box.verify("creancier.example")
        yield box


def client(box: Mailbox) -> Any:
    return boto3.client(
        "sesv2",
        region_name="eu-west-3",
        endpoint_url=box.url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


def send(box: Mailbox, **changes: Any) -> str:
    asked: dict[str, Any] = {
        "FromEmailAddress": "Comptabilité Durand <compta@creancier.example>",
        "Destination": {"ToAddresses": ["jeanne@client.example"]},
        "ReplyToAddresses": ["marie@creancier.example"],
        "ConfigurationSetName": "mail",
        "EmailTags": [{"Name": "relance_key", "Value": "dDEjYzE"}],
        "Content": {
            "Simple": {
                "Subject": {"Data": "Facture F-2026-1 : échéance"},
                "Body": {"Text": {"Data": "Bonjour,\n"}, "Html": {"Data": "<p>Bonjour,</p>"}},
                "Headers": [{"Name": "Auto-Submitted", "Value": "auto-generated"}],
                "Attachments": [
                    {
                        "FileName": "facture.pdf",
                        "ContentType": "application/pdf",
                        "RawContent": b"%PDF-1.7",
                    }
                ],
            }
        },
    }
    return str(client(box).send_email(**asked | changes)["MessageId"])


def refusal(box: Mailbox, **changes: Any) -> str:
    with pytest.raises(ClientError) as refused:
        send(box, **changes)
    return str(refused.value.response["Error"]["Code"])


def test_a_mail_is_kept_whole(box: Mailbox) -> None:
    id_ = send(box)
    [mail] = box.messages()
    assert mail.id == id_
    assert mail.to == ("jeanne@client.example",)
    assert mail.reply_to == ("marie@creancier.example",)
    assert mail.subject == "Facture F-2026-1 : échéance"
    assert mail.text == "Bonjour,\n"
    assert mail.html.strip() == "<p>Bonjour,</p>"
    assert mail.tags == {"relance_key": "dDEjYzE"}
    assert mail.configuration_set == "mail"
    assert mail.sent_at == AT.isoformat()
    assert ("Auto-Submitted", "auto-generated") in mail.headers
    [attachment] = mail.attachments
    assert attachment.name == "facture.pdf"
    assert base64.b64decode(attachment.content) == b"%PDF-1.7"


def test_a_raw_mail_is_read_as_its_reader_would(box: Mailbox) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "compta@creancier.example", "jeanne@client.example"
    message["Subject"], message["Reply-To"] = "Échéance", "marie@creancier.example"
    message.set_content("Bonjour,")
    message.add_alternative("<p>Bonjour,</p>", subtype="html")
    client(box).send_email(Content={"Raw": {"Data": message.as_bytes()}})
    [mail] = box.messages()
    assert (mail.subject, mail.to) == ("Échéance", ("jeanne@client.example",))
    assert mail.reply_to == ("marie@creancier.example",)
    assert "Bonjour" in mail.text
    assert "<p>" in mail.html


@pytest.mark.parametrize("text", ["caf\u00e9 = 1\r\n\r\n.\r\n", "x" * 3_000 + " \r\n"])
def test_of_a_mail_that_came_as_mime_no_byte_is_another(box: Mailbox, text: str) -> None:
    head = "From: a@creancier.example\r\nTo: b@client.example\r\nSubject: =?utf-8?b?w6k=?=\r\n"
    kind = 'Content-Type: text/plain; charset="utf-8"\r\n\r\n'
    raw = (head + kind + text).encode()
    client(box).send_email(Content={"Raw": {"Data": raw}})
    (mail,) = box.messages()
    added, _, whole = base64.b64decode(mail.raw).partition(b"\r\nFrom:")
    assert [line.partition(b":")[0] for line in added.splitlines()] == [b"Message-ID", b"Date"]
    assert b"From:" + whole == raw
    assert mail.subject == "\u00e9"
    assert mail.text == text.replace("\r\n", "\n")


def test_an_unverified_sender_is_refused_and_leaves_nothing(box: Mailbox) -> None:
    assert refusal(box, FromEmailAddress="compta@autre.example") == "MessageRejected"
    assert box.messages() == []


def test_a_verified_domain_covers_its_subdomains_only(box: Mailbox) -> None:
    send(box, FromEmailAddress="x@mail.creancier.example")
    assert refusal(box, FromEmailAddress="x@notcreancier.example") == "MessageRejected"


def test_an_unknown_configuration_set_is_refused(box: Mailbox) -> None:
    box.configuration_sets = {"other"}
    assert refusal(box) == "NotFoundException"


def test_a_tag_with_a_forbidden_character_is_refused(box: Mailbox) -> None:
    assert refusal(box, EmailTags=[{"Name": "k", "Value": "a@b"}]) == "BadRequestException"


def test_an_identity_is_created_then_found_verified(box: Mailbox) -> None:
    ses = client(box)
    with pytest.raises(ClientError) as absent:
        ses.get_email_identity(EmailIdentity="new.example")
    assert absent.value.response["Error"]["Code"] == "NotFoundException"
    ses.create_email_identity(EmailIdentity="new.example")
    assert ses.get_email_identity(EmailIdentity="new.example")["VerifiedForSendingStatus"]
    assert send(box, FromEmailAddress="a@new.example")


def test_a_failure_before_the_effect_keeps_no_mail(box: Mailbox) -> None:
    box.fail_next("before")
    with pytest.raises(ConnectionClosedError):
        send(box)
    assert box.messages() == []
    send(box)
    assert len(box.messages()) == 1


def test_a_failure_after_the_effect_keeps_the_mail(box: Mailbox) -> None:
    box.fail_next("after")
    with pytest.raises(ConnectionClosedError):
        send(box)
    assert len(box.messages()) == 1


def test_a_named_failure_is_answered_as_ses_does(box: Mailbox) -> None:
    box.fail_next("before", "TooManyRequestsException", times=2)
    assert [refusal(box), refusal(box)] == ["TooManyRequestsException"] * 2
    assert send(box)


def test_the_outbox_survives_a_restart(tmp_path: Path) -> None:
    with Mailbox(folder=tmp_path) as first:
        first.verify("creancier.example")
        sent = [send(first), send(first)]
    with Mailbox(folder=tmp_path) as second:
        assert [mail.id for mail in second.messages()] == sent
        assert send(second)


def fetch(url: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(url) as answer:
        return answer.read(), str(answer.headers["Content-Security-Policy"])


def test_the_outbox_lists_what_fits_the_filter(box: Mailbox) -> None:
    send(box)
    send(box, EmailTags=[{"Name": "relance_key", "Value": "dDEjYzI"}])
    everything, _ = fetch(box.url)
    filtered, _ = fetch(f"{box.url}/?q=c2")
    assert (everything.count(b"/messages/"), filtered.count(b"/messages/")) == (2, 1)
    assert len(json.loads(fetch(f"{box.url}/messages.json")[0])) == 2


def test_a_hostile_mail_is_shown_without_running(box: Mailbox) -> None:
    script = "<script>alert(1)</script>"
    content = {"Subject": {"Data": script}, "Body": {"Html": {"Data": script}}}
    id_ = send(box, Content={"Simple": content})
    listing, _ = fetch(box.url)
    page, _ = fetch(f"{box.url}/messages/{id_}")
    framed, policy = fetch(f"{box.url}/messages/{id_}.html")
    assert b"<script>" not in listing + page
    assert b"<script>" in framed
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


def test_the_source_of_a_mail_is_a_whole_message(box: Mailbox) -> None:
    id_ = send(box)
    source, _ = fetch(f"{box.url}/messages/{id_}.eml")
    assert f"<{id_}@eu-west-3.amazonses.com>".encode() in source
    assert b"facture.pdf" in source
