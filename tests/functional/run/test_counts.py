"""What an operator sees of the runs: a tick that ended, one that was cut short, who was held."""

import json
from typing import Any

import pytest

from local.harness.functions import LambdaContext
from tests.builders import at
from tests.harness.cloud import Cloud
from tests.pains.shop import Shop, opened


@pytest.fixture
def shop(cloud: Cloud) -> Shop:
    """A live tenant whose debtor is in time for a first reminder on 9 June."""
    return opened(cloud).owes(due_on="2026-06-02")


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The metrics that were written since it was last looked at, by name and what it was about."""
    found: dict[str, Any] = {}
    for line in capsys.readouterr().out.splitlines():
        if '"_aws"' in line:
            told = json.loads(line)
            (metric,) = told["_aws"]["CloudWatchMetrics"][0]["Metrics"]
            reason = f" {told['reason']}" if "reason" in told else ""
            found[metric["Name"] + reason] = sum(told[metric["Name"]])
    return found


def test_a_tick_that_ends_is_the_heartbeat(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    counted(capsys)
    shop.hours("2026-06-09", [8])
    found = counted(capsys)
    assert found["TicksFinished"] == 1
    assert "RunsCutShort" not in found


def test_a_tick_that_runs_out_of_time_is_none(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LambdaContext, "get_remaining_time_in_millis", lambda _: 29_000)
    shop.hours("2026-06-09", [8])
    found = counted(capsys)
    assert found["RunsCutShort"] == 1
    assert "TicksFinished" not in found


def test_a_tick_that_comes_too_late_is_none(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    counted(capsys)
    shop.cloud.clock.set(at("2026-06-09 15:00"))
    shop.cloud.tick(at("2026-06-09 08:00"))
    shop.cloud.pump("dispatch")
    assert not {"TicksFinished", "RunsCutShort"} & counted(capsys).keys()


def test_a_run_of_one_tenant_that_fails_does_not_stop_the_heartbeat(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise OSError("a moment without a network")

    monkeypatch.setattr("relance.flows.run.tenant_run._run", fails)
    shop.cloud.tick(at("2026-06-09 10:00"))
    shop.cloud.clock.set(at("2026-06-09 10:00"))
    shop.cloud.pump("dispatch", until_quiet=False)
    assert counted(capsys)["TicksFinished"] == 1
    assert len(shop.cloud.errors) == 1
    shop.cloud.errors.clear()


def test_who_is_held_is_counted_by_reason_and_never_by_the_words_of_staff(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.does("PUT", "/feed", {"cash_through_on": "2026-05-29"})
    shop.hours("2026-06-09", [8])
    assert held(capsys) == {"feed_stale": 1}
    shop.does("DELETE", "/feed")
    shop.does("POST", "/customers/C-1/holds", {"reason": "mother_is_ill"})
    shop.hours("2026-06-10", [8])
    assert held(capsys) == {"stopped": 1}
    assert shop.mails == []


def held(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    """How many were held since it was last looked at, by reason."""
    found = counted(capsys).items()
    return {name.split(" ")[1]: n for name, n in found if name.startswith("AccountsHeld")}
