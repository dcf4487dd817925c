"""Every worked calendar, through the real flows: what it expects happens, and nothing else."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from local.replay.agenda import Happening
from local.replay.document import Calendar
from local.replay.expecting import NAMED
from local.replay.lines import Line
from local.replay.play import compared, play
from local.replay.reading import KINDS, read, words_of
from tests.conftest import HOME
from tests.harness.cloud import Cloud

FOLDER = Path(__file__).resolve().parent
CALENDARS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", CALENDARS, ids=lambda file: str(file.stem))
def test_a_worked_calendar_happens_line_by_line(cloud: Cloud, file: Path) -> None:
    calendar = read(file)
    assert calendar.expect, "a worked calendar says what it expects"
    assert compared(calendar, play(calendar, cloud, _silently)) == []


def test_hours_that_are_passed_over_would_have_changed_no_line(dynamodb_engine: str) -> None:
    calendar = read(FOLDER / "r5-courtesy-is-no-condition.yaml")
    walked = {every: _walked(calendar, every, dynamodb_engine) for every in (True, False)}
    days = (calendar.last_on - calendar.first_on).days + 1
    assert walked[True].ticks >= days * 24
    assert walked[False].ticks < days * 3
    assert walked[True].lines == walked[False].lines
    assert compared(calendar, walked[True].lines) == []


def test_the_example_of_the_page_happens_as_it_says(cloud: Cloud, tmp_path: Path) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    file = tmp_path / "example.yaml"
    file.write_text(page.split("```yaml")[1].split("```")[0], encoding="utf-8")
    calendar = read(file)
    assert compared(calendar, play(calendar, cloud, _silently)) == []


def test_the_page_names_every_word_and_every_fact() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| `")]
    told = {word: row for row in rows for word in re.findall("`([a-z_]+)`", row[0])}
    assert set(told) - {"what"} == {*words_of(()), *KINDS}
    for kind in KINDS:
        own = set(words_of(("facts", kind))) - {"what", "at", "crossing", "refused"}
        named = set(re.findall("`([a-z_0-9]+)`", told[kind][1]))
        # That a fact may name its customer is said once, below the table.
        assert own - named <= {"customer"}, f"the page does not tell all of {kind}"


def test_the_page_names_every_word_of_an_expected_line() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8").partition("## Expected lines")[2]
    assert {name for name in NAMED if f"`{name}:" not in page} == set()


def test_every_rule_from_r1_to_r8_has_three_calendars_at_least() -> None:
    about = [rule for file in CALENDARS for rule in read(file).rules]
    assert {f"R{n}": about.count(f"R{n}") for n in range(1, 9) if about.count(f"R{n}") < 3} == {}


@dataclass(frozen=True)
class Walked:
    """What a walk told, and how often the schedule ticked in it."""

    lines: list[Line]
    ticks: int


def _walked(calendar: Calendar, every_hour: bool, engine: str) -> Walked:
    with HOME.deployed(engine) as cloud:
        found = play(calendar, cloud, _silently, every_hour=every_hour)
        lines = [replace(line, at=None, hour=None, letter=None) for line in found]  # links differ
        runs = {one.invocation for one in cloud.requests if one.function == "dispatch"}
        return Walked(lines, len(runs))


def _silently(at: object, what: Happening | Line) -> None:
    """Nobody watches."""
