"""Finds what code, tests, templates and docs cite: rules, practice, capabilities, facts, seeds.

    R7                        a rule             docs/rules.md
    practice 2, practice 6.4  a section          docs/practice.md
    (B13), B13: ...           a capability       docs/capabilities.md
    facts 3.3                 a section          docs/facts.md
    seed 003                  an article         docs/capabilities.md
    pains C7                  a row of the pains suite, that is a test marked with it

A citation may name several at once: "R14 to R18", "practice 6.1 and 8", "C3 to C5".
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCES = ("functions", "shared", "local", "templates", "tests", "docs")
FILES = ("README.md", "template.yaml", "Makefile", "pyproject.toml")
PROSE = frozenset({".md", ".yaml", ".yml", ".toml", ""})

_AND = r"(?:\s*,\s*|\s+and\s+|\s+to\s+|\s*,\s*and\s+)"
_SECTION = r"\d(?:\.\d)?(?!\d|:\d|%|-\d)(?!\.\d)"
_ROW = r"[A-J](?:[1-9]\d?)?(?![\w-])"
# What follows a word that names a page; the word itself is not case-sensitive.
_PRACTICE = re.compile(rf"\b[Pp]ractice(?:\.md)?\s+({_SECTION}(?:{_AND}{_SECTION})*)")
_FACTS = re.compile(rf"\b[Ff]acts(?:\.md)?\s+({_SECTION}(?:{_AND}{_SECTION})*)(?=[\s,;:.)]|$)")
_SEEDS = re.compile(rf"\b[Ss]eeds?\s+(\d{{3}}(?:{_AND}\d{{3}})*)\b")
_PAINS = re.compile(rf"\b[Pp]ains\s+({_ROW}(?:{_AND}{_ROW})*)|\b([A-J]\d)\s+of\s+pains\b")
_RULE = re.compile(r"(?<![\w#&=%/+.-])R([1-9]\d?)(?![\w%=/-])")
# A capability stands in brackets, or where a text begins that is about it: looser, and the ids of
# invoices, colours and encoded words would be taken for one.
_CAPABILITY = r"[A-H][1-9]\d?(?![\w%=-])"
_ID = re.compile(rf"(?<![\w#&=%/+.-]){_CAPABILITY}")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_OPENING = re.compile(rf"\A\s*(?:(?:R\d+|{_CAPABILITY}){_AND})*{_CAPABILITY}(?=[:.,]|\s+over\b)")
_NOTHING_ELSE = re.compile(
    rf"(?:R[1-9]\d?|{_CAPABILITY}|[Pp]ractice(?:\.md)?|[Ff]acts(?:\.md)?|[Ss]eeds?|see|\d[\d.]*"
    rf"|and|to|,|;|\s)+"
)


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """One thing cited: on which page it must stand, and under which name."""

    page: str
    name: str


def citations(text: str) -> set[Citation]:
    """Everything that a text cites."""
    found = {Citation("rules", f"R{number}") for number in _RULE.findall(text)}
    for page, pattern in (("practice", _PRACTICE), ("facts", _FACTS), ("seeds", _SEEDS)):
        for names in pattern.findall(text):
            found |= {Citation(page, name) for name in re.findall(r"\d[\d.]*\d|\d", names)}
    for several, single in _PAINS.findall(text):
        found |= {Citation("pains", name) for name in re.findall(r"[A-J]\d*", several or single)}
    rest = _PAINS.sub(" ", text)
    return found | {Citation("capabilities", name) for name in _capabilities(rest)}


def _capabilities(text: str) -> Iterator[str]:
    """The ids in brackets, where they stand for themselves, and at the start of a text."""
    for inside in _BRACKETS.findall(text):
        if _NOTHING_ELSE.fullmatch(inside):
            yield from _ID.findall(inside)
        else:
            yield from (name for part in inside.split(",") for name in _alone(part))
    if opening := _OPENING.match(text):
        yield from _ID.findall(opening[0])


def _alone(part: str) -> list[str]:
    """The ids of a part between commas that holds nothing else."""
    return _ID.findall(part) if _NOTHING_ELSE.fullmatch(part) else []


def texts(path: Path) -> Iterator[str]:
    """The texts of a file in which something may be cited."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _of_python(source)
    elif path.suffix == ".j2":
        yield from re.findall(r"{#(.*?)#}", source, re.DOTALL)
    elif path.suffix in PROSE:
        yield source


def _of_python(source: str) -> Iterator[str]:
    """Docstrings, comments (those of several lines as one text), and where tests are marked."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
    last, block = -1, ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line = token.start[0]
            if line != last + 1:
                yield block
                block = ""
            last, block = line, f"{block} {token.string.lstrip('# ')}".strip()
    yield block


def cited(root: Path) -> dict[Citation, list[str]]:
    """Everything that is cited in a tree, with the files that do."""
    found: dict[Citation, list[str]] = {}
    for path in _paths(root):
        for one in {one for text in texts(path) for one in citations(text)}:
            found.setdefault(one, []).append(path.relative_to(root).as_posix())
    return found


def _paths(root: Path) -> Iterator[Path]:
    for name in SOURCES:
        folder = root / name
        yield from sorted(p for p in folder.rglob("*") if p.is_file() and _readable(p))
    yield from (root / name for name in FILES)


def _readable(path: Path) -> bool:
    return path.suffix in {".py", ".j2", ".md", ".yaml"} and "node_modules" not in path.parts
