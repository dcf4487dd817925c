"""docs/architecture.md names every room and function, each with the line that it says of itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from local.harness.template import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
RELANCE = ROOT / "shared" / "relance"


def first_line(path: Path) -> str:
    """The first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")[0]


def rooms() -> Iterator[tuple[str, str]]:
    """Each room below domain and flows, and each function, with its line."""
    for ring in ("domain", "flows"):
        for file in (RELANCE / ring).rglob("__init__.py"):
            if file.parent != RELANCE / ring:
                yield f"{file.parent.relative_to(RELANCE).as_posix()}/", first_line(file)
    for file in (ROOT / "functions").glob("*/handler.py"):
        yield f"functions/{file.parent.name}/", first_line(file)


def test_the_page_names_each_room_with_its_own_line() -> None:
    shown = dict(re.findall(r"^\| `([a-z_/]+/)` \| (.*) \|$", PAGE, re.M))
    assert shown == dict(rooms())


def test_no_room_is_without_a_line() -> None:
    assert all(line.endswith((".", ")")) for _, line in rooms())
