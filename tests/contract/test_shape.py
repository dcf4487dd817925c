"""The size of things: a module is one concept and says which, a function fits in one look."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.harness.template import ROOT

MOST_HANDLER_LINES = 60
MOST_BODY_LINES = 25
MODULES = sorted(
    p for name in ("shared", "functions", "local") for p in (ROOT / name).rglob("*.py")
)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_says_why_it_exists(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", [p for p in MODULES if p.name == "handler.py"], ids=_name)
def test_a_handler_only_hands_over(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_HANDLER_LINES


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_function_is_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    too_long = {name: lines for name, lines in _bodies(tree) if lines > MOST_BODY_LINES}
    assert not too_long


def test_nothing_is_left_to_do() -> None:
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        for word in ("TODO", "FIXME", "XXX", "NotImplementedError", "breakpoint("):
            assert word not in source, f"{word} in {_name(path)}"


def _bodies(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Name and lines of each function, without its signature and docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1
