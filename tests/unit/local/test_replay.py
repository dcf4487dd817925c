"""The calendar files: read with their mistakes named, and compared line by line."""

from datetime import date
from pathlib import Path

import pytest

from local.replay.lines import Line, Names, Unreadable, differences, expected
from local.replay.reading import Mistaken, read

NAMES = Names({"C-1", "C-2"}, {"F-1", "F-2"})
DAY = date(2026, 6, 5)
FIRST = Line(DAY, "message", "first", "C-1", ("F-1",), (), "300.00 EUR", ("first_due", "level:1"))
WAITS = Line(DAY, "nothing", "", "C-1", words=("closed_day", "EUR"))

SHORT = """
title: short
invoices:
  - {id: F-1, amount: 300.00, issued: 2026-05-03, due: 2026-06-02}
facts:
  - {what: payment, at: 2026-06-08 11:00, amount: 300.00, for: F-1}
"""


def told(*lines: str, happened: tuple[Line, ...] = (FIRST,)) -> list[str]:
    return differences([expected(line, NAMES) for line in lines], happened)


@pytest.mark.parametrize(
    "line",
    [
        "2026-06-05 first",
        "2026-06-05 C-1 first F-1",
        "2026-06-05 first F-1 300.00 EUR level:1 first_due",
        "2026-06-05 first !called",
    ],
)
def test_an_expected_line_holds_what_happened_to_what_it_says(line: str) -> None:
    assert told(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "2026-06-06 first",
        "2026-06-05 second",
        "2026-06-05 C-2 first",
        "2026-06-05 first F-2",
        "2026-06-05 first F-1 F-2",
        "2026-06-05 first F-1 (F-2)",
        "2026-06-05 first 300.01 EUR",
        "2026-06-05 first level:2",
        "2026-06-05 first !level",
        "2026-06-05 task first",
    ],
)
def test_whatever_else_it_says_is_a_difference(line: str) -> None:
    assert told(line)[:1] in ([f"- expected  {line}"], [f"+ happened  {DAY} {FIRST}"])
    assert len(told(line)) == 2


def test_why_a_line_is_missing_is_told_in_words() -> None:
    silent = Line(DAY, "nothing", "", "C-1", words=("nothing_due", "EUR"))

    assert told("2026-06-05 first", happened=(silent,))[-1].endswith(": nothing is due")


def test_a_message_that_nobody_expected_is_a_difference() -> None:
    assert told() == ["+ happened  2026-06-05 first      C-1 F-1 300.00 EUR first_due level:1"]


def test_one_message_satisfies_one_line() -> None:
    assert told("2026-06-05 first", "2026-06-05 first F-1") == ["- expected  2026-06-05 first"]


def test_silence_is_expected_with_the_reason_that_holds_on_the_day() -> None:
    quiet = ("2026-06-05 nothing", "2026-06-05 nothing closed_day", "2026-06-06 nothing closed_day")
    assert told(*quiet, happened=(WAITS,)) == []
    assert told("2026-06-05 nothing gap", happened=(WAITS,))[0] == (
        "- expected  2026-06-05 nothing gap"
    )
    assert told("2026-06-05 nothing", "2026-06-05 first") == ["- expected  2026-06-05 nothing"]


@pytest.mark.parametrize("line", ["first F-1", "2026-06-05", "2026-06-05 task"])
def test_a_line_that_says_nothing_is_refused(line: str) -> None:
    with pytest.raises(Unreadable):
        expected(line, NAMES)


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("amount: 300.00, for", "amount: much, for", ":6: facts.0.amount: an amount is written"),
        ("at: 2026-06-08 11:00", "at: yesterday", ":6: facts.0.at: a moment is written"),
        ("what: payment", "what: gift", ":6: facts.0: Input tag 'gift'"),
        ("due: 2026", "due: 1/6/2026", ":4: invoices.0.due: "),
        ("title: short", "name: short", ": title: Field required"),
        ("amount: 300.00, issued", "issued", ":4: invoices.0: give either amount or parts"),
    ],
)
def test_a_mistake_is_named_with_its_place(
    tmp_path: Path, before: str, after: str, where: str
) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text(SHORT.replace(before, after), encoding="utf-8")
    with pytest.raises(Mistaken, match=where):
        read(file)


def test_an_invoice_of_nobody_is_named(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text(SHORT.replace("{id: F-1,", "{id: F-1, customer: C-9,"), encoding="utf-8")
    with pytest.raises(Mistaken, match="invoice F-1: there is no customer 'C-9'"):
        read(file)


def test_a_file_that_is_not_there_or_no_yaml_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistaken, match="No such file"):
        read(tmp_path / "none.yaml")
    (tmp_path / "broken.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(Mistaken, match="while parsing"):
        read(tmp_path / "broken.yaml")


def test_the_replay_begins_with_the_first_thing_and_lasts_a_month(tmp_path: Path) -> None:
    file = tmp_path / "calendar.yaml"
    file.write_text(SHORT, encoding="utf-8")
    calendar = read(file)
    assert (calendar.first_on, calendar.last_on) == (date(2026, 5, 3), date(2026, 7, 8))
