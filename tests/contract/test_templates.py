"""Every template that the code asks for exists, in every language, and none is left over."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, meta

from local.harness.template import ROOT
from relance.render import message, page
from relance.render.view import Kind

FOLDER = ROOT / "templates"
FILES = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.j2")}
LANGUAGES = sorted(path.name for path in (FOLDER / "email").iterdir() if path.is_dir())
PARTS = {"phrases", "words"}
# The other variants change buttons and links only.
TEXTS = {str(one) for one in (*Kind, *message._OWN_TEXT, *message._OWN_OPENING)}
ENVIRONMENT = Environment(loader=FileSystemLoader(FOLDER), autoescape=True)


def _of(kind: str, language: str) -> set[str]:
    return {Path(file).name for file in FILES if file.startswith(f"{kind}/{language}/")}


def test_french_and_english_are_there() -> None:
    assert {"en", "fr"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_and_variant_of_message_has_its_text(language: str) -> None:
    texts = {name.removesuffix(".txt.j2") for name in _of("email", language)} - PARTS
    assert texts == TEXTS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["email", "pages"])
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
    said = _text_of(ROOT / "shared" / "relance" / "render") + _text_of(FOLDER)
    named = TEXTS | PARTS | set(page._TEMPLATES.values())
    for file in FILES:
        name = Path(file).name
        stem = name.removesuffix(".j2").rpartition(".")[0]
        assert stem in named or re.search(rf"\b{re.escape(name)}", said), f"{file} is not used"


def _text_of(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.suffix in (".py", ".j2")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)
