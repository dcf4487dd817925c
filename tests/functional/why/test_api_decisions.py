"""Why something was said on a day, or not: decided again on what was known then (R10)."""

from collections.abc import Callable
from typing import Any

import pytest

from relance.adapters import clock
from relance.data import journal
from relance.domain.trace import decisive_rule, digest
from relance.flows.why.explain import explain_day
from tests.actors.tool import Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud

ON = "2026-06-05"


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    cloud.clock.set(at("2026-05-20 09:00"))
    made = tool(cloud)
    made.settings(language="en")
    made("POST", "/go-live", {"confirm": True})
    made.invoice()
    return made


def why(mine: Tool, on: str = ON, customer_id: str = "C-1") -> Any:
    return mine.get(f"/customers/{customer_id}/decisions?on={on}")


def main(day: Any) -> tuple[str, str]:
    (currency,) = day["currencies"]
    return currency["decision"]["type"], currency["decision"]["reason"]


def rules(day: Any) -> dict[str, dict[str, Any]]:
    (currency,) = day["currencies"]
    return {rule["rule"]: rule for rule in currency["rules"]}


def days(cloud: Cloud, *dates: str) -> None:
    for on in dates:
        cloud.run(at(f"{on} 10:00"))


def test_a_message_is_told_with_every_rule_that_let_it_go(mine: Tool, cloud: Cloud) -> None:
    days(cloud, "2026-05-26", ON)
    day = why(mine)

    assert main(day) == ("send", "first_due")
    assert (day["differs"], day["mode"], day["policy_id"]) == ([], "live", "classic")
    assert day["ran_at"] == "2026-06-05T08:00:00Z"
    found = rules(day)
    assert not any(rule["fired"] for rule in found.values() if rule["family"] == "guard")
    assert found["gap_or_cap"]["summary"] == (
        "The last contact: 26 May 2026; 1 of 3 in 14 days, 1 of 5 in 30 days."
    )
    assert found["closed_day"]["inputs"] == {"day": ON, "open_on": ON}


def test_what_kept_a_message_back_is_marked_and_the_others_are_told(
    mine: Tool, cloud: Cloud
) -> None:
    mine("POST", "/customers/C-1/holds", {"reason": "strike", "until_on": "2026-06-30"})
    days(cloud, ON)
    day = why(mine)

    held = rules(day)["held"]
    assert main(day) == ("skip", "strike")
    assert (held["fired"], held["decisive"], held["subject"]) == (True, True, "F-1/1")
    assert held["summary"] == "A person holds it: strike."
    assert held["until_on"] == "2026-07-01"
    assert rules(day)["promised"]["summary"] == "Nothing was promised."


LATER: dict[str, Callable[[Tool], Any]] = {
    "a payment": lambda mine: mine.pay(value_on="2026-06-08"),
    "an amendment": lambda mine: mine.invoice(source_version=2, total_minor=999_00),
    "a cancellation": lambda mine: mine("POST", "/invoices/F-1/cancel", {"reason": "error"}),
    "a hold": lambda mine: mine("POST", "/customers/C-1/holds", {"reason": "strike"}),
    "another invoice": lambda mine: mine.invoice("F-2", number="F-2", due_on="2026-05-28"),
    "another type": lambda mine: mine.customer(type="public_body"),
    "a pause": lambda mine: mine("POST", "/pause", {"paused": True}),
    "other limits": lambda mine: mine.settings(language="en", limits={"gap_days": 9}),
}


@pytest.mark.parametrize("name", LATER)
def test_what_happens_later_does_not_change_why(mine: Tool, cloud: Cloud, name: str) -> None:
    days(cloud, "2026-05-26", ON)
    before = why(mine)
    cloud.clock.set(at("2026-06-08 12:00"))
    answer = LATER[name](mine)
    cloud.run(at("2026-06-09 10:00"))
    cloud.run(at("2026-06-16 10:00"))

    assert answer.status < 300, answer.text
    assert why(mine) == before
    assert before["differs"] == []


def test_a_hold_lifted_since_then_held_on_its_day(mine: Tool, cloud: Cloud) -> None:
    hold = mine("POST", "/customers/C-1/holds", {"reason": "strike"}).json
    days(cloud, ON)
    cloud.clock.set(at("2026-06-08 09:00"))
    mine("DELETE", f"/customers/C-1/holds/{hold['hold_id']}")
    days(cloud, "2026-06-08")

    assert main(why(mine)) == ("skip", "strike")
    assert main(why(mine, "2026-06-08"))[0] == "send"
    assert why(mine)["differs"] == []


def test_a_message_that_bounced_later_counted_on_the_day(mine: Tool, cloud: Cloud) -> None:
    contacts = [
        {"contact_id": "billing", "name": "Ada", "email": "ada@bounces.example"},
        {"contact_id": "boss", "name": "Bob", "email": "bob@client.example", "role": "approver"},
    ]
    mine.customer(contacts=contacts)
    days(cloud, ON)
    cloud.run(at(f"{ON} 11:00"))

    assert main(why(mine)) == ("send", "first_due")
    assert why(mine)["currencies"][0]["decision"]["kind"] == "first"


def test_a_day_without_a_run_is_told_as_such_and_still_explained(mine: Tool, cloud: Cloud) -> None:
    days(cloud, "2026-05-26", ON)
    day = why(mine, "2026-05-29")

    assert day["ran_at"] is None
    assert main(day) == ("skip", "nothing_due")
    assert day["notes"][0].startswith("No run looked at this account on that day")


def test_before_the_customer_arrived_there_is_nothing_to_explain(mine: Tool) -> None:
    day = why(mine, "2026-05-01")

    assert (day["ran_at"], day["currencies"]) == (None, [])
    assert day["notes"] == ["This customer was not yet on file."]


def test_a_day_to_come_is_refused_with_a_hint_to_the_forecast(mine: Tool) -> None:
    answer = mine("GET", "/customers/C-1/decisions?on=2026-12-24")

    assert answer.status == 422
    assert "forecast" in answer.text


def test_who_is_unknown_has_no_decisions(mine: Tool) -> None:
    assert mine("GET", f"/customers/nobody/decisions?on={ON}").status == 404


def test_a_shadow_says_what_would_have_gone(cloud: Cloud) -> None:
    cloud.clock.set(at("2026-05-20 09:00"))
    shadow = tool(cloud)
    shadow.invoice()
    days(cloud, ON)
    day = why(shadow)

    assert day["mode"] == "shadow"
    assert day["currencies"][0]["decision"]["summary"].startswith("Serait envoyé (mode d’essai)")
    assert day["differs"] == []


def test_an_answer_to_the_debtor_is_among_the_decisions_of_its_day(
    mine: Tool, cloud: Cloud
) -> None:
    cloud.clock.set(at("2026-05-20 12:00"))
    mine.pay(value_on="2026-05-20")
    days(cloud, "2026-05-21")
    day = why(mine, "2026-05-21")

    assert [one["kind"] for one in day["decisions"]] == ["thanks"]
    assert day["differs"] == []


def test_the_stored_digest_is_that_of_the_trace_that_is_told(mine: Tool, cloud: Cloud) -> None:
    days(cloud, "2026-05-26", ON, "2026-06-06", "2026-06-09")
    tenant_id = mine.tenant_id

    for run in journal.runs(tenant_id, "C-1", clock.now()):
        told = explain_day(tenant_id, "C-1", run.at.date(), at("2026-06-30 10:00"))
        assert told.at == run.at
        assert run.digests == tuple(digest(decision.trace) for decision in told.decisions)
        assert run.decided_by == tuple(decisive_rule(decision.trace) for decision in told.decisions)
        assert all(run.decided_by)
