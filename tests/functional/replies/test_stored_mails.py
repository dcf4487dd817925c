"""C6: mails lie in a bucket, whatever their size; what is passed on can be sent and is safe."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from relance.adapters.passing_on import MOST_BYTES
from relance.data import reply_rows
from tests.actors.replies import arrives, mail, post, received, stored_at
from tests.functional.replies.conftest import Debtor
from tests.harness.cloud import Outcome, Proceed, Request
from tests.harness.portfolio import TENANT

WORDS = "Il manque deux cartons, voici les photos."


def _with_file(size: int, *headers: str) -> bytes:
    """A mail of about that size: a sentence and a photo."""
    photo = base64.encodebytes(bytes(range(256)) * (size * 57 // 78 // 256))
    lines = [
        "From: Ada Martin <C-1@client.example>",
        "Subject: Photos",
        "Message-ID: <photos@client.example>",
        *headers,
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="part"',
        "",
        "--part",
        "Content-Type: text/plain; charset=utf-8",
        "",
        WORDS,
        "--part",
        'Content-Type: image/jpeg; name="cartons.jpg"',
        "Content-Transfer-Encoding: base64",
        'Content-Disposition: attachment; filename="cartons.jpg"',
        "",
    ]
    return "\n".join(lines).encode() + b"\n" + photo + b"--part--\n"


def _comes(debtor: Debtor, raw: bytes) -> str:
    key = arrives(debtor.cloud, raw, debtor.address)
    debtor.cloud.pump("replies")
    return key


def test_a_mail_of_thirty_megabytes_pauses_and_people_learn_where_it_is(debtor: Debtor) -> None:
    raw = _with_file(32_000_000)
    assert 30_000_000 < len(raw) < 40_000_000
    key = _comes(debtor, raw)

    assert debtor.reply.kind == "person"
    (sent,) = debtor.passed_on
    bucket = debtor.cloud.template.ref("InboundMailBucket")
    assert f"s3://{bucket}/{key}" in sent.text
    assert "60 jours" in sent.text
    assert WORDS in sent.text
    assert (sent.attachments, sent.subject) == ((), "Photos")
    assert sent.reply_to == ("C-1@client.example",)
    assert len(sent.raw) < 10_000
    assert _is_there(debtor, key)  # nothing of it is deleted by us


def test_a_mail_of_twenty_megabytes_is_passed_on_whole(debtor: Debtor) -> None:
    raw = _with_file(20_000_000)
    _comes(debtor, raw)

    (sent,) = debtor.passed_on
    (photo,) = sent.attachments
    assert photo.name == "cartons.jpg"
    assert len(photo.content) > 19_000_000
    assert WORDS in sent.text


def test_what_is_passed_on_fits_into_what_ses_sends() -> None:
    added_by_us = 4_000
    assert (MOST_BYTES + added_by_us) * 4 / 3 < 40_000_000


def _is_there(debtor: Debtor, key: str) -> bool:
    bucket = debtor.cloud.template.ref("InboundMailBucket")
    return bool(debtor.cloud.aws("s3").head_object(Bucket=bucket, Key=key))


def test_the_same_notification_twice_is_one_reply_passed_on_once(debtor: Debtor) -> None:
    debtor.cloud.twice = True
    for _ in range(2):
        _comes(debtor, mail("person", debtor.address))
    assert len(debtor.account.replies) == len(debtor.passed_on) == 1


def test_a_mail_that_waits_since_an_older_template_is_read_as_well(debtor: Debtor) -> None:
    post(debtor.cloud, received(mail("person", debtor.address), debtor.address))
    debtor.cloud.pump("replies")
    assert (debtor.reply.kind, len(debtor.passed_on)) == ("person", 1)


def test_a_mail_that_is_not_stored_any_more_is_for_a_person(debtor: Debtor) -> None:
    arrives(debtor.cloud, b"another", debtor.address)  # the bucket is there
    debtor.cloud.purge()
    bucket = debtor.cloud.template.ref("InboundMailBucket")
    document = received(b"", debtor.address)
    post(debtor.cloud, stored_at(document, bucket, "mails/gone"))
    debtor.cloud.pump("replies")
    assert debtor.reply.kind == "unreadable"
    assert debtor.passed_on == []


def test_a_mail_in_another_bucket_is_not_fetched(debtor: Debtor) -> None:
    document = received(b"", debtor.address)
    post(debtor.cloud, stored_at(document, "bucket-of-somebody", "mails/x"))
    debtor.cloud.pump("replies")
    assert debtor.reply.kind == "unreadable"
    assert not [one for one in debtor.cloud.requests if one.service == "s3"]


def _once(error: Callable[[], Exception], operation: str, times: int) -> Any:
    """Breaks the first calls of an operation."""
    left = [times]

    def tap(request: Request, proceed: Proceed) -> Outcome:
        if request.operation == operation and left[0]:
            left[0] -= 1
            return None, error()
        return proceed()

    return tap


def _never_answers() -> Exception:
    return ReadTimeoutError(endpoint_url="s3")


def test_while_the_bucket_does_not_answer_the_mail_waits(debtor: Debtor) -> None:
    debtor.cloud.wire.taps.append(_once(_never_answers, "GetObject", 3))
    arrives(debtor.cloud, mail("person", debtor.address), debtor.address)
    debtor.cloud.pump("replies", until_quiet=False)
    assert (debtor.account.replies, debtor.passed_on) == ((), [])
    debtor.cloud.pump("replies")
    assert (debtor.reply.kind, len(debtor.passed_on)) == ("person", 1)


def _not_connected() -> Exception:
    return EndpointConnectionError(endpoint_url="ses")


def test_what_certainly_did_not_leave_is_passed_on_later_and_once(debtor: Debtor) -> None:
    debtor.cloud.wire.taps.append(_once(_not_connected, "SendEmail", 1))
    arrives(debtor.cloud, mail("person", debtor.address), debtor.address)
    debtor.cloud.pump("replies", until_quiet=False)
    assert (len(debtor.account.replies), debtor.passed_on) == (1, [])
    debtor.cloud.pump("replies")
    assert len(debtor.account.replies) == len(debtor.passed_on) == 1


@pytest.mark.parametrize("code", ["TooManyRequestsException", "AccountSuspendedException"])
def test_while_ses_takes_nothing_it_waits(debtor: Debtor, code: str) -> None:
    debtor.cloud.mailbox.fail_next("before", code)
    arrives(debtor.cloud, mail("person", debtor.address), debtor.address)
    debtor.cloud.pump("replies", until_quiet=False)
    assert debtor.passed_on == []
    debtor.cloud.pump("replies")
    assert len(debtor.passed_on) == 1


def test_what_may_have_left_is_not_passed_on_again(debtor: Debtor) -> None:
    debtor.cloud.mailbox.fail_next("after")
    _comes(debtor, mail("person", debtor.address))
    _comes(debtor, mail("person", debtor.address))
    assert len(debtor.passed_on) == 1
    assert reply_rows.words(TENANT.tenant_id, "C-1")  # and it is listed


OF_SES = [
    "X-SES-CONFIGURATION-SET: theirs",
    "x-ses-message-tags: relance_key=abc",
    "X-Ses-Source-Arn : arn:aws:ses:eu-west-3:1:identity/other.example",
    "X-SES-RETURN-PATH-ARN:\n arn:aws:ses:eu-west-3:1:identity/other.example",
    "X-SES-RECEIPT: AEFBQUFBQUFBQUFG",
    "X-SES-Spam-Verdict: PASS",
    "X-SES-TENANT: somebody",
    "Subject: Photos\rX-SES-LIST-MANAGEMENT-OPTIONS: everybody; topic=all",
    "Return-Path: <bounces@client.example>",
    "DKIM-Signature: v=1; d=client.example",
    "Resent-To: somebody@else.example",
    "Return-Receipt-To: spy@client.example",
    "Errors-To: spy@client.example",
    "Bcc: somebody@else.example",
]


@pytest.mark.parametrize(
    ("header", "size"), [*((one, 5_000) for one in OF_SES), (OF_SES[0], 32_000_000)]
)
def test_what_is_passed_on_tells_ses_nothing_that_a_stranger_wrote(
    debtor: Debtor, header: str, size: int
) -> None:
    _comes(debtor, _with_file(size, header, "References: <a@client.example>"))
    (sent,) = debtor.passed_on
    head = base64.b64decode(sent.raw).partition(b"\r\n\r\n")[0].lower()
    gone = (b"x-ses-", b"return-path", b"dkim", b"resent-", b"return-receipt", b"errors-to", b"bcc")
    for name in gone:
        assert b"\n" + name not in head
        assert b"\r" + name not in head
    assert b"references: <a@client.example>" in head
    assert sent.to == (TENANT.reply_to,)
