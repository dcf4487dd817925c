"""Settings, feed, pause and release over HTTP (R12, R13, R23, R29, practice 4)."""

from typing import Any

import pytest

from relance.data import accounts
from tests.actors.tool import IBAN, OTHER_IBAN, Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    return tool(cloud)


def test_what_is_left_out_of_the_settings_stays_as_it_is(mine: Tool) -> None:
    assert mine.settings(language="en", signatory="Claire Lefort").status == 200
    assert mine.settings(limits={"gap_days": 7}).status == 200
    assert mine.settings(limits={"cheque_days": 9}).status == 200
    kept = mine.get("/settings")
    assert (kept["language"], kept["signatory"]) == ("en", "Claire Lefort")
    assert (kept["limits"]["gap_days"], kept["limits"]["cheque_days"]) == (7, 9)


def test_what_was_read_can_be_put_again_and_changes_nothing(mine: Tool) -> None:
    mine.settings(iban=IBAN, closed_on=["2026-08-14"], limits={"caps": []})
    kept = mine.get("/settings")
    assert mine("PUT", "/settings", kept).json == kept
    assert mine("PATCH", "/settings", kept).json == kept


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"legal_name": None}, "legal_name"),
        ({"iban": "FR7630006000011234567890188"}, "iban"),
        ({"iban": "ZZ50300060000112345678"}, "iban"),
        ({"bic": "BNP"}, "bic"),
        ({"bic": "BNPAXXPP"}, "bic"),
        ({"country": "ZZ"}, "country"),
        ({"country": "UK"}, "country"),
        ({"country": "FR\n"}, "country"),
        ({"reply_to": "a@client.example\n"}, "reply_to"),
        ({"reply_to": "a b@client.example"}, "reply_to"),
        ({"reply_to": f"a@{'b' * 250}.example"}, "reply_to"),
        ({"from_email": "not an address"}, "from_email"),
        ({"reply_to": "a@b"}, "reply_to"),
        ({"from_name": "Compta\nBcc: x@y.example"}, "from_name"),
        ({"from_name": "=?utf-8?q?Evil?="}, "from_name"),
        ({"from_name": "é" * 150}, "from_name"),
        ({"from_name": "\u200b"}, "from_name"),
        ({"legal_name": "ж" * 200}, "legal_name"),
        ({"phone": "call me"}, "phone"),
        ({"siren": "123456789"}, "siren"),
        ({"language": "de"}, "language"),
        ({"zone": "Paris"}, "zone"),
        ({"policy_id": "harsh"}, "policy_id"),
        ({"mode": "live"}, "mode"),
        ({"daily_cap": 51}, "daily_cap"),
        ({"version": 7}, "version"),
        ({"limits": {"gap_days": 0}}, "limits.gap_days"),
        ({"limits": {"sending_hour": 24}}, "limits.sending_hour"),
        ({"limits": {"sending_hour": 17}}, "limits"),
        ({"limits": {"caps": [{"contacts": 0, "days": 14}]}}, "limits.caps.0.contacts"),
        ({"limits": {"unknown_settle_hours": 0}}, "limits.unknown_settle_hours"),
    ],
)
def test_what_cannot_be_accepted_is_named(mine: Tool, change: dict[str, Any], field: str) -> None:
    answer = mine.settings(**change)
    assert answer.status == 422
    assert fields(answer) == [field]


def test_an_iban_is_kept_without_its_spaces(mine: Tool) -> None:
    mine.settings(iban="fr76 3000 6000 0112 3456 7890 189", bic="bnpafrpp")
    kept = mine.get("/settings")
    assert (kept["iban"], kept["bic"], kept["iban_set_on"]) == (IBAN, "BNPAFRPP", None)


def test_another_iban_is_dated_so_that_pages_can_wait(mine: Tool, cloud: Cloud) -> None:
    """Practice 4.2: three bank days without an IBAN on any page."""
    mine.settings(iban=IBAN)
    cloud.clock.set(at("2026-06-10 09:00"))
    mine.settings(iban=OTHER_IBAN)
    assert mine.get("/settings")["iban_set_on"] == "2026-06-10"
    cloud.clock.set(at("2026-06-11 09:00"))
    mine.settings(iban=OTHER_IBAN, language="en")
    assert mine.get("/settings")["iban_set_on"] == "2026-06-10"


def test_an_iban_cannot_be_changed_in_two_steps_to_avoid_the_wait(mine: Tool, cloud: Cloud) -> None:
    mine.settings(iban=IBAN)
    mine.settings(iban=None)
    cloud.clock.set(at("2026-06-10 09:00"))
    mine.settings(iban=OTHER_IBAN)
    assert mine.get("/settings")["iban_set_on"] == "2026-06-10"


@pytest.mark.parametrize("change", [{"iban": OTHER_IBAN}, {"iban": None}, {"bic": "BNPAFRPP"}])
def test_an_ordinary_key_never_changes_bank_details(mine: Tool, change: dict[str, Any]) -> None:
    mine.settings(iban=IBAN)
    ledger = mine.with_key("ledger")
    assert ledger.settings(**({"iban": IBAN} | change)).status == 403
    assert ledger.settings(iban=IBAN, language="en").status == 200
    assert mine.get("/settings")["iban"] == IBAN


def test_cash_is_declared_up_to_a_day_that_has_come(mine: Tool) -> None:
    """R23."""
    answer = mine("PUT", "/feed", {"cash_through_on": "2026-05-29"})
    assert (answer.status, answer.json["cash_through_on"]) == (200, "2026-05-29")
    future = mine("PUT", "/feed", {"cash_through_on": "2026-06-02"})
    assert (future.status, fields(future)) == (422, ["cash_through_on"])


def test_a_pause_ends_in_the_mode_it_interrupted(mine: Tool) -> None:
    """R29."""
    for _ in range(2):
        assert mine("POST", "/pause", {"paused": True}).json["mode"] == "paused"
    for _ in range(2):
        assert mine("POST", "/pause", {"paused": False}).json["mode"] == "shadow"
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})
    mine("POST", "/pause", {"paused": True})
    assert mine("POST", "/pause", {"paused": False}).json["mode"] == "live"


def test_a_pause_stops_what_is_queued(mine: Tool, cloud: Cloud) -> None:
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})
    mine.invoice()
    cloud.clock.set(at("2026-06-05 10:00"))
    cloud.tick(at("2026-06-05 10:00"))
    cloud.pump("dispatch", "evaluate")
    mine("POST", "/pause", {"paused": True})
    cloud.pump()
    assert cloud.mailbox.messages() == []


def test_settings_leave_mode_and_feed_alone(mine: Tool) -> None:
    mine("PUT", "/feed", {"cash_through_on": "2026-05-29"})
    mine("POST", "/pause", {"paused": True})
    mine.settings()
    kept = mine.get("/settings")
    assert (kept["mode"], kept["cash_through_on"]) == ("paused", "2026-05-29")


def test_a_person_overrules_the_circuit_breaker_for_one_day(mine: Tool) -> None:
    """R13."""
    assert mine("POST", "/runs/release", {"confirm": True}).json["released_on"] == "2026-06-01"
    assert mine("POST", "/runs/release", {}).status == 422


def test_new_rules_bring_the_reviews_of_open_accounts_forward(mine: Tool, cloud: Cloud) -> None:
    """R12: to the first run that the circuit breaker can still expect."""
    mine.invoice(due_on="2026-09-30")
    cloud.run(at("2026-06-01 10:00"))
    later_at = _review_at(mine)
    mine.settings(legal_name="Atelier Lumen SAS")
    assert _review_at(mine) == later_at
    mine.settings(limits={"gap_days": 7})
    assert _review_at(mine) == at("2026-06-02 10:00")


def test_what_is_due_earlier_stays_so_when_rules_change(mine: Tool) -> None:
    mine.invoice()
    due_at = _review_at(mine)
    mine.settings(limits={"gap_days": 7})
    assert _review_at(mine) == due_at


def _review_at(mine: Tool) -> Any:
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    return account.review_at


def test_a_small_balance_of_its_own_for_a_currency_is_kept_and_no_other_word_is(
    cloud: Cloud,
) -> None:
    by = tool(cloud)
    own = {"small_balance_by_currency": {"JPY": 1_500}}
    assert by.settings(limits=own).status == 200
    assert by.get("/settings")["limits"]["small_balance_by_currency"] == {"JPY": 1_500}
    assert by.settings(limits={"small_balance_by_currency": {"YEN": 1}}).status == 422
