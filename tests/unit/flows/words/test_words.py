"""Every code that a decision may carry has words in both languages (B14, R10)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import relance.domain as domain
from relance.domain.policies.shipped import SHIPPED
from relance.flows import words

SOURCES = sorted(Path(domain.__path__[0]).rglob("*.py"))
# Where the code of a task's kind, and of a reason, stands among the arguments.
KINDS = {"Question": 0}
REASONS = {"Question": 2, "Delay": 0, "Pause": 0, "Hold": 1, "Skip": 1}


def said(places: dict[str, int]) -> set[str]:
    """The codes that stand as such in the calls of the domain."""
    return {code for source in SOURCES for code in _codes(source, places)}


def _codes(source: Path, places: dict[str, int]) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        place = places.get(node.func.id)
        if place is not None and len(node.args) > place:
            argument = node.args[place]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def test_every_kind_of_task_has_a_name() -> None:
    assert said(KINDS) <= words.TASKS["fr"].keys()
    assert words.TASKS["fr"].keys() == words.TASKS["en"].keys()


def test_every_reason_has_a_clause() -> None:
    assert {code for code in said(REASONS) if code} <= words.REASONS["fr"].keys()
    assert words.REASONS["fr"].keys() == words.REASONS["en"].keys()


def test_every_message_of_a_shipped_policy_has_a_name() -> None:
    steps = [step for policy in SHIPPED.values() for step in policy.steps]
    written = {step.kind for step in steps if step.written}
    asked = {step.kind for step in steps if not step.written}

    assert written <= words.MESSAGES["fr"].keys()
    assert asked <= words.TASKS["fr"].keys() | words.MESSAGES["fr"].keys()


def test_every_announced_measure_is_a_reason_of_its_task() -> None:
    steps = [step for policy in SHIPPED.values() for step in policy.steps]
    measures = {step.consequence.kind for step in steps if step.consequence}

    assert measures <= words.REASONS["fr"].keys()


def test_french_keeps_signs_at_their_word() -> None:
    texts = [
        text
        for table in (words.MESSAGES, words.TASKS, words.REASONS, words.FIRED, words.SILENT)
        for text in table["fr"].values()
    ]
    assert not [text for text in texts if any(sign in text for sign in (" :", " ;", " »", "« "))]
    assert not [text for text in texts if "'" in text]


def test_a_code_without_a_name_is_readable() -> None:
    assert words.message_name("my_step", "fr") == "my step"
    assert words.because("on_request", "en") == "on request"
    assert words.because("first_due", "en") == "the day of the first reminder has come"
