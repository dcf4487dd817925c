"""R43: what each event of SES says of a message, however it is written."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from relance.adapters import clock
from relance.adapters.mail import relance_key
from relance.adapters.mail_events import MailEvent, parse
from relance.domain.identifiers import address_digest

ADA, BOSS = "ada@client.example", "boss@client.example"
KEY = relance_key("t-1", "C-1", "m-1")
MAILED_AT = datetime(2026, 6, 5, 8, tzinfo=UTC)
NOW = datetime(2026, 6, 5, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _an_hour_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def told(kind: str, payload: Any = None, *, copies: bool = False, **mail: Any) -> dict[str, Any]:
    """An event as the configuration set publishes it."""
    tags = {"relance_key": [KEY], "relance_attempt": ["1"]}
    if copies:
        tags["relance_to"] = [address_digest(ADA)]
    about: dict[str, Any] = {
        "timestamp": "2026-06-05T08:00:00.000Z",
        "messageId": "m",
        "destination": [ADA, BOSS] if copies else [ADA],
        "tags": tags,
    }
    name = {"DeliveryDelay": "deliveryDelay", "Rendering Failure": "failure"}.get(kind)
    return {"eventType": kind, "mail": about | mail, name or kind.lower(): payload or {}}


def read(document: Any) -> MailEvent:
    """The event, which has to be one."""
    event = parse(json.dumps(document))
    assert event is not None
    return event


def bounce(kind: Any, subtype: Any, *who: str) -> dict[str, Any]:
    """The payload of a bounce of these addresses."""
    return {
        "bounceType": kind,
        "bounceSubType": subtype,
        "bouncedRecipients": [{"emailAddress": one} for one in who or (ADA,)],
        "timestamp": "2026-06-05T08:00:03.000Z",
    }


@pytest.mark.parametrize(
    ("kind", "subtype", "state"),
    [
        ("Permanent", "General", "bounced"),
        ("Permanent", "NoEmail", "bounced"),
        ("Permanent", "OnAccountSuppressionList", "bounced"),
        ("permanent", None, "bounced"),
        ("Transient", "General", "soft_bounced"),
        ("Transient", "ContentRejected", "soft_bounced"),
        ("Transient", "MessageTooLarge", "soft_bounced"),
        ("Transient", "AttachmentRejected", "soft_bounced"),
        ("Transient", "MailboxFull", "mailbox_full"),
        ("Undetermined", "Undetermined", "soft_bounced"),
        ("Blocked", "OfTomorrow", "soft_bounced"),
        (None, None, "soft_bounced"),
        (["Permanent"], 7, "soft_bounced"),
    ],
)
def test_only_a_permanent_bounce_is_certain(kind: Any, subtype: Any, state: str) -> None:
    event = read(told("Bounce", bounce(kind, subtype)))

    assert event.state == state
    assert event.stops == ((address_digest(ADA),) if state == "bounced" else ())


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("not-spam", "sent"),
        ("Not-Spam", "sent"),
        ("not_spam", "sent"),
        ("abuse", "complained"),
        ("fraud", "complained"),
        ("virus", "complained"),
        ("other", "complained"),
        ("auth-failure", "complained"),
        ("", "complained"),
        (None, "complained"),
        (4, "complained"),
    ],
)
def test_a_complaint_stops_the_address_unless_it_says_not_spam(said: Any, state: str) -> None:
    payload = {"complainedRecipients": [{"emailAddress": ADA}], "complaintFeedbackType": said}
    event = read(told("Complaint", payload))

    assert event.state == state
    assert bool(event.stops) == (state == "complained")


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("Send", "sent"),
        ("Delivery", "delivered"),
        ("DeliveryDelay", "delayed"),
        ("Reject", "rejected"),
        ("Rendering Failure", "failed"),
        ("RenderingFailure", "failed"),
    ],
)
def test_the_other_kinds_say_how_far_the_mail_got(kind: str, state: str) -> None:
    assert read(told(kind)).state == state


@pytest.mark.parametrize(
    "written",
    ["Ada@Client.Example", "Ada Martin <ada@client.example>", " ada@client.example ", "ada@other"],
)
def test_the_only_address_of_a_mail_is_meant_however_it_is_written(written: str) -> None:
    event = read(told("Bounce", bounce("Permanent", "General", written)))

    assert (event.stops, event.of_copy) == ((address_digest(ADA),), False)


@pytest.mark.parametrize(
    ("who", "stops", "of_copy"),
    [
        ((ADA,), (ADA,), False),
        (("ADA@CLIENT.EXAMPLE",), (ADA,), False),
        (("Ada <ada+relance@client.example>",), (ADA,), False),
        ((BOSS,), (BOSS,), True),
        (("The Boss <boss@client.example>",), (BOSS,), True),
        ((ADA, BOSS), (ADA, BOSS), False),
        (("somebody@else.example",), (), False),
        (("not an address",), (), False),
    ],
)
def test_of_several_addresses_each_has_its_own_fate(
    who: tuple[str, ...], stops: tuple[str, ...], of_copy: bool
) -> None:
    event = read(told("Bounce", bounce("Permanent", "General", *who), copies=True))

    assert set(event.stops) == {address_digest(one) for one in stops}
    assert event.of_copy is of_copy


def test_a_delivery_to_nobody_that_we_know_delivers_nothing() -> None:
    assert read(told("Delivery", {"recipients": ["x@else.example"]}, copies=True)).of_copy
    assert not read(told("Delivery", {"recipients": [ADA]}, copies=True)).of_copy
    assert not read(told("Delivery", {"recipients": [ADA.upper()]})).of_copy


def test_a_permanent_bounce_that_names_nobody_stops_the_only_address() -> None:
    payload = bounce("Permanent", "General") | {"bouncedRecipients": "none"}

    assert read(told("Bounce", payload)).stops == (address_digest(ADA),)
    assert read(told("Bounce", payload, copies=True)).stops == ()


@pytest.mark.parametrize("wrapped", [True, False])
def test_an_event_comes_raw_or_in_the_envelope_of_the_topic(wrapped: bool) -> None:
    document: Any = told("Delivery", {"recipients": [ADA]})
    if wrapped:
        document = {"Type": "Notification", "Message": json.dumps(document)}

    assert read(document).message_id == "m-1"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-06-05T08:00:03.000Z", datetime(2026, 6, 5, 8, 0, 3, tzinfo=UTC)),
        ("2026-06-05T08:00:03", datetime(2026, 6, 5, 8, 0, 3, tzinfo=UTC)),
        ("yesterday", MAILED_AT),
        (None, MAILED_AT),
        ("0001-01-01T00:00:00+14:00", MAILED_AT),
        ({}, MAILED_AT),
    ],
)
def test_an_instant_that_cannot_be_read_is_that_of_the_mail(text: Any, at: datetime) -> None:
    assert read(told("Delivery", {"timestamp": text})).at == at


def test_an_instant_to_come_is_now() -> None:
    """Else one event of the year 9999 would prove for ever that later mails had theirs (R47)."""
    event = read(told("Send", timestamp="9999-12-31T23:59:59Z"))

    assert event.mailed_at == NOW
    assert read(told("Send", timestamp=None)).mailed_at is None


@pytest.mark.parametrize("attempt", [None, [], [""], ["two"], [2], {"a": 1}, ["9" * 5_000], "x"])
def test_an_attempt_that_cannot_be_read_is_the_first(attempt: Any) -> None:
    document = told("Delivery")
    document["mail"]["tags"]["relance_attempt"] = attempt

    assert read(document).attempt == 1
    document["mail"]["tags"]["relance_attempt"] = ["2"]
    assert read(document).attempt == 2


_DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Successfully validated SNS topic for Amazon SES event publishing.",
        "[]",
        "null",
        "7",
        '"Bounce"',
        _DEEP,
        json.dumps({"Type": "Notification"}),
        json.dumps({"Type": "Notification", "Message": {"eventType": "Bounce"}}),
        json.dumps({"eventType": "Bounce", "mail": []}),
        json.dumps({"eventType": "Bounce", "mail": {"tags": ["relance_key"]}}),
        json.dumps({"eventType": ["Bounce"], "mail": {"tags": {"relance_key": [KEY]}}}),
        json.dumps({"eventType": "Bounce", "mail": {"tags": {"relance_key": ["é" * 400]}}}),
        json.dumps({"eventType": "Bounce", "mail": {"tags": {"relance_key": [["x"]]}}}),
    ],
)
def test_what_is_no_event_of_ours_never_comes_back(body: str) -> None:
    assert parse(body) is None


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({"eventType": "Purgatory"}, True),
        ({"eventType": None}, True),
        ({"eventType": "Open"}, False),
        ({"eventType": "Click"}, False),
        ({"eventType": "Subscription"}, False),
    ],
)
def test_an_event_about_a_mail_of_ours_is_never_read_as_nothing(
    change: dict[str, Any], counted: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert parse(json.dumps(told("Send") | change)) is None
    assert ("MailEventsNotRead" in capsys.readouterr().out) is counted


def test_a_key_that_was_cut_short_is_counted_too(capsys: pytest.CaptureFixture[str]) -> None:
    document = copy.deepcopy(told("Bounce", bounce("Permanent", "General")))
    document["mail"]["tags"]["relance_key"] = [KEY[:7]]

    assert parse(json.dumps(document)) is None
    assert "MailEventsNotRead" in capsys.readouterr().out


def test_why_is_told_in_codes_and_never_by_an_address() -> None:
    said = {"reason": f"Bad content\nfor {ADA} " + "x" * 500}
    detail = read(told("Reject", said)).detail

    assert "@" not in detail
    assert "\n" not in detail
    assert len(detail) <= 60
