"""What is to come, over HTTP; and that it comes (B14)."""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from tests.actors.tool import Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud

FIRST_ON = date(2026, 5, 26)


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    cloud.clock.set(at("2026-05-20 18:00"))
    made = tool(cloud)
    made.settings()
    made("POST", "/go-live", {"confirm": True})
    made.invoice()
    return made


def lines(mine: Tool, path: str = "/customers/C-1/forecast?days=60") -> list[str]:
    return [f"{line['on'][5:]} {line['kind']}" for line in mine.get(path)["lines"]]


def test_the_next_messages_and_tasks_of_a_customer_are_foretold(mine: Tool) -> None:
    told = lines(mine)

    assert told[0] == "05-26 courtesy"
    assert told[-1].endswith("decision")
    assert [line.split()[1] for line in told if "approval" not in line] == [
        "courtesy",
        "first",
        "second",
        "commitment",
        "final",
        "decision",
    ]


def test_a_line_is_data_and_a_sentence_in_the_tenants_language(mine: Tool) -> None:
    path = "/customers/C-1/forecast?days=20"
    line = next(one for one in mine.get(path)["lines"] if one["kind"] == "first")

    assert (line["type"], line["amount_minor"], line["currency"]) == ("message", 300_00, "EUR")
    assert (line["level"], line["item_ids"], line["contact_id"]) == (1, ["F-1/1"], "billing")
    assert line["summary"] == (
        "Le 5 juin 2026, première relance pour 300,00\N{NO-BREAK SPACE}€\N{NO-BREAK SPACE}: "
        "le jour de l’étape «\N{NO-BREAK SPACE}première relance\N{NO-BREAK SPACE}» est venu."
    )

    mine.settings(language="en")
    line = next(one for one in mine.get(path)["lines"] if one["kind"] == "first")
    assert line["summary"] == (
        "On 5 June 2026, first reminder for €300.00: the day of the first reminder has come."
    )


def test_what_is_taken_for_granted_is_said(mine: Tool) -> None:
    usual = mine.get("/customers/C-1/forecast")["assumptions"]
    other = "/customers/C-1/forecast?mode=as_is&approvals=given&calls=reached&days=5"
    said = mine.get(other)["assumptions"]

    assert (usual["mode"], usual["approvals"], usual["calls"]) == ("live", "missing", "untouched")
    assert usual["days"] == 30
    assert (said["mode"], said["approvals"], said["calls"]) == ("as_is", "given", "reached")
    assert len(usual["sentences"]) == len(said["sentences"]) == 7
    assert len({*usual["sentences"], *said["sentences"]}) == 10


def test_the_forecast_of_an_invoice_leaves_out_what_does_not_name_it(mine: Tool) -> None:
    mine.invoice("F-2", number="N° F-2", due_on="2026-06-08", total_minor=900_00)

    told = lines(mine, "/invoices/F-2/forecast?days=30")

    assert "05-26 courtesy" in lines(mine)
    assert "05-26 courtesy" not in told
    assert "06-09 approval" in told  # what was shown before did not list it
    assert "06-11 second" in told


def test_a_paid_invoice_is_answered_and_not_chased(mine: Tool) -> None:
    mine.pay(value_on="2026-05-20")

    assert lines(mine, "/invoices/F-1/forecast") == ["05-21 thanks"]


def test_who_is_unknown_has_no_forecast(mine: Tool) -> None:
    assert mine("GET", "/customers/nobody/forecast").status == 404
    assert mine("GET", "/invoices/nothing/forecast").status == 404


@pytest.mark.parametrize("query", ["days=91", "days=0", "mode=paused", "calls=perhaps"])
def test_what_cannot_be_assumed_is_refused(mine: Tool, query: str) -> None:
    assert mine("GET", f"/customers/C-1/forecast?{query}").status == 422


def test_all_customers_are_foretold_a_page_at_a_time_with_totals(mine: Tool) -> None:
    for number in range(2, 5):
        mine.customer(f"C-{number}")
        mine.invoice(f"F-{number}", customer_id=f"C-{number}", number=f"N° F-{number}")
    mine.customer("C-9")  # nothing is open

    page = mine.get("/forecast?days=20&limit=3")
    rest = mine.get(f"/forecast?days=20&limit=3&cursor={page['cursor']}")

    assert [one["customer_id"] for one in page["customers"]] == ["C-1", "C-2", "C-3"]
    assert [one["customer_id"] for one in rest["customers"]] == ["C-4"]
    assert rest["cursor"] is None
    (first,) = (one for one in page["totals"] if one["kind"] == "first")
    assert first["day"] == "2026-06-05"
    assert (first["type"], first["count"], first["amount_minor"]) == ("message", 3, 900_00)


def test_what_yesterday_foretold_for_today_is_what_the_run_does(mine: Tool, cloud: Cloud) -> None:
    """The golden rule, through HTTP and the real functions, day after day."""
    mine.customer("C-2", type="public_body")
    mine.invoice("F-2", customer_id="C-2", number="N° F-2", total_minor=2_400_00)
    mine.customer("C-3", contacts=[])
    mine.invoice("F-3", customer_id="C-3", number="N° F-3", due_on="2026-05-28")
    mine.invoice("F-4", number="N° F-4", due_on="2026-06-09", total_minor=80_00)
    cloud.run(at("2026-05-20 19:00"))

    for count in range(45):
        today = FIRST_ON + timedelta(days=count - 5)
        known = done(cloud)
        foretold = [
            f"{outlook['customer_id']} {line['on']} {line['kind']}"
            for outlook in mine.get("/forecast?days=1")["customers"]
            for line in outlook["lines"]
        ]
        for hour in ("00", "10", "18"):
            cloud.run(at(f"{today} {hour}:00"))
        assert sorted(foretold) == sorted((done(cloud) - known).elements()), today


def done(cloud: Cloud) -> Counter[str]:
    """Every message and task that stands in the table, with its day."""
    found: Counter[str] = Counter()
    for row in cloud.rows("AccountsTable"):
        kind = row["sk"]["S"].partition("#")[0]
        if kind in ("message", "task"):
            document: dict[str, Any] = json.loads(row["doc"]["S"])
            what = document["key"]["kind"] if kind == "message" else document["kind"]
            day = document["on"] if kind == "message" else document["recorded_at"][:10]
            found[f"{row['pk']['S'].split('#')[1]} {day} {what}"] += 1
    return found
