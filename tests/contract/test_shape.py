"""The size of things: a module is one concept and says which, a function fits in one look."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from local.harness.template import ROOT

MOST_HANDLER_LINES = 60
MOST_BODY_LINES = 25
MODULES = sorted(
    p for name in ("shared", "functions", "local") for p in (ROOT / name).rglob("*.py")
)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_a_module_says_why_it_exists() -> None:
    assert [_name(path) for path in MODULES if not ast.get_docstring(_tree(path))] == []


def test_a_handler_only_hands_over() -> None:
    handlers = [path for path in MODULES if path.name == "handler.py"]
    lines = {_name(path): len(path.read_text().splitlines()) for path in handlers}
    assert lines
    assert {name: count for name, count in lines.items() if count > MOST_HANDLER_LINES} == {}


def test_a_function_is_short() -> None:
    bodies = {(_name(path), name): n for path in MODULES for name, n in _bodies(_tree(path))}
    assert bodies
    assert {name: lines for name, lines in bodies.items() if lines > MOST_BODY_LINES} == {}


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
