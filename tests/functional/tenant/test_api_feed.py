"""R23: the feed of booked cash can be ended, and people are told each day that it stops mail."""

import pytest

from tests.actors.tool import Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud
from tests.pains.shop import Shop, opened


@pytest.fixture
def shop(cloud: Cloud) -> Shop:
    """A live tenant whose cash is booked through Friday 29 May; F-1 is due on 2 June."""
    made = opened(cloud)
    made.does("PUT", "/feed", {"cash_through_on": "2026-05-29"})
    return made.owes()


def kinds(mine: Tool, path: str = "/tasks") -> list[str]:
    return [task["kind"] for task in mine.get(path)["tasks"]]


def rung(capsys: pytest.CaptureFixture[str]) -> int:
    """How often the alarm rang since it was last looked at."""
    return capsys.readouterr().out.count('"FeedStopsMail":[1')


def test_each_day_of_a_stale_feed_rings_once_and_is_a_task(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    rung(capsys)
    found = []
    for on in ("2026-06-05", "2026-06-08", "2026-06-09"):
        shop.hours(on, range(8, 20))
        (task,) = [t for t in shop.get("/tasks")["tasks"] if t["kind"] == "feed_stale"]
        assert (task["customer_id"], task["urgent"], task["due_on"]) == (None, True, on)
        assert shop.get("/runs/today")["feed_stops_mail"] is True
        found.append((task["task_id"], rung(capsys)))
    assert [times for _, times in found] == [1, 1, 1]
    assert len({task_id for task_id, _ in found}) == 3
    assert shop.mails == []


def test_what_is_told_comes_first_within_the_limit_and_follows_the_filter(shop: Shop) -> None:
    shop.days("2026-06-05")
    page = shop.get("/tasks?limit=1")
    assert [task["kind"] for task in page["tasks"]] == ["feed_stale"]
    assert kinds(shop, "/tasks?kind=feed_stale") == ["feed_stale"]
    assert "feed_stale" not in kinds(shop, "/tasks?kind=call")
    rest = shop.get(f"/tasks?cursor={page['cursor']}") if page["cursor"] else {"tasks": []}
    assert "feed_stale" not in [task["kind"] for task in rest["tasks"]]


def test_the_feed_is_ended_by_an_admin_and_mail_goes_again(shop: Shop) -> None:
    shop.days("2026-06-05", "2026-06-07")
    shop.cloud.clock.set(at("2026-06-07 12:00"))
    ledger = shop.does("POST", "/api-keys", {"scopes": ["ledger"]})["key"]
    refused = shop.cloud.http("DELETE", "/v1/feed", key=ledger)
    assert refused.status == 403
    assert shop.get("/settings")["cash_through_on"] == "2026-05-29"

    answer = shop("DELETE", "/feed")
    assert (answer.status, answer.json["cash_through_on"]) == (200, None)
    assert kinds(shop) == ["feed_ended"]
    assert shop("DELETE", "/feed").json == answer.json  # said twice, it is told once
    shop.days("2026-06-08")
    assert [mail.to for mail in shop.mails] == [("billing@client.example",)]


def test_a_feed_that_goes_on_is_no_longer_said_to_be_ended(shop: Shop) -> None:
    shop.cloud.clock.set(at("2026-06-01 12:00"))
    shop("DELETE", "/feed")
    assert "feed_ended" in kinds(shop)
    shop.does("PUT", "/settings", {"legal_name": "Atelier", "from_email": "a@relance.example"})
    assert "feed_ended" in kinds(shop)
    shop.does("PUT", "/feed", {"cash_through_on": "2026-05-29"})
    assert "feed_ended" not in kinds(shop)


def test_who_never_had_a_feed_ends_nothing(cloud: Cloud) -> None:
    mine = tool(cloud)
    assert mine("DELETE", "/feed").status == 200
    assert kinds(mine) == []
