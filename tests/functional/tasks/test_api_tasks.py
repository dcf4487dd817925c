"""D8: what waits for a person over HTTP: in the order of the morning, tried, closed, reported."""

from dataclasses import replace
from typing import Any

import pytest

from relance.data import journal
from relance.data.account_rows import AccountRow
from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.fact import Fact
from relance.flows.recording import Change, fact_id, record
from tests.actors.tool import Tool, fields, tool
from tests.builders import at, day, ids
from tests.harness.cloud import Cloud

CALL = OpenTask(
    "1" * 20,
    "call",
    at("2026-06-11 10:00"),
    "EUR",
    ids("F-1/1"),
    due_on=day("2026-06-11"),
    reason="large_amount",
    overdue_minor=300_00,
)
APPROVAL = replace(CALL, task_id="2" * 20, kind="approval", reason="final_needs_approval")


@pytest.fixture
def mine(cloud: Cloud) -> Tool:
    cloud.clock.set(at("2026-06-11 11:00"))
    made = tool(cloud)
    made.invoice()
    return made


def ask(mine: Tool, *tasks: OpenTask, customer_id: str = "C-1") -> None:
    def change(account: Account) -> Change:
        now = at("2026-06-11 10:00")
        fact = Fact(fact_id(account), "task_asked", now, now.date())
        return Change(replace(account, tasks=(*account.tasks, *tasks)), fact)

    record(mine.tenant_id, customer_id, change)


def path(task: OpenTask, action: str = "") -> str:
    return f"/customers/C-1/tasks/{task.task_id}/{action}".rstrip("/")


def shown(mine: Tool, query: str = "") -> list[str]:
    return [task["kind"] for task in mine.get(f"/tasks{query}")["tasks"]]


def test_the_list_is_in_the_order_of_the_morning(mine: Tool) -> None:
    ask(mine, CALL, APPROVAL, replace(CALL, task_id="3" * 20, kind="decision"))
    ask(mine, replace(CALL, task_id="4" * 20, kind="anything", urgent=True))

    assert shown(mine) == ["anything", "approval", "call", "decision"]


def test_a_task_says_who_has_to_do_it_about_whom_and_how_late_it_is(mine: Tool) -> None:
    mine.settings(task_owner="Karim")
    mine.customer("C-2", name="Autre SA", account_owner="Sophie")
    ask(mine, CALL)
    ask(mine, replace(CALL, task_id="5" * 20, overdue_minor=100_00), customer_id="C-2")
    mine.cloud.clock.set(at("2026-06-12 11:00"))

    first, second = mine.get("/tasks")["tasks"]
    assert (first["customer_name"], first["owner"], first["state"]) == (
        "Client SA",
        "Karim",
        "overdue",
    )
    assert (second["customer_name"], second["owner"]) == ("Autre SA", "Sophie")
    assert [t["customer_id"] for t in mine.get("/tasks?owner=Sophie")["tasks"]] == ["C-2"]
    assert shown(mine, "?kind=decision") == []


def test_a_filtered_list_goes_on_behind_its_cursor(mine: Tool) -> None:
    ask(mine, *(replace(CALL, task_id=str(n) * 20, overdue_minor=n) for n in range(3, 8)))
    ask(mine, APPROVAL)

    seen, cursor = [], ""
    while cursor is not None:
        page = mine.get(f"/tasks?kind=call&limit=2&cursor={cursor}")
        seen += [task["task_id"] for task in page["tasks"]]
        cursor = page["cursor"]
    assert sorted(seen) == [str(n) * 20 for n in range(3, 8)]


def test_what_was_not_done_is_listed_on_request(mine: Tool) -> None:
    ask(mine, CALL, APPROVAL, replace(CALL, task_id="3" * 20, kind="commitment"))
    ask(mine, replace(APPROVAL, task_id="4" * 20, reason="approval_veto"))
    states = ("expired", "unapproved", "unfulfilled")

    assert [shown(mine, f"?state={state}") for state in states] == [[], [], []]
    mine.cloud.clock.set(at("2026-06-16 11:00"))
    assert [shown(mine, f"?state={state}") for state in states] == [
        ["call"],
        ["approval"],
        ["commitment"],
    ]
    assert mine("GET", "/tasks?state=whatever").status == 422


def test_a_row_of_before_the_order_is_still_listed_and_says_why(mine: Tool) -> None:
    old = AccountRow(f"{mine.tenant_id}#C-1", "task#" + "9" * 20)
    asked: dict[str, object] = {
        "task_id": "9" * 20,
        "kind": "call",
        "currency": "EUR",
        "reason": "no_answer",
    }
    asked |= {"due_on": "2026-06-10", "figures": {"overdue_minor": 700}}
    kept: dict[str, object] = {
        "task_id": "9" * 20,
        "kind": "call",
        "recorded_at": "2026-06-10T10:00:00+00:00",
    }
    old.doc = kept | {"asked": asked}
    old.listing, old.listed_as = f"{mine.tenant_id}#tasks", "2026-06-10T10:00:00.000000+00:00#9"
    old.save()
    ask(mine, CALL)

    new, last = mine.get("/tasks")["tasks"]
    assert new["task_id"] == CALL.task_id
    assert (last["reason"], last["overdue_minor"], last["state"]) == ("no_answer", 700, "overdue")


def test_a_task_is_read_with_the_figures_of_now_and_what_was_said(mine: Tool) -> None:
    ask(mine, CALL)
    mine.pay(allocations=[], amount_minor=50_00, customer_id="C-1")

    seen = mine.get(path(CALL))
    assert (seen["overdue_now_minor"], seen["credit_now_minor"]) == (300_00, 50_00)
    assert [(i["number"], i["open_minor"], i["overdue"]) for i in seen["items"]] == [
        ("N° F-1", 300_00, True)
    ]
    assert "250,00" in seen["script"].replace("\u202f", " ")
    assert "La facture est arrivée" in " ".join(line["summary"] for line in seen["history"])
    assert mine("GET", "/customers/C-1/tasks/unknown").status == 404


def test_the_tasks_of_a_customer_show_what_was_done_too(mine: Tool) -> None:
    ask(mine, CALL, APPROVAL)
    mine("POST", path(CALL, "close"), {"outcome": "reached"})

    found = mine.get("/customers/C-1/tasks")["tasks"]
    assert {(t["kind"], t["state"], t["outcome"]) for t in found} == {
        ("call", "closed", "reached"),
        ("approval", "open", None),
    }
    assert mine("GET", "/customers/C-9/tasks").status == 404


def attempt(mine: Tool, outcome: str, **more: Any) -> Any:
    answer = mine("POST", path(CALL, "attempts"), {"outcome": outcome} | more)
    assert answer.status == 200, answer.text
    return answer.json


def test_three_attempts_on_two_days_end_a_call(mine: Tool) -> None:
    ask(mine, CALL)
    for when in ("2026-06-11 11:00", "2026-06-11 15:00"):
        mine.cloud.clock.set(at(when))
        assert attempt(mine, "not_reached")["state"] == "open"
    mine.cloud.clock.set(at("2026-06-12 09:00"))
    done = attempt(mine, "not_reached", note="Répondeur saturé.")

    assert (done["outcome"], len(done["attempts"])) == ("not_reached", 3)
    assert shown(mine) == []
    names = [fact.kind for fact in journal.facts(mine.tenant_id, "C-1")][-3:]
    assert names == ["task_attempted", "task_attempted", "task_closed"]
    assert "Répondeur saturé." in [line["note"] for line in mine.get(path(CALL))["history"]]


def test_an_attempt_told_twice_is_one(mine: Tool) -> None:
    ask(mine, CALL)
    said = {"made_at": "2026-06-11T08:50:00Z"}
    first = attempt(mine, "voicemail", **said)

    assert attempt(mine, "voicemail", **said) == first
    assert len(first["attempts"]) == 1


def test_an_attempt_of_tomorrow_or_on_a_letter_is_refused(mine: Tool) -> None:
    ask(mine, CALL, APPROVAL)
    later = {"outcome": "reached", "made_at": "2026-06-12T08:00:00Z"}

    assert fields(mine("POST", path(CALL, "attempts"), later)) == ["made_at"]
    assert mine("POST", path(APPROVAL, "attempts"), {"outcome": "reached"}).status == 409


def test_an_outcome_is_kept_and_another_one_is_a_contradiction(mine: Tool) -> None:
    ask(mine, APPROVAL)
    close = path(APPROVAL, "close")

    assert mine("POST", close, {"outcome": "reached"}).status == 422
    assert fields(mine("POST", close, {"outcome": "postponed"})) == ["note"]
    why = {"outcome": "postponed", "note": "Sophie le voit jeudi."}
    assert mine("POST", close, why).json["outcome"] == "postponed"
    stopped = mine("POST", close, {"outcome": "stopped"}).json
    assert (stopped["state"], stopped["script"]) == ("closed", None)
    assert shown(mine) == []
    assert mine("POST", close, {"outcome": "approved"}).json["outcome"] == "approved"
    assert mine("POST", close, {"outcome": "stopped"}).status == 409


# --- A retention whose day has come (R41) --------------------------------------------------------

RELEASE = replace(
    CALL,
    task_id="6" * 20,
    kind="release_retention",
    item_ids=ids("F-2/r"),
    asked_on=day("2026-06-02"),
)
PARTS = [
    {"part_id": "w", "amount_minor": 200_00, "due_on": "2026-06-02"},
    {"part_id": "r", "amount_minor": 100_00, "due_on": "2026-06-02", "reason": "retention"},
]
OPPOSED = {"outcome": "opposed", "letter_on": "2026-05-28", "letter_reference": "1A 200 300"}


@pytest.fixture
def retained(mine: Tool) -> Tool:
    assert mine.invoice("F-2", due_on=None, parts=PARTS).status == 201
    ask(mine, RELEASE)
    return mine


def paused(retained: Tool) -> dict[str, Any]:
    """Why each part of F-2 is not chased."""
    return {i["item_id"]: i["paused"] for i in retained.get("/invoices/F-2")["items"]}


def test_an_opposed_retention_is_a_dispute_of_that_part_with_its_letter(retained: Tool) -> None:
    assert paused(retained) == {"F-2/w": None, "F-2/r": "retention"}
    for _ in range(2):  # told twice is said once
        assert retained("POST", path(RELEASE, "close"), OPPOSED).status == 200
    (made,) = retained.get("/customers/C-1/disputes")["disputes"]
    assert (made["item_id"], made["reason"], made["state"]) == (
        "F-2/r",
        "retention_opposed",
        "open",
    )
    assert (made["letter_on"], made["letter_reference"]) == ("2026-05-28", "1A 200 300")
    assert paused(retained) == {"F-2/w": None, "F-2/r": "dispute"}
    fact = [*journal.facts(retained.tenant_id, "C-1")][-1]
    assert (fact.kind, fact.figures["letter_reference"]) == ("task_closed", "1A 200 300")
    other = OPPOSED | {"letter_reference": "1A 200 301"}
    assert retained("POST", path(RELEASE, "close"), other).status == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"outcome": "opposed"}, "letter_on"),
        (OPPOSED | {"letter_reference": None}, "letter_reference"),
        (OPPOSED | {"letter_on": "2026-06-12"}, "letter_on"),
        (OPPOSED | {"letter_on": "2020-01-01"}, "letter_on"),
        (OPPOSED | {"letter_on": "28/05/2026"}, "letter_on"),
        (OPPOSED | {"outcome": "claim_it"}, "letter_on"),
        ({"outcome": "released"}, "outcome"),
    ],
)
def test_what_an_opposition_lacks_is_refused_and_nothing_is_written(
    retained: Tool, body: dict[str, Any], field: str
) -> None:
    answer = retained("POST", path(RELEASE, "close"), body)
    assert (answer.status, fields(answer)) == (422, [field])
    assert retained.get("/customers/C-1/disputes")["disputes"] == []
    assert retained.get(path(RELEASE))["state"] != "closed"


def test_a_retention_that_is_claimed_is_on_the_ladder_until_it_is_opposed(retained: Tool) -> None:
    assert retained("POST", path(RELEASE, "close"), {"outcome": "claim_it"}).status == 200
    assert paused(retained) == {"F-2/w": None, "F-2/r": None}
    assert retained("POST", path(RELEASE, "close"), OPPOSED).status == 200
    assert paused(retained) == {"F-2/w": None, "F-2/r": "dispute"}
