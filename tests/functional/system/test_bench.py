"""`make bench` writes the figures that it promises, and says so where it cannot compare."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.harness.template import ROOT
from tests.bench import before, interleaved
from tests.bench.prices import UnknownPrice, prices

PROMISED = {
    "requests_per_reminder",
    "write_units_per_reminder",
    "read_units_per_reminder",
    "cost_per_1000_usd",
    "growth",
    "decide_ratio",
    "scale",
    "import_ratio",
    "reminders_per_second",
    "cpu_ms_per_reminder",
}
COMPARED = {"cpu_ratio": 0.5, "send_import_ratio": 0.25}
MODULES = sorted(path.stem for path in (ROOT / "tests" / "bench").glob("*.py"))
# Two customers instead of two hundred, and nothing that is measured for long. In a process of its
# own: the ground of the figures takes the place of the tests' environment.
_BRIEFLY = """
import importlib, json, sys
if __name__ == "__main__":
    for name in json.loads(sys.argv[1]):
        importlib.import_module("tests.bench." + name)
    from tests.bench import deciding, growth, imports, interleaved, scale, story, throughput
    from tests.bench.__main__ import measured
    story.CUSTOMERS = 2
    speed = {"reminders_per_second": 1.0, "cpu_ms_per_reminder": 1.0}
    for module in (growth, deciding, imports, interleaved, scale):
        module.measure = lambda *_: ({}, "")
    throughput.measure = lambda: ({"two customers": speed}, "")
    print(json.dumps(measured()))
"""


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    script = tmp_path_factory.mktemp("bench") / "briefly.py"
    script.write_text(_BRIEFLY)
    path = f"{ROOT / 'shared'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        [sys.executable, "-P", str(script), json.dumps([m for m in MODULES if m != "__main__"])],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_promised_figure_is_measured(figures: dict[str, Any]) -> None:
    assert figures.keys() >= PROMISED
    assert figures["requests_per_reminder"] > 1
    assert figures["write_units_per_reminder"] > 1
    assert figures["read_units_per_reminder"] > 1


def test_keeping_is_said_beside_what_sending_costs(figures: dict[str, Any]) -> None:
    sending, keeping = figures["cost_per_1000_usd"], figures["cost_of_keeping_1000_usd"]
    assert sending > figures["write_units_per_reminder"] * 1000 * 0.625e-6
    assert keeping > 0


def test_the_ratios_are_of_medians_after_to_before() -> None:
    rounds = [[{"all": 40.0}, {"all": 10.0}, {"all": 90.0}], [{"all": 20.0}]]
    batches = [[{"with clients": 800.0}], [{"with clients": 200.0}]]
    assert interleaved.ratios(rounds, batches) == COMPARED


def test_without_the_commit_of_before_the_ratios_are_left_out_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(before, "COMMIT", "0" * 40)
    found, told = interleaved.measure({})
    assert found == {}
    assert "git has no commit 000000000000" in told


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@client.example")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_before_is_a_checkout_of_its_commit_and_not_of_what_came_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet")
    for content in ("before", "after"):
        (tmp_path / "template.yaml").write_text(content)
        git(tmp_path, "add", "template.yaml")
        git(tmp_path, "commit", "--quiet", "--message", content)
    monkeypatch.setattr(before, "ROOT", tmp_path)
    monkeypatch.setattr(before, "COMMIT", git(tmp_path, "rev-parse", "HEAD~1"))
    folder = before.checkout()
    assert folder is not None
    assert (folder / "template.yaml").read_text() == "before"
    (folder / ".complete").unlink()  # as if it had been cut off
    (folder / "template.yaml").write_text("half")
    assert before.checkout() == folder
    assert (folder / "template.yaml").read_text() == "before"


def test_a_side_has_a_fresh_process_send_a_waiting_mail_with_clients_of_its_own() -> None:
    with interleaved.at_work(ROOT) as side:
        staged = side.ask("stage")
        used = interleaved.first_batch(ROOT, staged["environment"], staged["events"][0])
        side.let_go()
    assert 0 < used["import"] <= used["with clients"] < used["with first mail"]
    assert used["clients"] >= 2


def test_who_pays_other_prices_says_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    monkeypatch.setenv("PRICES", str(mine))
    mine.write_text('{"dynamodb_write_unit": 1.5e-6}')
    assert prices()["dynamodb_write_unit"] == 1.5e-6
    assert prices()["dynamodb_read_unit"] == 0.125e-6
    mine.write_text('{"dynamodb_writes": 1}')
    with pytest.raises(UnknownPrice, match="dynamodb_writes"):
        prices()
