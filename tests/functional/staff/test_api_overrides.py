"""A person chooses policy or profile for a customer, for a time, over HTTP (B2, B4)."""

from datetime import date
from typing import Any

import pytest

from relance.data import accounts, journal
from tests.actors.tool import Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud

POLICY = "/customers/C-1/overrides/policy"
PROFILE = "/customers/C-1/overrides/profile"
WISH = {"value": "gentle", "reason": "Incendie dans l'atelier"}


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.settings()
    return made


def test_a_choice_is_shown_until_it_is_lifted(mine: Tool) -> None:
    answer = mine("PUT", POLICY, WISH)
    assert (answer.status, answer.json["until_on"]) == (200, "2026-08-30")
    assert mine.get("/customers/C-1")["overrides"] == [answer.json]
    for _ in range(2):
        assert mine("DELETE", POLICY).status == 204
    assert mine.get("/customers/C-1")["overrides"] == []


def test_the_same_choice_again_is_the_one_that_stands(mine: Tool) -> None:
    first = mine("PUT", POLICY, WISH)
    assert mine("PUT", POLICY, WISH).json == first.json
    kinds = [fact.kind for fact in journal.facts(mine.tenant_id, "C-1")]
    assert kinds.count("override_set") == 1


def test_another_choice_takes_the_place_of_the_first(mine: Tool) -> None:
    mine("PUT", POLICY, WISH)
    mine("PUT", PROFILE, {"value": "good", "reason": "Vingt ans"})
    mine("PUT", POLICY, WISH | {"value": "key_account", "until_on": "2026-06-30"})
    shown = mine.get("/customers/C-1")["overrides"]
    assert {one["what"]: one["value"] for one in shown} == {
        "policy": "key_account",
        "profile": "good",
    }


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (POLICY, WISH | {"value": "harsh"}, "value"),
        (PROFILE, WISH | {"value": "gentle"}, "value"),
        (POLICY, {"value": "gentle"}, "reason"),
        (POLICY, WISH | {"until_on": "2026-08-31"}, "until_on"),
        (PROFILE, WISH | {"value": "good", "until_on": "2026-11-29"}, "until_on"),
        (POLICY, WISH | {"until_on": "2026-05-31"}, "until_on"),
    ],
)
def test_a_choice_has_a_reason_and_an_end(
    mine: Tool, path: str, body: dict[str, Any], field: str
) -> None:
    """Practice 7: 180 days at most; gentle ends after 90."""
    answer = mine("PUT", path, body)
    assert (answer.status, fields(answer)) == (422, [field])


def test_only_policy_and_profile_can_be_chosen(mine: Tool) -> None:
    assert mine("PUT", "/customers/C-1/overrides/language", WISH).status == 422
    assert mine("PUT", "/customers/C-9/overrides/policy", WISH).status == 404


def test_who_chose_what_is_in_the_journal_and_why_beside_it(mine: Tool) -> None:
    """R24: the reason is in words, which can be erased."""
    mine.invoice()
    mine("PUT", POLICY, WISH)
    mine("DELETE", POLICY)
    facts = [*journal.facts(mine.tenant_id, "C-1")][-2:]
    assert [fact.kind for fact in facts] == ["override_set", "override_lifted"]
    assert facts[0].author == f"key:{mine.key.split('_')[1]}"
    assert "atelier" not in str(facts)
    told = mine.get("/invoices/F-1/timeline")["entries"][-2:]
    assert [entry["summary"].replace("\N{NO-BREAK SPACE}", " ") for entry in told] == [
        "Une personne a choisi : politique « gentle », jusqu’au 30 août 2026 inclus.",
        "N’est plus choisi : politique « gentle ».",
    ]
    assert told[0]["note"] == "Incendie dans l'atelier"


def test_a_chosen_policy_chases_until_its_last_day(mine: Tool, cloud: Cloud) -> None:
    """B2, R12: on the day after, the account is looked at under its own policy again."""
    mine("POST", "/go-live", {"confirm": True})
    mine("PUT", POLICY, WISH | {"until_on": "2026-06-10"})
    mine.invoice(due_on="2026-06-05")
    for day in range(8, 11):
        cloud.run(at(f"2026-06-{day:02d} 10:00"))
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    assert account.messages == ()
    assert account.review_at == at("2026-06-11 10:00")
    cloud.run(at("2026-06-11 10:00"))
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    assert [(m.key.kind, m.on) for m in account.messages] == [("first", date(2026, 6, 11))]
