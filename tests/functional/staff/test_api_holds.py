"""Holds and tasks over HTTP (B11)."""

from dataclasses import replace
from typing import Any

import pytest

from relance.data import accounts, journal
from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.fact import Fact
from relance.flows.recording import Change, fact_id, record
from tests.actors.tool import Tool, fields, tool
from tests.builders import at, ids
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.invoice()
    return made


@pytest.mark.parametrize("place", ["/customers/C-1", "/invoices/F-1"])
def test_a_hold_stops_an_invoice_until_it_is_lifted(mine: Tool, place: str) -> None:
    answer = mine("POST", f"{place}/holds", {"reason": "on_request", "until_on": "2026-06-30"})
    assert answer.status == 201
    shown = mine.get("/invoices/F-1")
    assert [h["hold_id"] for h in shown["holds"]] == [answer.json["hold_id"]]
    (item,) = shown["items"]
    assert (item["paused"], item["paused_until"]) == ("on_request", "2026-07-01")

    for _ in range(2):
        assert mine("DELETE", f"{place}/holds/{answer.json['hold_id']}").status == 204
    shown = mine.get("/invoices/F-1")
    assert (shown["holds"], shown["items"][0]["paused"]) == ([], None)


def test_the_same_hold_again_is_the_one_that_stands(mine: Tool) -> None:
    wish = {"reason": "on_request", "detail": "Mme Martin est absente."}
    first = mine("POST", "/customers/C-1/holds", wish)
    again = mine("POST", "/customers/C-1/holds", wish)
    assert (again.status, again.json) == (200, first.json)
    other = mine("POST", "/customers/C-1/holds", wish | {"until_on": "2026-06-30"})
    assert other.status == 201


def test_a_hold_on_one_invoice_leaves_the_others_alone(mine: Tool) -> None:
    mine.invoice("F-2")
    mine("POST", "/invoices/F-1/holds", {"reason": "goods_missing"})
    assert mine.get("/invoices/F-2")["items"][0]["paused"] is None


def test_a_hold_of_an_invoice_is_not_lifted_through_its_customer(mine: Tool) -> None:
    hold = mine("POST", "/invoices/F-1/holds", {"reason": "goods_missing"}).json
    assert mine("DELETE", f"/customers/C-1/holds/{hold['hold_id']}").status == 204
    assert mine.get("/invoices/F-1")["items"][0]["paused"] == "goods_missing"


def test_who_held_and_why_is_in_the_journal(mine: Tool) -> None:
    mine("POST", "/customers/C-1/holds", {"reason": "on_request", "until_on": "2026-06-30"})
    fact = [*journal.facts(mine.tenant_id, "C-1")][-1]
    assert (fact.kind, fact.figures["reason"], fact.figures["until_on"]) == (
        "hold_set",
        "on_request",
        "2026-06-30",
    )
    assert fact.author == f"key:{mine.key.split('_')[1]}"


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "reason"), ({"reason": "No, please"}, "reason"), ({"reason": "x", "until": 1}, "until")],
)
def test_a_hold_needs_a_reason_as_a_code(mine: Tool, body: dict[str, Any], field: str) -> None:
    answer = mine("POST", "/customers/C-1/holds", body)
    assert answer.status == 422
    assert fields(answer) == [field]


def test_nothing_unknown_is_held(mine: Tool) -> None:
    assert mine("POST", "/customers/C-9/holds", {"reason": "x"}).status == 404
    assert mine("POST", "/invoices/F-9/holds", {"reason": "x"}).status == 404
    assert mine("DELETE", "/invoices/F-9/holds/0123456789abcdef0123").status == 404


def test_what_is_paid_cannot_be_held(mine: Tool) -> None:
    mine.pay()
    assert mine("POST", "/invoices/F-1/holds", {"reason": "x"}).status == 409


def asked(mine: Tool) -> None:
    def change(account: Account) -> Change:
        task = OpenTask("0" * 20, "call", at("2026-06-01 10:00"), "EUR", ids("F-1/1"))
        fact = Fact(fact_id(account), "task_asked", at("2026-06-01 10:00"), task.recorded_at.date())
        return Change(replace(account, tasks=(task,)), fact)

    record(mine.tenant_id, "C-1", change)


def test_a_task_is_listed_until_a_person_closes_it(mine: Tool) -> None:
    asked(mine)
    (task,) = mine.get("/tasks")["tasks"]
    assert (task["kind"], task["customer_id"], task["item_ids"]) == ("call", "C-1", ["F-1/1"])

    path = f"/customers/C-1/tasks/{task['task_id']}/close"
    answer = mine("POST", path, {"outcome": "reached", "note": "Elle paie vendredi."})
    assert answer.status == 200
    assert mine.get("/tasks")["tasks"] == []
    again = mine("POST", path, {"outcome": "reached"})
    assert again.json == answer.json


def test_what_a_person_wrote_is_shown_and_kept_apart_from_the_facts(mine: Tool) -> None:
    """R24: words can be erased, the journal stays."""
    asked(mine)
    path = f"/customers/C-1/tasks/{'0' * 20}/close"
    mine("POST", path, {"outcome": "reached", "note": "Elle paie vendredi."})
    closed = mine.get("/invoices/F-1/timeline")["entries"][-1]
    assert (closed["name"], closed["note"]) == ("task_closed", "Elle paie vendredi.")
    assert "vendredi" not in str([*journal.facts(mine.tenant_id, "C-1")])


def test_a_closed_task_is_kept_while_it_decides(mine: Tool) -> None:
    asked(mine)
    mine("POST", f"/customers/C-1/tasks/{'0' * 20}/close", {"outcome": "reached"})
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    assert account.tasks[0].closed_at is not None


def test_an_unknown_task_is_not_found(mine: Tool) -> None:
    answer = mine("POST", f"/customers/C-1/tasks/{'1' * 20}/close", {"outcome": "reached"})
    assert answer.status == 404
