"""Policies over HTTP: read, validate, replace, versions, go back, mapping (B1 to B3, B10)."""

from datetime import date
from typing import Any

import pytest

from relance.data import accounts, policies, tenants
from relance.domain.policies.shipped import CLASSIC, SHIPPED
from relance.flows.policies.policies import MOST_OWN, version_at
from tests.actors.tool import Tool, fields, newcomer, tool
from tests.builders import at
from tests.harness.cloud import Cloud

TASK = {"kind": "decision", "level": 2, "days_after_due": 30, "channel": "task"}
MINIMAL = {
    "steps": [{"kind": "first", "level": 1, "days_after_due": 5}, TASK],
}


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.settings(signatory="Claire Lefort")
    return made


def content(mine: Tool, policy_id: str) -> dict[str, Any]:
    """A policy as it is read, in the form in which it can be put."""
    found: dict[str, Any] = mine.get(f"/policies/{policy_id}")
    return {name: value for name, value in found.items() if name != "policy_id"}


def test_the_policies_that_come_with_relance_are_there(mine: Tool) -> None:
    listed = mine.get("/policies")["policies"]
    assert [one["policy_id"] for one in listed] == sorted(SHIPPED)
    assert [one["policy_id"] for one in listed if one["default"]] == ["classic"]
    shown = mine.get("/policies/classic")
    assert shown["steps"][3]["consequence"] == {"kind": "takeover", "accepted_by": "signatory"}
    assert [step["kind"] for step in shown["steps"]] == [step.kind for step in CLASSIC.steps]


@pytest.mark.parametrize("policy_id", sorted(SHIPPED))
def test_what_was_read_can_be_put_again_and_changes_nothing(mine: Tool, policy_id: str) -> None:
    answer = mine("PUT", f"/policies/{policy_id}", content(mine, policy_id))
    assert (answer.status, answer.json["version"]) == (200, 1)
    assert len(mine.get(f"/policies/{policy_id}/versions")["versions"]) == 1


@pytest.mark.parametrize("policy_id", sorted(SHIPPED))
def test_what_comes_with_relance_is_accepted(mine: Tool, policy_id: str) -> None:
    body = content(mine, policy_id)
    body.pop("version")
    assert mine("POST", "/policies/validate", body).json == {"accepted": True, "errors": []}


def test_a_policy_that_cannot_be_accepted_is_told_every_place(mine: Tool) -> None:
    """B1: a level that goes down, a text that does not exist, nobody who answers for it."""
    steps = [
        {"kind": "second", "level": 2, "days_after_due": 7, "text": "thunder"},
        {"kind": "first", "level": 1, "days_after_due": 9},
        TASK,
    ]
    answer = mine("PUT", "/policies/harsh", {"steps": steps})
    assert (answer.status, fields(answer)) == (422, ["steps.1.level", "steps.0.text"])
    checked = mine("POST", "/policies/validate", {"steps": steps}).json
    assert [one["field"] for one in checked["errors"]] == fields(answer)
    assert mine("GET", "/policies/harsh").status == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"steps": [TASK | {"colour": "red"}]}, "steps.0.colour"),
        ({"steps": [TASK | {"level": "2"}]}, "steps.0.level"),
        ({"steps": [TASK | {"channel": "fax"}]}, "steps.0.channel"),
        ({"version": -1}, "version"),
        ({"caps": [{"contacts": 0, "days": 3}]}, "caps.0.contacts"),
    ],
)
def test_what_is_no_policy_at_all_is_refused(mine: Tool, change: Any, field: str) -> None:
    answer = mine("PUT", "/policies/mine", MINIMAL | change)
    assert (answer.status, fields(answer)) == (422, [field])


def test_a_policy_of_ones_own_is_kept_and_replaced(mine: Tool, cloud: Cloud) -> None:
    assert mine("PUT", "/policies/mine", MINIMAL).status == 201
    cloud.clock.set(at("2026-06-03 09:00"))
    answer = mine("PUT", "/policies/mine", MINIMAL | {"version": 1, "gap_days": 6})
    assert (answer.status, answer.json["version"], answer.json["gap_days"]) == (200, 2, 6)
    versions = mine.get("/policies/mine/versions")["versions"]
    assert [one["version"] for one in versions] == [1, 2]
    assert versions[1]["author"].startswith("key:")
    assert mine.get("/policies/mine/versions/1")["policy"]["gap_days"] is None
    assert mine("GET", "/policies/mine/versions/3").status == 404


def test_a_shipped_policy_is_replaced_by_ones_own_version(mine: Tool) -> None:
    changed = content(mine, "classic") | {"gap_days": 7}
    assert mine("PUT", "/policies/classic", changed).json["version"] == 2
    assert mine.get("/policies/classic")["gap_days"] == 7
    assert mine.get("/policies/classic/versions")["versions"][0]["since_at"] is None
    back = mine("POST", "/policies/classic/restore", {"version": 1})
    assert (back.json["version"], back.json["gap_days"]) == (3, None)
    again = mine("POST", "/policies/classic/restore", {"version": 1})
    assert again.json["version"] == 3
    assert mine("POST", "/policies/classic/restore", {"version": 9}).status == 404


def test_two_people_do_not_overwrite_each_other(mine: Tool) -> None:
    mine("PUT", "/policies/mine", MINIMAL)
    mine("PUT", "/policies/mine", MINIMAL | {"version": 1, "gap_days": 6})
    late = mine("PUT", "/policies/mine", MINIMAL | {"version": 1, "gap_days": 9})
    assert (late.status, fields(late)) == (409, ["version"])
    same = mine("PUT", "/policies/mine", MINIMAL | {"version": 1, "gap_days": 6})
    assert (same.status, same.json["version"]) == (200, 2)


def test_the_policy_of_then_is_known(mine: Tool, cloud: Cloud) -> None:
    """R10: a decision of last week is explained by the version of last week."""
    mine("PUT", "/policies/mine", MINIMAL)
    cloud.clock.set(at("2026-06-08 09:00"))
    mine("PUT", "/policies/mine", MINIMAL | {"version": 1, "gap_days": 6})
    assert version_at(mine.tenant_id, "mine", at("2026-06-05 10:00")).gap_days is None
    assert version_at(mine.tenant_id, "mine", at("2026-06-09 10:00")).gap_days == 6
    assert version_at(mine.tenant_id, "classic", at("2020-01-01 10:00")) == CLASSIC


def test_nobody_sees_the_policies_of_another_tenant(mine: Tool, cloud: Cloud) -> None:
    mine("PUT", "/policies/mine", MINIMAL)
    other = newcomer(cloud)
    assert other("GET", "/policies/mine").status == 404
    assert other("GET", "/policies/mine/versions").status == 404


def test_settings_name_only_policies_that_exist(mine: Tool) -> None:
    answer = mine.settings(policy_id="mine", policies={"vip": "yours", "small": "gentle"})
    assert answer.status == 422
    mine("PUT", "/policies/mine", MINIMAL)
    answer = mine.settings(policy_id="mine", policies={"vip": "key_account"})
    assert (answer.json["policy_id"], answer.json["policies"]) == ("mine", {"vip": "key_account"})
    listed = {one["policy_id"]: one for one in mine.get("/policies")["policies"]}
    assert listed["mine"]["default"]
    assert listed["key_account"]["categories"] == ["vip"]


def test_a_step_may_be_for_a_category_once_the_settings_know_it(mine: Tool) -> None:
    step = MINIMAL["steps"][0] | {"categories": ["vip"]}
    body = {"steps": [step, TASK]}
    assert fields(mine("PUT", "/policies/mine", body)) == ["steps.0.categories"]
    mine.settings(policies={"vip": "classic"})
    assert mine("PUT", "/policies/mine", body).status == 201


def test_a_new_version_reaches_existing_invoices_at_once(mine: Tool, cloud: Cloud) -> None:
    """B10, R12: the review is brought forward, and the message goes on its new day."""
    mine("POST", "/go-live", {"confirm": True})
    mine.invoice(due_on="2026-06-02")
    cloud.run(at("2026-06-03 10:00"))
    assert cloud.mailbox.messages() == []
    before_at = review_at(mine)

    changed = content(mine, "classic")
    changed["steps"][2] |= {"days_after_due": 2, "float_bank_days": 0}
    cloud.clock.set(at("2026-06-03 15:00"))
    assert mine("PUT", "/policies/classic", changed).status == 200
    assert review_at(mine) == at("2026-06-04 10:00") < before_at
    cloud.run(at("2026-06-04 10:00"))
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    assert [(m.key.kind, m.on) for m in account.messages] == [("first", date(2026, 6, 4))]


def test_a_new_mapping_reaches_existing_invoices_at_once(mine: Tool, cloud: Cloud) -> None:
    """B10, R12."""
    mine.customer(category="vip")
    mine.invoice(due_on="2026-09-30")
    cloud.run(at("2026-06-01 10:00"))
    later_at = review_at(mine)
    mine.settings(signatory="Claire Lefort", policies={"vip": "gentle"})
    assert review_at(mine) == at("2026-06-02 10:00") < later_at


def review_at(mine: Tool) -> Any:
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    return account.review_at


def test_a_category_is_chased_by_its_own_policy(mine: Tool, cloud: Cloud) -> None:
    """B2: the customer's category chooses."""
    mine("PUT", "/policies/mine", MINIMAL)
    mine.settings(policies={"vip": "mine"})
    mine.customer(category="vip")
    mine("POST", "/go-live", {"confirm": True})
    mine.invoice(due_on="2026-06-02")
    for day in range(3, 11):
        cloud.run(at(f"2026-06-{day:02d} 10:00"))
    sent_on = [m.on for m in accounts.load(mine.tenant_id, "C-1").messages]  # type: ignore[union-attr]
    assert sent_on == [date(2026, 6, 8)]  # five days after the due date is a Sunday


def test_there_is_an_end_to_the_number_of_policies(mine: Tool, cloud: Cloud) -> None:
    for number in range(MOST_OWN):
        assert mine("PUT", f"/policies/mine_{number}", MINIMAL).status == 201
    assert mine("PUT", "/policies/one_more", MINIMAL).status == 409
    assert len(tenants.load(mine.tenant_id).own_policies) == MOST_OWN
    assert policies.current(mine.tenant_id).version == MOST_OWN
