"""What cannot be read or decided is set aside once, shown, and taken up when mended (R46)."""

import json
import sys
from datetime import timedelta
from typing import Any

import pytest

from local.harness import stack
from local.harness.functions import running
from local.harness.template import physical
from relance.adapters.mail import parse_key
from relance.adapters.reply_address import reply_address
from relance.data.account_rows import AccountRow, hot
from relance.data.tenants import TenantRow
from relance.domain.decide import decide
from tests.actors.replies import mail, post, received
from tests.actors.tool import SETTINGS, Tool
from tests.builders import at
from tests.functional.run.test_unreadable_rows import MONDAY, live, mend, spoil, written_to
from tests.harness.cloud import Cloud

TUESDAY = at("2026-06-09 10:00")
NOON = MONDAY + timedelta(hours=2)
BILLING, TWO = "billing@client.example", "two@client.example"
HOURS = [MONDAY + timedelta(hours=number) for number in range(1, 8)]


def problems(mine: Tool) -> list[dict[str, Any]]:
    """What the tenant is told cannot be read."""
    found: list[dict[str, Any]] = mine.get("/problems")["problems"]
    return found


def put_in(queue: str, *bodies: str) -> None:
    """Messages that nobody of ours sent."""
    url = stack.aws("sqs").get_queue_url(QueueName=physical(queue))["QueueUrl"]
    for body in bodies:
        stack.aws("sqs").send_message(QueueUrl=url, MessageBody=body)


def reviews_of_a_day(cloud: Cloud, hours: list[Any]) -> int:
    """How many reviews the ticks of these hours ask for."""
    before = len(cloud.requests)
    for hour in hours:
        cloud.run(hour)
    asked = [r for r in cloud.requests[before:] if r.action == "sqs:SendMessageBatch"]
    bodies = (entry["MessageBody"] for r in asked for entry in r.parameters["Entries"])
    return sum(1 for body in bodies if json.loads(body).get("account") == "C-1")


def test_an_account_that_cannot_be_read_is_one_problem_and_no_hourly_review(cloud: Cloud) -> None:
    mine = live(cloud)
    before = spoil(mine, "invoice#F-1", document_type="telegram")
    cloud.run(MONDAY)
    assert written_to(cloud) == {TWO}
    assert reviews_of_a_day(cloud, HOURS) == 0

    (problem,) = problems(mine)
    assert problem["customer_id"] == "C-1"
    assert problem["row"] == "invoice#F-1"
    assert problem["attribute"] == "document_type"
    assert (problem["cause"], problem["times_seen"]) == ("unreadable", 1)
    assert "telegram" not in json.dumps(problem)
    assert mine.get("/runs/today")["left_out"] == [{"customer_id": "C-1", "row": "invoice#F-1"}]
    assert len([t for t in mine.get("/tasks")["tasks"] if t["kind"] == "unreadable_row"]) == 1

    mend(mine, "invoice#F-1", before)
    assert problems(mine) == []
    cloud.run(TUESDAY)
    assert BILLING in written_to(cloud)
    assert mine.get("/runs/today")["left_out"] == []


def test_what_is_mended_within_the_hours_of_a_day_is_written_to_on_that_day(cloud: Cloud) -> None:
    mine = live(cloud)
    before = spoil(mine, "customer", zone="Mars/Olympus")
    cloud.run(MONDAY)
    assert written_to(cloud) == {TWO}
    mend(mine, "customer", before)
    cloud.run(MONDAY + timedelta(hours=1))
    assert written_to(cloud) == {TWO, BILLING}
    assert not any(cloud.dead_letters().values())


@pytest.mark.parametrize("gone", ["head", "customer"])
def test_an_account_of_which_a_row_is_gone_is_silent_and_shown(cloud: Cloud, gone: str) -> None:
    mine = live(cloud)
    row = AccountRow.get(hot(mine.tenant_id, "C-1"), gone)
    cloud.run(MONDAY - timedelta(hours=3))
    row.delete()
    AccountRow(hot(mine.tenant_id, "C-2"), "head").refresh()
    cloud.run(MONDAY)
    assert written_to(cloud) == {TWO}
    assert mine("GET", "/customers/C-1/forecast").status == 409
    assert mine("GET", "/forecast").status == 200
    assert not any(cloud.dead_letters().values())


@pytest.mark.parametrize("said", ["x", "9999-12-31T00:00:00.000000+00:00", "2026-06-08"])
def test_a_review_time_that_cannot_come_is_now(cloud: Cloud, said: str) -> None:
    mine = live(cloud)
    AccountRow(hot(mine.tenant_id, "C-1"), "head").update([AccountRow.review_at.set(said)])
    cloud.run(MONDAY)
    cloud.run(MONDAY + timedelta(hours=1))
    assert written_to(cloud) == {TWO, BILLING}


def test_what_cannot_be_decided_is_tried_again_more_and_more_seldom(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = live(cloud)
    tried = []

    def poisoned(account: Any, *rest: Any) -> Any:
        if account.account_id == "C-1":
            tried.append(rest[-1])
            raise KeyError("no such level")
        return decide(account, *rest)

    monkeypatch.setattr(sys.modules["relance.flows.run.evaluate"], "decide", poisoned)
    for number in range(24):
        cloud.run(MONDAY + timedelta(hours=number))
    assert written_to(cloud) == {TWO}
    assert not any(cloud.dead_letters().values())
    assert 2 <= len(set(tried)) <= 6
    assert [(one["customer_id"], one["cause"]) for one in problems(mine)] == [("C-1", "undecided")]

    monkeypatch.undo()
    for number in range(24, 50):
        cloud.run(MONDAY + timedelta(hours=number))
    assert BILLING in written_to(cloud)
    assert problems(mine) == []
    assert [t for t in mine.get("/tasks")["tasks"] if t["kind"] == "unreadable_row"] == []


@pytest.mark.parametrize(
    ("changes", "attribute"),
    [({"zone": "Mars"}, "zone"), ({"daily_cap": "many"}, "daily_cap"), ({"limits": 7}, "limits")],
)
def test_problems_are_told_although_the_settings_are_what_cannot_be_read(
    cloud: Cloud, changes: dict[str, Any], attribute: str
) -> None:
    broken, sound = live(cloud), live(cloud)
    row = TenantRow.get(broken.tenant_id, "settings")
    kept = dict(row.doc)
    row.doc = row.doc | changes
    row.save()
    cloud.run(MONDAY)
    assert len(cloud.mailbox.messages()) == 2  # those of the other tenant
    (problem,) = problems(broken)
    assert (problem["customer_id"], problem["place"]) == (None, "settings")
    assert problem["attribute"].startswith(attribute)
    assert problems(sound) == []

    row.doc = kept
    row.save()
    cloud.run(NOON)
    assert len(cloud.mailbox.messages()) == 4
    assert problems(broken) == []


MALFORMED = ["", "{", "null", "[]", "7", '"x"', '{"a": 1}', "\u0000", '{"tenant": 7}', "[" * 5000]


@pytest.mark.parametrize("queue", ["Reviews", "Messages", "Payments", "Events", "Replies", "Ticks"])
def test_a_message_that_nobody_can_read_is_set_aside_once_and_harms_no_other(
    cloud: Cloud, queue: str
) -> None:
    mine = live(cloud)
    put_in(queue, *[body for body in MALFORMED if body])
    cloud.run(MONDAY)
    assert written_to(cloud) == {TWO, BILLING}
    assert not any(cloud.dead_letters().values())
    assert not any(cloud.waiting().values())
    assert problems(mine) == []  # they are nobody's


def test_a_debtor_who_writes_about_an_account_that_cannot_be_read_is_heard_once_it_can(
    cloud: Cloud,
) -> None:
    mine = live(cloud)
    cloud.run(MONDAY)
    sent = next(one for one in cloud.mailbox.messages() if BILLING in one.to)
    before = spoil(mine, "invoice#F-1", issued_on="0001-01-01")
    key = parse_key(sent.tags["relance_key"])
    assert key
    with running("replies"):
        address = reply_address(key[2], "reply.example")
    post(cloud, received(mail("person", address), address))
    cloud.pump()
    assert not any(cloud.dead_letters().values())
    assert [one["row"] for one in problems(mine)] == ["invoice#F-1"]
    mend(mine, "invoice#F-1", before)
    cloud.run(NOON)
    assert len(mine.get("/customers/C-1/replies")["replies"]) == 1


def damage_head(mine: Tool, **changes: dict[str, Any]) -> None:
    """Writes over attributes of the head of C-1, past all our code."""
    key = {"pk": {"S": hot(mine.tenant_id, "C-1")}, "sk": {"S": "head"}}
    table, db = physical("AccountsTable"), stack.aws("dynamodb")
    item = db.get_item(TableName=table, Key=key)["Item"]
    db.put_item(TableName=table, Item=item | changes)


def test_a_head_that_takes_no_review_in_stops_no_settings_and_no_pause(cloud: Cloud) -> None:
    mine = live(cloud)
    cloud.run(MONDAY - timedelta(hours=3))
    damage_head(mine, version={"S": "x"})
    before = mine.get("/settings")["from_email"]
    changed = SETTINGS | {"from_email": before, "limits": {"gap_days": 5}}
    assert mine("PUT", "/settings", changed).status == 200
    for paused in (True, False):
        assert mine("POST", "/pause", {"paused": paused}).status == 200
    assert mine("POST", "/go-live", {"confirm": True}).status == 200
    cloud.run(MONDAY)
    assert written_to(cloud) == {TWO}
    assert [one["customer_id"] for one in problems(mine)] == ["C-1"]


def test_one_poisoned_account_is_left_out_of_what_is_told_of_all(cloud: Cloud) -> None:
    mine = live(cloud)
    poison = {"parts": [{"part_id": "1", "amount_minor": 300_00, "due_on": "2026-06-02"}]}
    spoil(mine, "invoice#F-1", currency="XXX", **poison)
    cloud.clock.set(MONDAY)
    shown = mine("POST", "/go-live", {"confirm": False})
    assert shown.status == 200
    assert [one["customer_id"] for one in shown.json["messages"]] == ["C-2"]
    assert mine("GET", "/forecast").status == 200
    for path in ("/customers/C-1/forecast", "/customers/C-1/decisions?on=2026-06-01"):
        assert mine("GET", path).status in (200, 409), path
    cloud.run(MONDAY)
    assert written_to(cloud) == {TWO}
    assert not any(cloud.dead_letters().values())


@pytest.mark.parametrize("changes", [{"mode": "loud"}, {"policy_id": "gone"}])
def test_a_word_of_the_settings_that_nobody_knows_is_no_other_word(
    cloud: Cloud, changes: dict[str, Any]
) -> None:
    mine = live(cloud)
    row = TenantRow.get(mine.tenant_id, "settings")
    row.doc = row.doc | changes
    row.save()
    cloud.run(MONDAY)
    assert written_to(cloud) == set()
    assert len(problems(mine)) == 1
