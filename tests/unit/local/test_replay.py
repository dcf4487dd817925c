"""The calendar files: read with their mistakes named, and compared line by line."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from local.replay.expecting import Names, Unreadable, expected
from local.replay.lines import Letter, Line, differences
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
        (
            "what: payment",
            "what: gift",
            ":6: facts.0.what: there is no fact 'gift'; facts are payment",
        ),
        ("due: 2026", "due: 1/6/2026", ":4: invoices.0.due: "),
        ("title: short", "name: short", ":2: title: it is missing"),
        ("what: payment", "what: paiment", ":6: facts.0.what: .*; did you mean 'payment'?"),
        ("at: 2026-06-08 11:00, amount", "at: 2026-06-08, amout", "did you mean 'amount'?"),
        ("2026-06-08 11:00", "2026-06-08 25:00", ":6: facts.0.at: no day has an hour 25:00"),
        ("2026-06-08 11:00", "2026-06-31", ":6: facts.0.at: no calendar has a day 2026-06-31"),
        ("2026-06-08 11:00", "9999-12-31", ":6: facts.0.at: a day lies between 1990-01-01"),
        ("due: 2026-06-02", "due: 0001-01-01", ":4: invoices.0.due: a day lies between"),
        ("due: 2026-06-02", "due: 20260602", ":4: invoices.0.due: a day is written 2026-06-02"),
        ("for: F-1", "for: F-2", ":6: facts.0.for: there is no invoice 'F-2'; did you mean 'F-1'?"),
        ("for: F-1", "for: F-1, customer: C-2", ":6: facts.0.customer: there is no customer"),
        ("id: F-1", "id: true", ":4: invoices.0.id: text is expected"),
        ("amount: 300.00, for", "amount: [3], for", ":6: facts.0.amount: an amount is written"),
        ("for: F-1", "for: F-1, for: F-1", ":6: facts.0.for: it says 'for' twice, first on line 6"),
        ("title: short", "title: short\nlast: 2026-06-01", "7: facts.0.at: the last day"),
        ("title: short", "title: short\nfirst: 2026-06-30", ":7: facts.0.at: the first day"),
        (
            "title: short",
            "title: short\nexpect: [{2026-06-05: first}]",
            ":3: expect.0: an exp",
        ),
        ("title: short", "title: short\nexpect: first", ":3: expect: a list is expected"),
        ("title: short", "title: short\nmode: of", ":3: mode: it is one of live, shadow"),
        (
            "title: short",
            "title: short\nno_runs: [{from: 2026-06-05, to: 2026-06-04}]",
            "before it",
        ),
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
    with pytest.raises(Mistaken, match=r":4: invoices\.0\.customer: there is no customer 'C-9'"):
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


def written(folder: Path, **files: str) -> Path:
    """The files `name.yaml` in a folder; the first one."""
    paths = [folder / f"{name}.yaml" for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths[0]


HEAD = """
policy: gentle
settings: {country: DE, limits: {gap_days: 5, small_balance_minor: 500}}
customers: [{id: C-1}]
"""


def test_a_head_is_said_once_and_the_file_stands_above_it(tmp_path: Path) -> None:
    own = "include: head.yaml\nsettings: {limits: {gap_days: 9}}\ncustomers: [{id: C-2}]"
    first = SHORT.replace("title: short", f"title: short\n{own}").replace(
        "F-1,", "F-1, customer: C-1,", 1
    )
    calendar = read(written(tmp_path, calendar=first, head=HEAD))

    assert (calendar.title, calendar.policy) == ("short", "gentle")
    assert calendar.settings == {
        "country": "DE",
        "limits": {"gap_days": 9, "small_balance_minor": 500},
    }
    assert [one.id for one in calendar.customers] == ["C-1", "C-2"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("/etc/hostname", "a head lies beside the calendar"),
        ("../head.yaml", "a head lies beside the calendar"),
        ("inner/../../head.yaml", "a head lies beside the calendar"),
        ("nobody.yaml", "there is no such file"),
        ("calendar.yaml", "it includes itself"),
        ("back.yaml", "it includes itself"),
        ("[{a: 1}]", "it names a file"),
    ],
)
def test_a_head_that_cannot_be_one_is_told_with_its_line(
    tmp_path: Path, name: str, why: str
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "head.yaml").symlink_to("/etc/hostname")
    text = SHORT.replace("title: short", f"title: short\ninclude: {name}")
    file = written(tmp_path, calendar=text, back="include: calendar.yaml")
    with pytest.raises(Mistaken, match=rf"yaml:[13]: include: .*{why}"):
        read(file)


def test_a_head_linked_from_elsewhere_is_refused(tmp_path: Path) -> None:
    outside = written(tmp_path, head=HEAD)
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "head.yaml").symlink_to(outside)
    text = SHORT.replace("title: short", "title: short\ninclude: head.yaml")
    with pytest.raises(Mistaken, match="a head lies beside the calendar"):
        read(written(tmp_path / "inner", calendar=text))


def test_a_mistake_in_a_head_is_told_with_the_line_of_the_head(tmp_path: Path) -> None:
    text = SHORT.replace("title: short", "title: short\ninclude: head.yaml")
    head = HEAD.replace("id: C-1", "name: Nobody") + "polcy: gentle\n"
    with pytest.raises(Mistaken) as told:
        read(written(tmp_path, calendar=text, head=head))
    assert str(told.value).splitlines() == [
        f"{tmp_path}/head.yaml:4: customers.0.id: it is missing",
        f"{tmp_path}/head.yaml:5: polcy: there is no word 'polcy'; did you mean 'policy'?",
    ]


def test_yaml_is_read_as_people_mean_it(tmp_path: Path) -> None:
    said = "settings: {country: NO, region: 01, closed_on: [2026-05-15], zone: on}"
    calendar = read(written(tmp_path, calendar=f"title: 10:30\n{said}"))
    assert calendar.title == "10:30"
    assert calendar.settings == {
        "country": "NO",
        "region": "01",
        "closed_on": ["2026-05-15"],
        "zone": "on",
    }


@pytest.mark.parametrize("text", ["", "- one", "just text", "\tx: 1", "a: &x [*y]"])
def test_what_is_no_calendar_at_all_is_a_mistake_with_a_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(Mistaken, match=r"calendar\.yaml:1: "):
        read(written(tmp_path, calendar=text))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2026-06-05 fist F-1", "there is no message of the kind 'fist'; did you mean 'first'?"),
        ("2026-06-05 task aproval", "there is no task of the kind 'aproval'; did you mean"),
        ("2026-06-05 first F-2", "there is no word 'F-2'; did you mean 'F-1'?"),
        ("2026-06-05 first (F-2)", "there is no invoice 'F-2'; did you mean 'F-1'?"),
        ("2026-06-05 first clam_unseen", "did you mean 'claim_unseen'?"),
        ("2026-06-05 first !calld", "did you mean 'called'?"),
        ("2026-06-05 first lvel:2", "there is no word 'lvel:'; did you mean 'level:'?"),
        ("2026-06-05 first 300.00", "an amount has its currency after it: 300.00 EUR"),
        ("2026-06-05 24:00 first", "no day has an hour 24:00"),
        ("2026-06-31 first", "no calendar has a day 2026-06-31"),
        ("2027-06-05 first", "2027-06-05 is not replayed: the days are 2026-05-03 to 2026-07-08"),
    ],
)
def test_an_expected_line_that_nobody_can_mean_is_told(tmp_path: Path, line: str, why: str) -> None:
    file = written(tmp_path, calendar=f"{SHORT}expect:\n  - {line}\n")
    with pytest.raises(Mistaken) as told:
        read(file)
    assert str(told.value).startswith(f"{file}:8: expect.0: ")
    assert why in str(told.value)


LETTER = Letter(
    "fr", ("ada@client.example",), "Facture F-1", "Le solde est de 300,00\u202f€.\nMerci."
)
SENT = replace(FIRST, hour=time(10), letter=LETTER)


@pytest.mark.parametrize(
    "said",
    [
        "10:00 first F-1",
        "first language:fr address:ada@client.example",
        'first subject:"facture f-1" body:"solde est de 300,00 €. merci" !body:"mise en demeure"',
        "first !subject:urgent !address:boss@client.example !language:en",
    ],
)
def test_an_expected_line_may_say_when_it_went_to_whom_and_what_it_says(said: str) -> None:
    assert told(f"2026-06-05 {said}", happened=(SENT,)) == []


@pytest.mark.parametrize(
    "said",
    [
        "10:30 first",
        "first language:en",
        "first address:boss@client.example",
        'first subject:"facture f-2"',
        'first body:"mise en demeure"',
        'first !body:"le solde"',
    ],
)
def test_a_letter_that_says_otherwise_is_a_difference(said: str) -> None:
    assert told(f"2026-06-05 {said}", happened=(SENT,))[0] == f"- expected  2026-06-05 {said}"


def test_silence_may_be_expected_at_an_hour() -> None:
    waits = replace(WAITS, hour=time(9))
    assert told("2026-06-05 09:00 nothing closed_day", happened=(waits,)) == []
    assert told("2026-06-05 10:00 nothing", happened=(waits,)) != []


def test_reasons_are_told_in_the_language_asked_for() -> None:
    wanted = [expected("2026-06-05 first", NAMES)]
    for language, why in (("fr", "le jour est fermé"), ("en", "the day is closed")):
        assert why in differences(wanted, [WAITS], language)[-1]
