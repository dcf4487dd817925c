"""Every worked calendar, through the real flows: what it expects happens, and nothing else."""

from pathlib import Path

import pytest

from local.replay.agenda import Happening
from local.replay.lines import Line
from local.replay.play import compared, play
from local.replay.reading import read
from tests.harness.cloud import Cloud

FOLDER = Path(__file__).resolve().parent
CALENDARS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", CALENDARS, ids=lambda file: str(file.stem))
def test_a_worked_calendar_happens_line_by_line(cloud: Cloud, file: Path) -> None:
    calendar = read(file)
    assert calendar.expect, "a worked calendar says what it expects"
    assert compared(calendar, play(calendar, cloud, _silently)) == []


def test_the_example_of_the_page_happens_as_it_says(cloud: Cloud, tmp_path: Path) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    file = tmp_path / "example.yaml"
    file.write_text(page.split("```yaml")[1].split("```")[0], encoding="utf-8")
    calendar = read(file)
    assert compared(calendar, play(calendar, cloud, _silently)) == []


def test_every_rule_from_r1_to_r8_has_three_calendars_at_least() -> None:
    about = [rule for file in CALENDARS for rule in read(file).rules]
    assert {f"R{n}": about.count(f"R{n}") for n in range(1, 9) if about.count(f"R{n}") < 3} == {}


def _silently(at: object, what: Happening | Line) -> None:
    """Nobody watches."""
