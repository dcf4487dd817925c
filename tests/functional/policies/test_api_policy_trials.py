"""Trying a policy before it holds, over HTTP: nothing is kept, nothing is sent (B10)."""

from typing import Any

import pytest

from relance.data import tenants
from tests.actors.tool import Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud

TASK = {"kind": "decision", "level": 2, "days_after_due": 30, "channel": "task"}
MINIMAL = {"steps": [{"kind": "first", "level": 1, "days_after_due": 5}, TASK]}


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.settings(signatory="Claire Lefort")
    made.invoice()
    return made


def content(mine: Tool, policy_id: str = "classic") -> dict[str, Any]:
    """A policy as a document."""
    found: dict[str, Any] = mine.get(f"/policies/{policy_id}")
    return {name: found[name] for name in found if name not in ("policy_id", "version")}


def asked(mine: Tool, body: dict[str, Any], query: str = "") -> Any:
    """The answer of a comparison."""
    answer = mine("POST", f"/policies/diff{query}", body)
    assert answer.status == 200, answer.text
    return answer.json


def told(answer: Any) -> dict[str, list[str]]:
    """Per customer, each change as "first 06-05 > 06-08"."""

    def line(change: Any) -> str:
        days = [change[side]["on"][5:] if change[side] else "-" for side in ("before", "after")]
        kind = (change["before"] or change["after"])["kind"]
        return f"{kind} {days[0]} > {days[1]}"

    return {one["customer_id"]: [line(c) for c in one["changes"]] for one in answer["customers"]}


def test_the_policy_that_holds_changes_nothing(mine: Tool) -> None:
    answer = asked(mine, {"policy": content(mine), "days": 30})
    assert answer == {"compared": 1, "changed": 0, "customers": [], "cursor": None}


def test_who_would_get_something_else_is_named(mine: Tool) -> None:
    """Today and in the days that were asked for, and no further."""
    body = content(mine)
    body["steps"][2] |= {"days_after_due": 2, "float_bank_days": 0}
    answer = asked(mine, {"policy": body, "days": 10})
    assert (answer["compared"], answer["changed"]) == (1, 1)
    assert "first 06-05 > 06-04" in told(answer)["C-1"]
    assert asked(mine, {"policy": body, "days": 2})["customers"] == []


def test_nothing_is_kept(mine: Tool, cloud: Cloud) -> None:
    rows = cloud.rows("AccountsTable")
    asked(mine, {"policy": MINIMAL, "days": 30})
    assert cloud.rows("AccountsTable") == rows
    assert tenants.load(mine.tenant_id).own_policies == ()
    assert not any(cloud.waiting().values())


def test_only_those_are_compared_whom_the_policy_is_for(mine: Tool) -> None:
    """A candidate takes the place of one policy; who is chased by another gets the same."""
    mine.settings(signatory="Claire Lefort", policies={"vip": "gentle"})
    mine.customer("C-2", category="vip")
    mine.invoice("F-2", customer_id="C-2")
    usual = asked(mine, {"policy": MINIMAL, "days": 20})
    assert (usual["compared"], sorted(told(usual))) == (2, ["C-1"])
    for_vip = asked(mine, {"policy": MINIMAL, "replaces": "gentle", "days": 20})
    assert sorted(told(for_vip)) == ["C-2"]


def test_a_version_that_is_kept_can_be_tried(mine: Tool) -> None:
    mine("PUT", "/policies/mine", MINIMAL)
    kept = {"policy_id": "mine", "version": 1}
    assert asked(mine, {"kept": kept})["changed"] == 0
    assert asked(mine, {"kept": kept, "replaces": "classic"})["changed"] == 1
    assert mine("POST", "/policies/diff", {"kept": kept | {"version": 2}}).status == 404


def test_customers_are_compared_page_by_page(mine: Tool) -> None:
    for number in (2, 3):
        mine.customer(f"C-{number}")
        mine.invoice(f"F-{number}", customer_id=f"C-{number}")
    first = asked(mine, {"policy": MINIMAL, "days": 20}, "?limit=2")
    assert (first["compared"], first["changed"]) == (2, 2)
    rest = asked(mine, {"policy": MINIMAL, "days": 20}, f"?limit=2&cursor={first['cursor']}")
    assert (sorted(told(rest)), rest["cursor"]) == (["C-3"], None)


def test_a_choice_that_ends_meanwhile_is_followed(mine: Tool) -> None:
    """The forecast follows the day on which the usual policy holds again."""
    wish = {"value": "key_account", "reason": "Un essai", "until_on": "2026-06-08"}
    mine("PUT", "/customers/C-1/overrides/policy", wish)
    answer = asked(mine, {"policy": MINIMAL, "days": 20})
    lines = [line for one in answer["customers"] for c in one["changes"] for line in c.values()]
    assert min(line["on"] for line in lines if line) > "2026-06-08"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"policy": MINIMAL, "kept": {"policy_id": "classic", "version": 1}}, "body"),
        ({"policy": MINIMAL, "days": 61}, "days"),
        ({"policy": {"steps": [TASK]}}, "policy.steps"),
    ],
)
def test_what_cannot_be_tried_is_refused(mine: Tool, body: dict[str, Any], field: str) -> None:
    answer = mine("POST", "/policies/diff", body)
    assert (answer.status, fields(answer)) == (422, [field])


# --- Back-test -----------------------------------------------------------------------------------


def lived(mine: Tool, cloud: Cloud) -> None:
    """June, live: the invoice is chased, and paid on the 12th, which is recorded on the 15th."""
    mine("POST", "/go-live", {"confirm": True})
    for day in range(2, 27):
        cloud.run(at(f"2026-06-{day:02d} 10:00"))
        if day == 14:
            cloud.clock.set(at("2026-06-15 15:00"))
            mine.pay(value_on="2026-06-12")
    cloud.clock.set(at("2026-06-27 09:00"))


def replay(mine: Tool, policy: dict[str, Any], **changes: Any) -> Any:
    """The answer of a back-test of June."""
    body = {"policy": policy, "from_on": "2026-06-02", "to_on": "2026-06-26"} | changes
    answer = mine("POST", "/policies/backtest", body)
    assert answer.status == 200, answer.text
    return answer.json


def steps(answer: Any) -> dict[str, tuple[int, ...]]:
    """Per step: would, did, would cross, did cross."""
    names = ("would", "did", "would_cross", "did_cross")
    return {one["kind"]: tuple(one[name] for name in names) for one in answer["steps"]}


def test_the_policy_that_held_would_have_said_what_was_said(mine: Tool, cloud: Cloud) -> None:
    lived(mine, cloud)
    answer = replay(mine, content(mine))
    assert answer["replayed"] == 1
    assert steps(answer) == {"first": (1, 1, 0, 0), "second": (1, 1, 0, 0)}
    assert answer["customers"] == [{"customer_id": "C-1", "would": 2, "did": 2}]
    assert "as they answered the real ones" in " ".join(answer["assumptions"])


def test_a_message_to_a_debt_that_was_paid_is_counted(mine: Tool, cloud: Cloud) -> None:
    """The money was there on the 12th and recorded on the 15th: a message between is wrong."""
    lived(mine, cloud)
    hasty = {"steps": [MINIMAL["steps"][0] | {"days_after_due": 10}, TASK]}
    answer = replay(mine, hasty)
    assert steps(answer)["first"] == (1, 1, 1, 0)
    assert steps(answer)["second"] == (0, 1, 0, 0)


def test_a_back_test_keeps_nothing(mine: Tool, cloud: Cloud) -> None:
    lived(mine, cloud)
    rows = cloud.rows("AccountsTable")
    replay(mine, MINIMAL)
    assert cloud.rows("AccountsTable") == rows


def test_only_the_days_of_the_policy_are_compared(mine: Tool, cloud: Cloud) -> None:
    lived(mine, cloud)
    answer = replay(mine, MINIMAL, replaces="gentle")
    assert (answer["replayed"], answer["steps"], answer["customers"]) == (1, [], [])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"to_on": "2026-06-01"}, "to_on"),
        ({"from_on": "2026-06-03", "to_on": "2026-05-31"}, "body"),
        ({"from_on": "2025-06-01"}, "body"),
    ],
)
def test_only_a_span_that_is_over_can_be_replayed(
    mine: Tool, change: dict[str, str], field: str
) -> None:
    body = {"policy": MINIMAL, "from_on": "2026-05-01", "to_on": "2026-05-31"} | change
    answer = mine("POST", "/policies/backtest", body)
    assert (answer.status, fields(answer)) == (422, [field])
