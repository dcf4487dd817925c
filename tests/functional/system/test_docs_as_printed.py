"""What README and docs print for a shell is run as printed: bash, curl, and the API behind them.

Only `make` and the lines that name this reader's own address and key are left out.
"""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from local.harness.template import ROOT
from local.loopback import Answer, Request, serving
from tests.actors.tool import Tool, newcomer
from tests.harness.cloud import Cloud

# The clock of `make serve`: with the state that the demo left, and with one of its own.
STARTS = (datetime(2026, 4, 15, 23, 30, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC))
SENDING_HOUR = 9  # UTC; late enough in Paris, in winter and in summer
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.M | re.S)
_LEFT_OUT = re.compile(r"^(make |API=|KEY=|DAY=)")


def printed(page: str) -> list[str]:
    """The blocks of shell of a page."""
    return _BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))


README = printed("README.md")


class Terminal:
    """A reader's terminal: the address, the key, and the function that README defines."""

    def __init__(self, mine: Tool, url: str, folder: Path) -> None:
        self.mine, self.url, self.folder, self.day = mine, url, folder, ""
        self.answers: list[tuple[str, str, int]] = []

    def press_enter(self) -> None:
        """What Enter does in the terminal of `make serve`, as far as this tenant is concerned."""
        now = self.mine.cloud.clock.now()
        hours = (now + timedelta(hours=number) for number in range(1, 25))
        at = next(hour for hour in hours if hour.hour == SENDING_HOUR)
        self.mine.cloud.run(at)
        self.day = at.date().isoformat()

    def run(self, block: str, **names: str) -> str:
        """What a block prints; each of its calls must have been a success."""
        given = {"API": self.url, "KEY": self.mine.key, "DAY": self.day, **names}
        lines = [line for line in block.splitlines() if not _LEFT_OUT.match(line)]
        script = "\n".join(
            ["set -euo pipefail", *(f"{name}={value}" for name, value in given.items()), CALL]
        )
        done = subprocess.run(
            ["bash", "-c", "\n".join([script, *lines])],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        assert all(200 <= status < 300 for _, _, status in self.answers), done.stdout
        return done.stdout


(CALL,) = [line for line in README[0].splitlines() if line.startswith("call()")]


@pytest.fixture(params=STARTS, ids=["after the demo", "without it"])
def terminal(request: pytest.FixtureRequest, cloud: Cloud, tmp_path: Path) -> Iterator[Terminal]:
    """The terminal of a new tenant at one of those instants."""
    cloud.clock.set(request.param)
    cloud.mailbox.identities.playground = "example"
    mine = newcomer(cloud, "lumen.example")
    found: list[Terminal] = []

    def respond(asked: Request) -> Answer:
        headers = dict(asked.headers.items())
        answer = cloud.http(asked.method, asked.target, headers=headers, body=asked.body)
        found[0].answers.append((asked.method, asked.target, answer.status))
        return Answer(answer.status, tuple(answer.headers.items()), answer.content)

    with serving(respond, 0) as url:
        found.append(Terminal(mine, url, tmp_path))
        yield found[0]


def test_the_walk_of_the_readme_reminds_and_is_paid(terminal: Terminal, cloud: Cloud) -> None:
    _, who, ledger, live, ask, pay = README
    for block in (who, ledger, live):
        terminal.run(block)
    assert cloud.mailbox.messages() == []
    terminal.press_enter()
    (mail,) = cloud.mailbox.messages()
    assert "F-118" in mail.subject
    told = terminal.run(ask)
    assert '"differs":[]' in told.replace(" ", "")
    terminal.run(pay)
    assert terminal.mine.get("/invoices/F-118")["open_minor"] == 0
    assert len(terminal.answers) == 12


def test_the_calls_of_the_page_on_the_api_are_answered(terminal: Terminal, cloud: Cloud) -> None:
    _, who, ledger, live, *_ = README
    for block in (who, ledger.replace('"email"', '"phone": "+33 2 40 00 00 00", "email"'), live):
        terminal.run(block)
    by_phone = {**terminal.mine.get("/settings"), "policy_id": "eight_steps"}
    names = {"mode", "daily_cap", "live_since_at", "cash_through_on", "released_on"}
    names |= {"tenant_id", "iban_set_on", "version"}
    body = {name: value for name, value in by_phone.items() if name not in names}
    assert terminal.mine("PUT", "/settings", body).status == 200
    terminal.press_enter()
    terminal.press_enter()
    (task,) = terminal.mine.get("/tasks")["tasks"]
    sender, tasks, happened = printed("docs/api.md")
    terminal.run(sender)
    terminal.run(tasks, TASK=task["task_id"])
    terminal.run(happened)


@pytest.mark.parametrize("terminal", STARTS[:1], indirect=True, ids=["after the demo"])
def test_the_calls_of_the_page_on_policies_are_answered(terminal: Terminal) -> None:
    terminal.run(README[1])
    (block,) = printed("docs/policies.md")
    said = terminal.run(block)
    assert '"accepted":true' in said.replace(" ", "")
    assert [status for *_, status in terminal.answers] == [200, *[200] * 4, 201, 200, 200]


def test_every_block_of_shell_is_run_here() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    holding = {page.name: len(printed(str(page.relative_to(ROOT)))) for page in pages}
    assert {name: count for name, count in holding.items() if count} == {
        "README.md": 6,
        "api.md": 3,
        "policies.md": 1,
    }
