"""The local mailbox tells what became of a mail in the shapes in which SES publishes it."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local.mailbox import Mailbox

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)

type Event = Mapping[str, Any]


def told_of(recipient: str, configuration_set: str | None = "mail") -> list[Event]:
    told: list[Event] = []
    with Mailbox(told.append, lambda: AT) as box:
        box.verify("creancier.example")
        box.accept(request(recipient, configuration_set))
        box.settle()
    return told


def request(recipient: str, configuration_set: str | None = "mail") -> dict[str, Any]:
    return {
        "FromEmailAddress": "Compta <compta@creancier.example>",
        "Destination": {"ToAddresses": [recipient]},
        "Content": {"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        "ConfigurationSetName": configuration_set,
        "EmailTags": [{"Name": "relance_key", "Value": "abc"}],
    }


@pytest.mark.parametrize(
    ("recipient", "kinds"),
    [
        ("anyone@client.example", ["Send", "Delivery"]),
        ("success+label@simulator.amazonses.com", ["Send", "Delivery"]),
        ("ooto@simulator.amazonses.com", ["Send", "Delivery", "Bounce"]),
        ("jeanne@full.example", ["Send", "Bounce"]),
        ("jeanne@doubtful.example", ["Send", "Bounce"]),
        ("bounce+label@simulator.amazonses.com", ["Send", "Bounce"]),
        ("suppressionlist@simulator.amazonses.com", ["Send", "Bounce"]),
        ("complaint@simulator.amazonses.com", ["Send", "Delivery", "Complaint"]),
        ("jeanne@bounces.example", ["Send", "Bounce"]),
        ("Jeanne <jeanne@COMPLAINS.example>", ["Send", "Delivery", "Complaint"]),
    ],
)
def test_each_address_has_its_fate(recipient: str, kinds: list[str]) -> None:
    assert [event["eventType"] for event in told_of(recipient)] == kinds


def test_every_event_names_the_mail_and_its_tags() -> None:
    for event in told_of("jeanne@client.example"):
        mail = event["mail"]
        assert mail["timestamp"] == "2026-01-05T08:00:00.000Z"
        assert mail["destination"] == ["jeanne@client.example"]
        assert mail["tags"]["relance_key"] == ["abc"]
        assert mail["tags"]["ses:configuration-set"] == ["mail"]


def test_a_delivery_lists_addresses_and_a_bounce_objects() -> None:
    delivery = told_of("jeanne@client.example")[1]["delivery"]
    bounce = told_of("jeanne@bounces.example")[1]["bounce"]
    assert delivery["recipients"] == ["jeanne@client.example"]
    assert (bounce["bounceType"], bounce["bounceSubType"]) == ("Permanent", "General")
    assert bounce["bouncedRecipients"][0]["emailAddress"] == "jeanne@bounces.example"


def test_a_suppressed_address_bounces_as_suppressed() -> None:
    bounce = told_of("suppressionlist@simulator.amazonses.com")[1]["bounce"]
    assert bounce["bounceSubType"] == "Suppressed"


def test_without_a_configuration_set_nothing_is_published() -> None:
    assert told_of("jeanne@client.example", configuration_set=None) == []


def test_the_status_follows_the_news(tmp_path: Path) -> None:
    gate = threading.Event()

    def slow(event: Event) -> None:
        if event["eventType"] == "Bounce":
            gate.wait(5)

    with Mailbox(slow, lambda: AT, tmp_path) as box:
        box.verify("creancier.example")
        box.accept(request("jeanne@bounces.example"))
        before = box.messages()[0].status
        gate.set()
        box.settle()
        assert (before, box.messages()[0].status) == ("sent", "bounced")


def test_events_that_did_not_get_out_are_told_after_a_restart(tmp_path: Path) -> None:
    def broken(event: Event) -> None:
        raise ConnectionError

    with Mailbox(broken, lambda: AT, tmp_path) as box:
        box.verify("creancier.example")
        box.accept(request("jeanne@client.example"))
        with pytest.raises(ConnectionError):
            box.settle()
    told: list[Event] = []
    with Mailbox(told.append, lambda: AT, tmp_path) as box:
        box.settle()
    assert [event["eventType"] for event in told] == ["Send", "Delivery"]
