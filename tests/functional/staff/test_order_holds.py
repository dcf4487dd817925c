"""B13, practice 2: new orders are held by the order system; we propose, say it, and release."""

from typing import Any

import pytest

from relance.data import accounts, journal
from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from tests.actors.tool import SETTINGS, Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud

HOLD = "/customers/C-1/order-hold"
HELD = "Vos nouvelles commandes sont en attente depuis le 12 juin 2026"


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    """A tenant that is live, whose customer has owed 3,000.00 since Tuesday 2 June."""
    made = tool(cloud)
    made("PUT", "/settings", SETTINGS | {"task_owner": "compta"})
    made.invoice(total_minor=3_000_00)
    assert made("POST", "/go-live", {"confirm": True}).status == 200
    return made


def file_of(mine: Tool) -> Account:
    found = accounts.load(mine.tenant_id, "C-1")
    assert found
    return found


def tasks(mine: Tool, kind: str) -> list[OpenTask]:
    return [task for task in file_of(mine).tasks if task.kind == kind]


def facts(mine: Tool, kind: str = "order_hold") -> list[str]:
    found = (fact.kind for fact in journal.facts(mine.tenant_id, "C-1"))
    return [name for name in found if name.startswith(kind)]


def held(mine: Tool, **body: Any) -> Any:
    answer = mine("PUT", HOLD, {"on": True} | body)
    assert answer.status == 200, answer.text
    return answer.json


def pays(mine: Tool, amount_minor: int, payment_id: str = "BANK-1", **more: Any) -> None:
    share = {"invoice_id": "F-1", "amount_minor": amount_minor}
    body = {"payment_id": payment_id, "amount_minor": amount_minor, "allocations": [share]} | more
    assert mine.pay(**body).status == 201


def test_what_the_order_system_says_is_kept_and_shown_and_the_same_again_changes_nothing(
    mine: Tool, cloud: Cloud
) -> None:
    assert mine.get("/customers/C-1")["order_hold"] is None
    cloud.clock.set(at("2026-06-15 11:00"))
    for _ in range(2):
        assert held(mine, since_on="2026-06-12") == {"on": True, "since_on": "2026-06-12"}
    assert held(mine)["since_on"] == "2026-06-12"
    assert mine.get("/customers/C-1")["order_hold"]["since_on"] == "2026-06-12"
    for _ in range(2):
        assert mine("PUT", HOLD, {"on": False}).json == {"on": False, "since_on": None}
    assert mine.get("/customers/C-1")["order_hold"] is None
    assert facts(mine) == ["order_hold_on", "order_hold_off"]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, ["on"]),
        ({"on": "yes"}, ["on"]),
        ({"on": True, "since_on": "2026-06-02"}, ["since_on"]),
    ],
)
def test_what_cannot_be_so_is_refused(mine: Tool, body: dict[str, Any], named: list[str]) -> None:
    """The harness's day is Monday 1 June."""
    answer = mine("PUT", HOLD, body)
    assert (answer.status, fields(answer)) == (422, named)
    assert mine("PUT", HOLD, {"on": False, "since_on": "2026-06-01"}).status == 422
    assert mine("PUT", "/customers/C-9/order-hold", {"on": True}).status == 404


def test_a_hold_is_proposed_once_and_the_order_system_answers(mine: Tool, cloud: Cloud) -> None:
    for day in range(15, 20):
        cloud.run(at(f"2026-06-{day} 10:00"))
    (task,) = tasks(mine, "order_hold")
    assert (str(task.asked_on), task.item_ids) == ("2026-06-17", ("F-1/1",))
    shown = mine.get(f"/customers/C-1/tasks/{task.task_id}")
    assert shown["owner"] == "compta"
    assert "Rien ne se fait tout seul" in shown["script"]
    held(mine)
    assert tasks(mine, "order_hold")[0].outcome == "done"


def test_held_orders_are_said_in_the_mail_and_released_in_the_instant_of_the_payment(
    mine: Tool, cloud: Cloud
) -> None:
    cloud.run(at("2026-06-05 10:00"))
    assert "commandes sont en attente" not in cloud.mailbox.messages()[-1].text
    cloud.clock.set(at("2026-06-12 12:00"))
    held(mine)
    for day in (15, 16, 17, 18):
        cloud.run(at(f"2026-06-{day} 10:00"))
    for task in tasks(mine, "call"):
        assert (
            "en attente depuis le 12 juin 2026"
            in mine.get(f"/customers/C-1/tasks/{task.task_id}")["script"]
        )
    texts = [" ".join(mail.text.split()) for mail in cloud.mailbox.messages()]
    assert [HELD in text for text in texts] == [False, True]

    cloud.clock.set(at("2026-06-18 15:07"))
    pays(mine, 3_000_00)
    (task,) = tasks(mine, "release_order_hold")
    assert (task.urgent, task.owner, task.recorded_at) == (True, None, cloud.clock.now())
    release = [f for f in journal.facts(mine.tenant_id, "C-1") if f.kind == "order_hold_release"]
    assert [fact.recorded_at for fact in release] == [cloud.clock.now()]
    assert mine.get("/tasks")["tasks"][0]["kind"] == "release_order_hold"
    script = mine.get(f"/customers/C-1/tasks/{task.task_id}")["script"]
    assert "Débloquez-les maintenant" in script

    mine("PUT", HOLD, {"on": False})
    assert tasks(mine, "release_order_hold")[0].outcome == "done"


def test_what_is_left_too_small_to_hold_for_releases_once(mine: Tool, cloud: Cloud) -> None:
    """Less than the proposal's minimum would be out of proportion."""
    cloud.clock.set(at("2026-06-22 11:00"))
    held(mine)
    pays(mine, 2_000_00)
    assert tasks(mine, "release_order_hold") == []
    pays(mine, 1, "BANK-2")
    pays(mine, 500_00, "BANK-3")
    assert len(tasks(mine, "release_order_hold")) == 1
    assert facts(mine, "order_hold_release") == ["order_hold_release"]


def test_nobody_releases_orders_for_money_that_went_back(mine: Tool, cloud: Cloud) -> None:
    cloud.clock.set(at("2026-06-22 11:00"))
    held(mine)
    pays(mine, 3_000_00)
    cloud.clock.set(at("2026-06-22 12:00"))
    assert mine("POST", "/payments/BANK-1/reversal", {"reason": "AM04"}).status == 200
    assert [task.outcome for task in tasks(mine, "release_order_hold")] == ["moot"]
    cloud.clock.set(at("2026-06-22 13:00"))
    pays(mine, 3_000_00, "BANK-2")
    assert [task.outcome for task in tasks(mine, "release_order_hold")] == [None]


@pytest.mark.parametrize("way", ["cancelled", "credited", "allocated"])
def test_whatever_takes_the_debt_away_releases_at_once(mine: Tool, cloud: Cloud, way: str) -> None:
    cloud.clock.set(at("2026-06-22 11:00"))
    held(mine)
    match way:
        case "cancelled":
            done = mine("POST", "/invoices/F-1/cancel", {"reason": "write_off"})
        case "credited":
            note = {"document_type": "credit_note", "corrects": "F-1", "number": "A-1"}
            done = mine.invoice("A-1", total_minor=3_000_00, **note)
        case _:
            mine.pay(amount_minor=3_000_00, allocations=[])
            assert tasks(mine, "release_order_hold") == []
            share = {"invoice_id": "F-1", "amount_minor": 3_000_00}
            done = mine("POST", "/payments/BANK-1/allocate", {"allocations": [share]})
    assert done.status in (200, 201), done.text
    assert len(tasks(mine, "release_order_hold")) == 1


def test_orders_held_after_the_money_came_are_to_be_released_at_once(mine: Tool) -> None:
    """The order system's own batch may be late: nothing is overdue when it says so."""
    pays(mine, 3_000_00)
    held(mine)
    assert facts(mine) == ["order_hold_on", "order_hold_release"]
    assert len(tasks(mine, "release_order_hold")) == 1
