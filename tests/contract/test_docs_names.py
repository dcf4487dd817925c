"""What docs name in code is there: rules in the order in which they are asked, and every name."""

import ast
import re
from functools import cache

import pytest

from local.harness.template import ROOT, deployed
from relance.domain.conversation.pauses import PAUSES
from relance.domain.guards.guards import GUARDS

DOCS = ROOT / "docs"
# Pages that speak of what is; the law also names what is still to be built.
PAGES = ("api", "architecture", "data-model", "deciding", "deploying", "operations", "policies")
_NAMED = re.compile(r"`([A-Za-z][A-Za-z_]{2,})(?:\(\))?`")


def page(name: str) -> str:
    """One page of the docs."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def rules_under(heading: str) -> list[str]:
    """The first cells of the table under a heading of the page on deciding."""
    section = page("deciding").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `(\w+)` \|", section, re.M)


def test_the_pauses_stand_in_the_order_in_which_they_are_asked() -> None:
    assert rules_under("Pauses") == [rule.__name__ for rule in PAUSES]


def test_the_guards_stand_in_the_order_in_which_they_are_asked() -> None:
    assert rules_under("Guards") == [rule.__name__ for rule in GUARDS]


@cache
def names() -> frozenset[str]:
    """Every name in the code: modules, functions, classes, fields, words stored or sent."""
    found = {name.lower() for name in deployed().of_type("AWS::SQS::Queue")}
    for folder in ("shared", "functions", "local"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= {path.stem, *path.relative_to(ROOT).parts}
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Name(id=name):
                        found.add(name)
                    case ast.arg(arg=name) | ast.Attribute(attr=name):
                        found.add(name)
                    case ast.Constant(value=str(name)) if name.isidentifier():
                        found.add(name)
    for name in ("template.yaml", "samconfig.toml"):
        found |= set(re.findall(r"\w+", (ROOT / name).read_text(encoding="utf-8")))
    return frozenset(found)


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_names_is_in_the_code(name: str) -> None:
    assert {named for named in _NAMED.findall(page(name)) if named not in names()} == set()


def test_a_name_that_is_nowhere_is_seen() -> None:
    assert _NAMED.findall("asked by `acknowledge_all` and `decide()`") == [
        "acknowledge_all",
        "decide",
    ]
    assert "acknowledge_all" not in names()
    assert "decide" in names()
