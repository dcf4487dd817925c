"""Every code that a person may be shown has its word, in both languages (B14, R10)."""

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

import pytest

import relance.domain as domain
from relance.domain.account.message import ACKNOWLEDGEMENTS, MessageKind
from relance.domain.account.on_file import ReplyKind
from relance.domain.fact import Fact, FactKind
from relance.domain.policies.policy import Measure
from relance.domain.policies.shipped import SHIPPED
from relance.domain.reasons import Reason, answer_owed, pending, step_due
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.trace import Family, Finding, Inputs, Verdict
from relance.flows import words
from relance.flows.words.timeline import of_fact
from tests.builders import at, day

LANGUAGES = ("fr", "en")
SOURCES = sorted(Path(domain.__path__[0]).rglob("*.py"))
# What stands in no sentence: codes, names of items, and absent things.
RAW = re.compile(r"_|\b\S*\w/\w|\bNone\b|néant")


def texts(language: str) -> Iterator[str]:
    """Every text of a language that is no pattern of its own making."""
    table = words.TABLES[language]
    for names in table.WORDS.values():
        yield from names.values()
    for patterns in (table.FACTS, table.REPLIES, words.FIRED[language], words.SILENT[language]):
        for said in patterns.values():
            yield from (said,) if isinstance(said, str) else said
    yield from (
        value for name, value in vars(table).items() if isinstance(value, str) and name.isupper()
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("enum", list(words.TABLES["en"].WORDS))
def test_every_member_of_every_enum_has_a_word(enum: type[StrEnum], language: str) -> None:
    table = words.TABLES[language].WORDS[enum]
    assert list(enum)
    for member in enum:
        assert table[member]
        assert not RAW.search(table[member])
        assert words.name(member.value, language, enum) == table[member]


def test_both_languages_have_words_for_the_same() -> None:
    french, english = words.TABLES["fr"], words.TABLES["en"]

    assert french.WORDS.keys() == english.WORDS.keys()
    assert all(french.WORDS[enum].keys() == english.WORDS[enum].keys() for enum in french.WORDS)
    assert french.FACTS.keys() == english.FACTS.keys() == set(FactKind)
    assert french.REPLIES.keys() == english.REPLIES.keys() == set(ReplyKind)
    for table in (words.FIRED, words.SILENT):
        assert table["fr"].keys() == table["en"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_a_code_the_name_of_an_item_or_an_absent_thing(language: str) -> None:
    shown = [re.sub(r"{\w+}", "", text) for text in texts(language)]

    assert not [text for text in shown if RAW.search(text)]


def test_french_keeps_signs_at_their_word() -> None:
    wrong = (" :", " ;", " »", "« ", "'")

    assert not [text for text in texts("fr") if any(sign in text for sign in wrong)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_clause_and_the_kind_before_an_ending_is_named(language: str) -> None:
    kinds = [kind for kind in MessageKind if kind not in ACKNOWLEDGEMENTS]
    codes = [*Reason, *TaskReason, *Measure]
    codes += [step_due(kind) for kind in kinds]
    codes += [answer_owed(kind) for kind in ACKNOWLEDGEMENTS]
    codes += [pending(kind) for kind in TaskKind]

    clauses = {code: words.because(code, language) for code in codes}

    assert not [code for code, said in clauses.items() if RAW.search(said)]
    endings = ("_due", "_owed", "_pending")
    unnamed = [code for code, said in clauses.items() if said == words.as_written(code)]
    assert not [code for code in unnamed if code.endswith(endings)]


def test_that_nothing_is_due_is_no_day_of_a_step() -> None:
    assert words.because(Reason.NOTHING_DUE, "fr") == "rien n’est échu"
    assert words.because("first_due", "en") == "the day of the first reminder has come"
    assert words.because("first_due", "fr").startswith("le jour de l’étape «")


def test_what_a_tenant_or_its_staff_called_so_is_shown_as_they_wrote_it() -> None:
    assert words.message_name("my_step", "fr") == "my step"
    assert words.because("on_request", "en") == "on request"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_of_a_shipped_policy_has_a_name_and_every_measure_a_word(language: str) -> None:
    steps = [step for policy in SHIPPED.values() for step in policy.steps]
    measures = {step.consequence.kind for step in steps if step.consequence}
    table = words.TABLES[language].WORDS

    assert {step.kind for step in steps} <= table[MessageKind].keys() | table[TaskKind].keys()
    assert measures <= table[Measure].keys()


def test_no_code_of_a_decision_is_a_text_of_its_own() -> None:
    """Where the domain gives a reason or the kind of a task as a text, it is a member's."""
    known = {*Reason, *TaskReason, *Measure, *TaskKind, ""}

    assert not {code for source in SOURCES for code in _codes(source)} - known


# Where the code of a task's kind, and of a reason, stands among the arguments.
_PLACES = {
    "Question": (0, 2),
    "Delay": (0,),
    "Pause": (0,),
    "Verdict": (0,),
    "Hold": (1,),
    "Skip": (1,),
}


def _codes(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        for place in _PLACES.get(node.func.id, ()):
            argument = node.args[place] if len(node.args) > place else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


FIGURES: dict[str, str | int | None] = {
    "total_minor": 1_234_56,
    "currency": "EUR",
    "due_on": "2026-06-02",
    "reason": "time_requested",
    "paid_on": "2026-06-05",
    "promised_on": "2026-06-05",
    "until_on": "2026-06-05",
    "since_on": "2026-06-05",
    "means": "transfer",
    "task": "credit_note_overdue",
    "outcome": "not_reached",
    "what": "policy",
    "value": "key_account",
    "invoice/F-1_minor": 1_234_56,
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FactKind)
def test_a_fact_is_told_with_its_figures_formatted_and_without_any(
    kind: FactKind, language: str
) -> None:
    now = at("2026-06-05 10:00")
    told = of_fact(Fact("1", kind, now, day("2026-06-05"), figures=FIGURES), language)
    bare = of_fact(Fact("1", kind, now, day("2026-06-05")), language)

    for said in (told, bare):
        assert said.endswith(".")
        assert not RAW.search(said)
        assert "2026-" not in said
    assert "123456" not in told


PRESENT: Inputs = {
    "asked_on": day("2026-06-05"),
    "decided_at": datetime.fromisoformat("2026-06-05T08:00:00+00:00"),
    "net_minor": 1_234_56,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_rule_did_not_find_is_a_sentence_of_its_own(language: str) -> None:
    for rule in (
        "approval_awaited",
        "claimed",
        "decided_today",
        "disputed",
        "gap_or_cap",
        "promised",
        "sending_hour",
    ):
        absent = dict.fromkeys(
            ("free_on", "last_on", "dispute", "outcome", "decided_at", "decides_at")
        )
        said = words.rule(
            _silent(rule, {"approval": "none"} | absent), language, "EUR", "Europe/Paris"
        )
        assert said.endswith(".")
        assert not RAW.search(said)
    decided = words.rule(_silent("decided_today", PRESENT), language, "EUR", "Europe/Paris")
    assert "10:00" in decided


def _silent(rule: str, inputs: Inputs) -> Finding:
    return Finding(rule, Family.GUARD, "EUR", Verdict(inputs=inputs))


def test_inputs_are_written_for_the_reader() -> None:
    inputs: Inputs = {
        "last_on": date(2026, 5, 26),
        "counted": ("1/3 (14)", "1/5 (30)"),
        "holds": ("time_requested", "strike"),
    }
    known = words.rule(_silent("gap_or_cap", inputs), "en", "EUR", "Europe/Paris")
    held = Finding("held", Family.PAUSE, "F-1/1", Verdict("strike", inputs=inputs))

    assert known == "The last contact: 26 May 2026; 1 of 3 in 14 days, 1 of 5 in 30 days."
    assert words.rule(held, "fr", "EUR", "Europe/Paris") == (
        "Une personne le retient\N{NO-BREAK SPACE}: le client a demandé un délai, strike."
    )


def test_an_item_is_called_by_the_number_of_its_invoice_and_its_part() -> None:
    assert words.item_name("F-49", 1, "en") == "F-49, part 1"
    assert words.item_name("F-49", 2, "fr") == "F-49, partie 2"
    assert words.item_name("F-49", None, "fr") == "F-49"
