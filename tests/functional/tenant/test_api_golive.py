"""From shadow to live over HTTP (R29)."""

from typing import Any

import pytest

from relance.flows.tenant.senders import bind
from tests.actors.tool import SETTINGS, Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    """A tenant with one debt that a first reminder is due for on Friday 5 June."""
    made = tool(cloud)
    made.settings()
    made.invoice()
    cloud.clock.set(at("2026-06-05 08:00"))
    return made


def go_live(mine: Tool, **body: Any) -> Any:
    return mine("POST", "/go-live", {"confirm": False} | body)


def test_a_new_tenant_decides_and_sends_nothing(mine: Tool, cloud: Cloud) -> None:
    cloud.run(at("2026-06-05 10:00"))
    assert cloud.mailbox.messages() == []
    entries = mine.get("/invoices/F-1/timeline")["entries"]
    told = entries[-1]["summary"].replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("Serait envoyé (mode d’essai) : première relance (")


def test_it_is_shown_what_would_go_out_today(mine: Tool, cloud: Cloud) -> None:
    answer = go_live(mine).json
    (message,) = answer["messages"]
    assert (message["customer_id"], message["kind"], message["amount_minor"]) == (
        "C-1",
        "first",
        300_00,
    )
    assert message["item_ids"] == ["F-1/1"]
    assert (answer["settings"]["mode"], answer["reviewed"], answer["complete"]) == (
        "shadow",
        1,
        True,
    )
    cloud.run(at("2026-06-05 10:00"))
    assert cloud.mailbox.messages() == []


def test_what_is_held_is_shown_by_reason(mine: Tool, cloud: Cloud) -> None:
    cloud.clock.set(at("2026-06-06 08:00"))  # a Saturday
    assert go_live(mine).json["held"] == {"closed_day": 1}


def test_going_live_sends_today_what_was_shown(mine: Tool, cloud: Cloud) -> None:
    answer = go_live(mine, confirm=True, daily_cap=10)
    assert (answer.status, answer.json["settings"]["mode"]) == (200, "live")
    assert answer.json["settings"]["daily_cap"] == 10
    cloud.run(at("2026-06-05 10:00"))
    assert [mail.to for mail in cloud.mailbox.messages()] == [("billing@client.example",)]


def test_what_the_shadow_decided_this_morning_goes_today(mine: Tool, cloud: Cloud) -> None:
    cloud.run(at("2026-06-05 10:00"))  # nothing leaves: the tenant is in shadow
    cloud.clock.set(at("2026-06-05 10:30"))
    go_live(mine, confirm=True)
    cloud.run(at("2026-06-05 11:00"))
    cloud.run(at("2026-06-05 12:00"))

    assert len(cloud.mailbox.messages()) == 1


def test_going_live_twice_keeps_the_first_day(mine: Tool, cloud: Cloud) -> None:
    first = go_live(mine, confirm=True).json["settings"]["live_since_at"]
    cloud.clock.set(at("2026-06-08 08:00"))
    again = go_live(mine, confirm=True, daily_cap=200).json["settings"]
    assert (again["live_since_at"], again["daily_cap"]) == (first, 200)


def test_the_oldest_debts_come_first_and_the_cap_ends_the_show(mine: Tool) -> None:
    mine.customer("C-2")
    mine.invoice("F-2", customer_id="C-2", issued_on="2026-04-01", due_on="2026-05-20")
    go_live(mine, confirm=True, daily_cap=1)
    answer = go_live(mine).json
    assert [message["customer_id"] for message in answer["messages"]] == ["C-2"]
    assert answer["complete"] is False


@pytest.mark.parametrize("name", ["from_email", "reply_to", "phone"])
def test_nobody_is_written_to_before_debtors_can_know_who_writes(mine: Tool, name: str) -> None:
    mine("PUT", "/settings", SETTINGS | {name: None})
    answer = go_live(mine, confirm=True)
    assert (answer.status, fields(answer)) == (409, [name])
    assert [gap["field"] for gap in go_live(mine).json["missing"]] == [name]
    assert mine.get("/settings")["mode"] == "shadow"


def test_nobody_is_written_to_from_an_address_that_ses_has_not_verified(mine: Tool) -> None:
    """Practice 4.3: the tenant's own domain, never another in its place."""
    bind(mine.tenant_id, "stranger.example", mine.cloud.clock.now())
    mine.settings(from_email="compta@stranger.example")
    answer = go_live(mine, confirm=True)
    assert (answer.status, fields(answer)) == (409, ["from_email"])
    assert "verified" in answer.json["errors"][0]["detail"]


def test_a_domain_above_the_address_is_enough(mine: Tool) -> None:
    mine.settings(from_email="compta@billing.relance.example")
    assert go_live(mine, confirm=True).status == 200


def test_a_paused_tenant_does_not_go_live(mine: Tool) -> None:
    mine("POST", "/pause", {"paused": True})
    assert go_live(mine, confirm=True).status == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"confirm": "yes"}, "confirm"),
        ({"daily_cap": 0}, "daily_cap"),
        ({"sure": True}, "sure"),
    ],
)
def test_what_cannot_be_accepted_is_named(mine: Tool, body: dict[str, Any], field: str) -> None:
    answer = go_live(mine, **body)
    assert (answer.status, fields(answer)) == (422, [field])
