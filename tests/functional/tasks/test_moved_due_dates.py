"""R34: the task that asks why a due date moved is closed with the answer, once, by whoever."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from tests.actors.tool import Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud, Killed, Response
from tests.harness.races import Races
from tests.once.accidents import WAYS, Accident

EXTENDED = {"outcome": "extension", "decided_by": "A. B."}
CORRECTED = {"outcome": "correction", "decided_by": "A. B."}


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    """F-1 and F-2 were each moved twice, without a word."""
    mine = tool(cloud)
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})
    for number in (1, 2):
        mine.invoice(f"F-{number}")
        for due_on in ("2026-06-30", "2026-07-10"):
            later(cloud)
            mine.invoice(f"F-{number}", due_on=due_on)
    cloud.run(at("2026-06-05 10:00"))
    return mine


def later(cloud: Cloud) -> None:
    cloud.clock.set(cloud.clock.now() + timedelta(minutes=1))


def asked(mine: Tool, invoice_id: str = "F-1") -> list[str]:
    """The ids of the open questions about an invoice, the oldest first."""
    found = mine.get("/customers/C-1/tasks")["tasks"]
    mine_only = [t for t in found if t["item_ids"] == [f"{invoice_id}/1"] and not t["closed_at"]]
    return [t["task_id"] for t in reversed(mine_only) if t["kind"] == "due_date_moved"]


def close(mine: Tool, task_id: str, body: Any) -> Response:
    return mine("POST", f"/customers/C-1/tasks/{task_id}/close", body)


def item(mine: Tool, invoice_id: str = "F-1") -> dict[str, Any]:
    (found,) = mine.get(f"/invoices/{invoice_id}")["items"]
    return found  # type: ignore[no-any-return]


def reasons(mine: Tool, invoice_id: str = "F-1") -> list[tuple[str, str | None]]:
    changes = mine.get(f"/invoices/{invoice_id}")["due_changes"]
    return [(change["reason"], change["decided_by"]) for change in changes]


def said_by_the_invoice(reason: str, who: str = "A. B.") -> dict[str, Any]:
    return {"due_change": {"reason": reason, "decided_by": who}}


@pytest.mark.parametrize(
    ("answer", "legal_on"), [(EXTENDED, "2026-06-02"), (CORRECTED, "2026-07-10")]
)
def test_closed_with_the_answer_the_item_goes_on_as_after_due_change(
    mine: Tool, answer: dict[str, str], legal_on: str
) -> None:
    (task_id,) = asked(mine)
    assert item(mine)["paused"] == "due_date_moved"

    closed = close(mine, task_id, answer)

    assert (closed.status, closed.json["state"], closed.json["outcome"]) == (
        200,
        "closed",
        answer["outcome"],
    )
    assert (item(mine)["due_on"], item(mine)["legal_due_on"]) == ("2026-07-10", legal_on)
    assert item(mine)["paused"] is None
    assert reasons(mine) == [(answer["outcome"], "A. B.")] * 2
    mine("PATCH", "/invoices/F-2", said_by_the_invoice(answer["outcome"]))
    same = ("due_on", "legal_due_on", "paused", "open_minor")
    assert [item(mine)[name] for name in same] == [item(mine, "F-2")[name] for name in same]


def test_each_task_answers_its_own_item(mine: Tool) -> None:
    (task_id,) = asked(mine, "F-2")
    close(mine, task_id, EXTENDED)

    assert (item(mine)["paused"], item(mine, "F-2")["paused"]) == ("due_date_moved", None)
    assert [reason for reason, _ in reasons(mine)] == [None] * 2
    mine.cloud.run(at("2026-06-08 10:00"))
    assert len(asked(mine)) == 1
    mine.cloud.run(at("2026-07-15 10:00"))
    (mail,) = mine.cloud.mailbox.messages()
    assert "F-2" in mail.text or "300,00" in mail.text
    assert "600,00" not in mail.text


@pytest.mark.parametrize(
    ("body", "named", "words"),
    [
        ({"outcome": "done"}, "outcome", "correction, extension"),
        ({"outcome": "extension"}, "decided_by", "name the person"),
        ({"outcome": "extension", "decided_by": " "}, "decided_by", ""),
        ({"outcome": "extension", "decided_by": "x" * 2000}, "decided_by", ""),
    ],
)
def test_without_the_answer_it_is_not_closed(
    mine: Tool, body: dict[str, str], named: str, words: str
) -> None:
    (task_id,) = asked(mine)
    refused = close(mine, task_id, body)
    assert (refused.status, fields(refused)) == (422, [named])
    assert words in refused.text
    assert len(asked(mine)) == 1
    assert item(mine)["paused"] == "due_date_moved"


def test_nobody_decides_of_a_task_that_asks_something_else(mine: Tool) -> None:
    mine("POST", "/customers/C-1/replies", {"text": "We looked into it."})
    mine.cloud.run(at("2026-06-09 10:00"))
    (reading,) = [t for t in mine.get("/tasks")["tasks"] if t["kind"] == "reply_unread"]
    refused = close(mine, reading["task_id"], {"outcome": "read", "decided_by": "A. B."})
    assert (refused.status, fields(refused)) == (422, ["decided_by"])


def test_the_same_answer_again_is_said_once_and_another_is_refused(mine: Tool) -> None:
    (task_id,) = asked(mine)
    first = close(mine, task_id, EXTENDED)
    later(mine.cloud)
    again = close(mine, task_id, EXTENDED)
    assert (again.status, again.json) == (200, first.json)

    other, who = (
        close(mine, task_id, CORRECTED),
        close(mine, task_id, EXTENDED | {"decided_by": "C."}),
    )
    assert (other.status, who.status) == (409, 409)
    assert "due_change" in other.text
    assert "due_change" in who.text
    assert reasons(mine) == [("extension", "A. B.")] * 2


def test_what_due_change_said_first_stands(mine: Tool) -> None:
    (task_id,) = asked(mine)
    mine("PATCH", "/invoices/F-1", said_by_the_invoice("extension"))

    refused = close(mine, task_id, CORRECTED)
    assert refused.status == 409
    assert "due_change" in refused.text
    assert len(asked(mine)) == 1  # nothing was half-written
    agreed = close(mine, task_id, EXTENDED)
    assert (agreed.status, agreed.json["outcome"]) == (200, "extension")
    assert reasons(mine) == [("extension", "A. B.")] * 2


def test_a_task_that_due_change_made_moot_says_where_to_say_otherwise(mine: Tool) -> None:
    (task_id,) = asked(mine)
    mine("PATCH", "/invoices/F-1", said_by_the_invoice("extension"))
    mine.cloud.run(at("2026-06-08 10:00"))
    refused = close(mine, task_id, CORRECTED)
    assert refused.status == 409
    assert "due_change" in refused.text


def test_what_the_task_said_can_be_said_otherwise_of_the_invoice(mine: Tool) -> None:
    (task_id,) = asked(mine)
    close(mine, task_id, CORRECTED)
    mine("PATCH", "/invoices/F-1", said_by_the_invoice("extension", "C. D."))
    # What is said later is said of the last move alone; the first stays corrected.
    assert reasons(mine) == [("correction", "A. B."), ("extension", "C. D.")]
    assert item(mine)["legal_due_on"] == "2026-06-30"


def test_a_move_meanwhile_is_asked_about_by_itself(mine: Tool) -> None:
    (first,) = asked(mine)
    mine.invoice(due_on="2026-08-20")
    mine.cloud.run(at("2026-06-08 10:00"))
    older, newer = asked(mine)
    assert older == first

    assert close(mine, older, CORRECTED).status == 200
    assert item(mine)["paused"] == "due_date_moved"
    assert item(mine)["legal_due_on"] == "2026-07-10"
    assert close(mine, newer, EXTENDED).status == 200
    assert reasons(mine) == [("correction", "A. B.")] * 2 + [("extension", "A. B.")]
    assert item(mine)["paused"] is None


def test_the_last_move_explained_the_ones_before_it_are_as_well(mine: Tool) -> None:
    (older,) = asked(mine)
    mine.invoice(due_on="2026-08-20")
    mine.cloud.run(at("2026-06-08 10:00"))
    newer = asked(mine)[-1]
    close(mine, newer, EXTENDED)
    assert reasons(mine) == [("extension", "A. B.")] * 3
    mine.cloud.run(at("2026-06-09 10:00"))
    assert older not in asked(mine)


def test_an_extension_that_gives_no_time_is_refused_and_changes_nothing(mine: Tool) -> None:
    mine.invoice(due_on="2026-06-02")
    mine.cloud.run(at("2026-06-08 10:00"))
    refused = close(mine, asked(mine)[-1], EXTENDED)
    assert (refused.status, fields(refused)) == (422, ["outcome"])
    assert "2026-06-02" in refused.text
    assert [reason for reason, _ in reasons(mine)] == [None] * 3


def test_parts_are_answered_one_by_one(cloud: Cloud) -> None:
    mine = tool(cloud)
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})

    def parts(*days: str) -> list[dict[str, Any]]:
        named = zip("ab", days, strict=True)
        return [{"part_id": p, "amount_minor": 150_00, "due_on": on} for p, on in named]

    for days in (
        ("2026-06-02", "2026-06-09"),
        ("2026-06-30", "2026-07-09"),
        ("2026-07-30", "2026-08-09"),
    ):
        later(cloud)
        mine.invoice(due_on=None, parts=parts(*days))
    cloud.run(at("2026-06-05 10:00"))
    tasks = {t["item_ids"][0]: t["task_id"] for t in mine.get("/tasks")["tasks"]}
    assert [*sorted(tasks)] == ["F-1/a", "F-1/b"]

    close(mine, tasks["F-1/b"], EXTENDED)

    paused = {i["item_id"]: i["paused"] for i in mine.get("/invoices/F-1")["items"]}
    assert paused == {"F-1/a": "due_date_moved", "F-1/b": None}


@pytest.mark.parametrize(
    ("over", "status"),
    [
        (lambda mine: mine.pay(allocations=[{"invoice_id": "F-1", "amount_minor": 300_00}]), 200),
        (lambda mine: mine("POST", "/invoices/F-1/cancel", {"reason": "error"}), 409),
    ],
)
def test_of_an_invoice_that_is_over_meanwhile(
    mine: Tool, over: Callable[[Tool], Response], status: int
) -> None:
    (task_id,) = asked(mine)
    assert over(mine).status in (200, 201)
    assert close(mine, task_id, EXTENDED).status == status
    assert mine.get("/invoices/F-1")["status"] != "open"


def test_the_timeline_says_who_decided(mine: Tool) -> None:
    (task_id,) = asked(mine)
    close(mine, task_id, EXTENDED | {"note": "Agreed on the phone."})
    entries = mine.get("/invoices/F-1/timeline")["entries"]
    (said,) = [e for e in entries if e["name"] == "task_closed"]
    assert "A. B." in said["summary"]
    assert (said["figures"]["due_moved_to"], said["note"]) == ("2026-07-10", "Agreed on the phone.")


@pytest.mark.parametrize(
    ("faster", "status", "stands"),
    [
        ("extension", 200, [("extension", "A. B.")] * 2),
        ("correction", 409, [("correction", "A. B.")] * 2),
    ],
)
def test_who_says_it_of_the_invoice_while_the_task_is_closed_is_first(
    mine: Tool, faster: str, status: int, stands: list[tuple[str, str]]
) -> None:
    (task_id,) = asked(mine)

    def wins() -> None:
        assert mine("PATCH", "/invoices/F-1", said_by_the_invoice(faster)).status == 200

    mine.cloud.wire.taps.append(races := Races("api", 1, wins))
    assert close(mine, task_id, EXTENDED).status == status
    assert races.lost == 1
    assert reasons(mine) == stands
    assert len(asked(mine)) == (0 if status == 200 else 1)


def test_who_closes_the_task_while_the_invoice_is_explained_is_overruled_aloud(mine: Tool) -> None:
    (task_id,) = asked(mine)

    def wins() -> None:
        assert close(mine, task_id, EXTENDED).status == 200

    mine.cloud.wire.taps.append(Races("api", 1, wins))
    assert mine("PATCH", "/invoices/F-1", said_by_the_invoice("correction", "C.")).status == 200
    # `due_change` says otherwise of the last move, and the journal has both.
    assert reasons(mine) == [("extension", "A. B."), ("correction", "C.")]
    entries = mine.get("/invoices/F-1/timeline")["entries"]
    names = [entry["name"] for entry in entries if entry["kind"] == "fact"]
    assert names[-2:] == ["task_closed", "invoice_amended"]


@pytest.mark.parametrize("way", WAYS)
def test_an_accident_at_any_call_leaves_the_answer_whole_or_unsaid(mine: Tool, way: str) -> None:
    (task_id,) = asked(mine)
    struck = 0
    for number in range(40):
        accident = Accident(number, way)
        mine.cloud.wire.taps.append(accident)
        with suppress(Killed):
            close(mine, task_id, EXTENDED)
        mine.cloud.wire.taps.remove(accident)
        done = [reason for reason, _ in reasons(mine)]
        assert done == ([None] * 2 if asked(mine) else ["extension"] * 2)
        if accident.victim is None:
            break
        struck += 1
    assert struck > 2
    assert not asked(mine)
    entries = mine.get("/invoices/F-1/timeline")["entries"]
    assert [entry["name"] for entry in entries].count("task_closed") == 1


def test_a_reply_is_read_by_closing_its_task(mine: Tool) -> None:
    mine("POST", "/customers/C-1/replies", {"text": "We looked into it."})
    mine.cloud.run(at("2026-06-09 10:00"))
    (reading,) = [t for t in mine.get("/tasks")["tasks"] if t["kind"] == "reply_unread"]

    refused = close(mine, reading["task_id"], {"outcome": "done"})
    assert (refused.status, fields(refused)) == (422, ["outcome"])
    assert "read" in refused.text
    (reply,) = mine.get("/customers/C-1/replies")["replies"]
    assert reply["read_at"] is None

    assert close(mine, reading["task_id"], {"outcome": "read"}).status == 200
    (reply,) = mine.get("/customers/C-1/replies")["replies"]
    assert reply["read_at"] is not None
    again = close(mine, reading["task_id"], {"outcome": "read"})
    assert (again.status, again.json["outcome"]) == (200, "read")


def test_a_dispute_that_waits_is_answered_and_its_task_not_closed_before(mine: Tool) -> None:
    body = {"invoice_id": "F-1", "reason": "price", "note": "Two cartons short."}
    dispute_id = mine("POST", "/customers/C-1/disputes", body).json["dispute_id"]
    mine.cloud.run(at("2026-06-20 10:00"))
    waits = [t for t in mine.get("/tasks")["tasks"] if t["kind"].startswith("dispute_")]
    assert waits

    for task in waits:
        refused = close(mine, task["task_id"], {"outcome": "done"})
        assert refused.status == 409
        assert f"/v1/customers/C-1/disputes/{dispute_id}/resolve" in refused.text

    mine("POST", f"/customers/C-1/disputes/{dispute_id}/resolve", {"outcome": "refused"})
    assert not [t for t in mine.get("/tasks")["tasks"] if t["kind"].startswith("dispute_")]
