"""Trying a policy before it holds, over HTTP: nothing is kept, nothing is sent (B10)."""

from typing import Any

import pytest

from relance.data import tenants
from tests.cloud import Cloud
from tests.tool import Tool, fields, tool

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
