"""Every template that the code asks for exists, in every language, and none is left over."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta

from local.harness.template import ROOT
from relance.domain.policies.shipped import SHIPPED
from relance.render import page, texts

FOLDER = ROOT / "templates"
FILES = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.j2")}
LANGUAGES = sorted(path.name for path in (FOLDER / "email").iterdir() if path.is_dir())
PARTS = {"phrases", "words", "consequences"}
ENVIRONMENT = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)


def _of(kind: str, language: str) -> set[str]:
    return {Path(file).name for file in FILES if file.startswith(f"{kind}/{language}/")}


def test_french_and_english_are_there() -> None:
    assert {"en", "fr"} <= set(LANGUAGES)


def test_each_text_that_a_shipped_policy_names_can_be_named_by_a_step() -> None:
    steps = [step for policy in SHIPPED.values() for step in policy.steps]
    named = {step.text or step.kind for step in steps if step.written}
    named |= {step.mail_instead for step in steps if step.mail_instead}
    assert named <= texts.names(FOLDER)


def test_each_consequence_that_a_shipped_policy_announces_has_its_sentence() -> None:
    steps = [step for policy in SHIPPED.values() for step in policy.steps]
    announced = {step.consequence.kind for step in steps if step.consequence}
    assert announced <= texts.consequences(FOLDER)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["email", "pages", "scripts"])
def test_a_language_has_the_files_of_every_other(kind: str, language: str) -> None:
    assert _of(kind, language) == _of(kind, "en")


def test_each_page_has_its_template() -> None:
    assert {f"pages/{name}.html.j2" for name in page._TEMPLATES.values()} <= FILES


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_template_refers_to_templates_that_exist(file: str) -> None:
    source = (FOLDER / file).read_text(encoding="utf-8")
    referred = meta.find_referenced_templates(ENVIRONMENT.parse(source))
    assert {name for name in referred if name} <= FILES


def test_no_template_is_left_over() -> None:
    said = _text_of(ROOT / "shared" / "relance") + _text_of(FOLDER)
    named = texts.names(FOLDER) | PARTS | set(page._TEMPLATES.values())
    for file in FILES:
        name = Path(file).name
        if file.startswith("scripts/"):
            continue  # by the kind of a task and its reason, policy or step
        stem = name.removesuffix(".j2").rpartition(".")[0]
        used = stem in named or re.search(rf"\b{re.escape(name)}|\"{stem}\"", said)
        assert used, f"{file} is not used"


def _text_of(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".j2")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
