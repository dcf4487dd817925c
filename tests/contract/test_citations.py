"""What is cited exists: each rule, section, capability and article stands in docs.

`citations.py` finds them; here each is looked up, and the finder itself is tried.
"""

import re
from pathlib import Path

import pytest

from tests.contract.citations import Citation, citations, cited

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
CITED = cited(ROOT)
LAST_RULE = 49


def page(name: str) -> str:
    """One page of the docs."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def sections(name: str) -> list[str]:
    """The numbers of the headings of a page: "4", "4.4"."""
    return re.findall(r"^#{2,3} (\d(?:\.\d)?)\. ", page(name), re.M)


def rows(name: str, pattern: str) -> list[str]:
    """The first cells of the tables of a page that have a form."""
    return re.findall(rf"^\| ({pattern}) \|", page(name), re.M)


def marked_pains() -> set[str]:
    """The rows of the pains suite for which there is a test, and their letters."""
    tests = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    marked = {row for text in tests for row in re.findall(r'mark\.pain\(\s*"([A-J]\d)"', text)}
    return marked | {row[0] for row in marked}


def standing() -> set[Citation]:
    """Everything that may be cited."""
    known = {
        "rules": re.findall(r"^### (R\d+)\. ", page("rules"), re.M),
        "practice": sections("practice"),
        "facts": sections("facts"),
        "capabilities": rows("capabilities", r"[A-H]\d+"),
        "seeds": rows("capabilities", r"\d{3}"),
        "pains": sorted(marked_pains()),
    }
    return {Citation(where, name) for where, names in known.items() for name in names}


STANDING = standing()


@pytest.mark.parametrize("one", sorted(CITED), ids=lambda one: f"{one.page}-{one.name}")
def test_what_is_cited_stands_in_the_docs(one: Citation) -> None:
    assert one in STANDING, f"cited in {CITED[one]}"


def test_the_law_is_cited_from_code_and_from_tests() -> None:
    for law in ("rules", "practice", "capabilities"):
        paths = [path for one, found in CITED.items() if one.page == law for path in found]
        assert {"shared", "tests", "templates"} <= {path.split("/")[0] for path in paths}
        assert len(paths) > 100


def test_no_rule_is_missing_and_none_stands_twice() -> None:
    numbers = re.findall(r"^### R(\d+)\. ", page("rules"), re.M)
    assert sorted(map(int, numbers)) == [*range(1, LAST_RULE + 1)]


@pytest.mark.parametrize("name", ["practice", "facts"])
def test_no_section_stands_twice(name: str) -> None:
    assert len(sections(name)) == len(set(sections(name)))


def test_each_capability_stands_once_and_says_how_far_it_is() -> None:
    ids = rows("capabilities", r"[A-H]\d+")
    assert len(ids) == len(set(ids))
    lines = [line for line in page("capabilities").splitlines() if re.match(r"\| [A-H]\d", line)]
    assert len(lines) == len(ids)
    for line in lines:
        state = line.strip("|").split("|")[-1].strip()
        assert re.match(r"(there|partly|not yet)\b", state), line


@pytest.mark.parametrize("name", ["rules", "practice"])
def test_what_is_not_yet_is_marked_in_one_way(name: str) -> None:
    marked = re.findall(r"\*\*Not yet(?::\*\*|\.\*\*)", page(name))
    assert len(marked) == len(re.findall(r"Not yet", page(name))) > 3


def test_an_earlier_rule_says_by_which_later_one_it_is_changed() -> None:
    bodies = dict(re.findall(r"^### (R\d+)\. .*\n((?:(?!^##).*\n)*)", page("rules"), re.M))
    above = {
        (earlier, later)
        for later, body in bodies.items()
        for earlier in re.findall(r"^(?:Above|In place of) (R\d+)", body, re.M)
    }
    changed = {
        (earlier, later)
        for earlier, body in bodies.items()
        for line in re.findall(r"^Changed by .*", body, re.M)
        for later in re.findall(r"R\d+", line)
    }
    assert above == changed
    assert ("R4", "R33") in above


FOUND = [
    ("A step (R4, R7).", {"rules R4", "rules R7"}),
    ("What holds, R14 to R18, holds.", {"rules R14", "rules R18"}),
    ("In practice 6.1 and 8, as practice.md 2.", {"practice 6.1", "practice 8", "practice 2"}),
    ("Practice 1: money.", {"practice 1"}),
    ("One invoice (practice 1, 4.2).", {"practice 1", "practice 4.2"}),
    ("Sections over two lines (practice\n  6.3).", {"practice 6.3"}),
    ("(D8, practice 2)", {"capabilities D8", "practice 2"}),
    ("A promise (C3 to C5, R7).", {"capabilities C3", "capabilities C5", "rules R7"}),
    ("B12: the money of a day.", {"capabilities B12"}),
    ("R7, C4: a promise.", {"rules R7", "capabilities C4"}),
    ("C6 over HTTP: a reply.", {"capabilities C6"}),
    ("D4.", {"capabilities D4"}),
    ("Refused (B1, practice 6, pains C7).", {"capabilities B1", "practice 6", "pains C7"}),
    ("A4 of pains: no due date.", {"pains A4"}),
    ("Read (C2, pains I).", {"capabilities C2", "pains I"}),
    ("As they come (facts 3.3: open).", {"facts 3.3"}),
    ("By seeds 003 and 004.", {"seeds 003", "seeds 004"}),
]


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_a_citation_is_found(text: str, names: set[str]) -> None:
    assert {f"{one.page} {one.name}" for one in citations(text)} == names


@pytest.mark.parametrize(
    "text",
    [
        "Invoice F-118 and contact C-1, key k2.",
        "R=C3=A9ponse and ?cursor=%C3%A9%A4",
        "color: #B8D4E3; --R2-: 1",
        "SHA-256 a1B2C3D4, base A1B2",
        "in practice two days, 4 practices",
        "the facts of a day, 3 facts",
        "Instalment F-1 (A4 paper, in print)",
        "SELECT C1 FROM t WHERE H1 = 2",
    ],
)
def test_what_only_looks_like_a_citation_is_none(text: str) -> None:
    assert citations(text) == set()


@pytest.mark.parametrize(
    "text", ["(R50)", "practice 9", "practice 4.7", "(H5)", "A12: files.", "facts 3.9", "seed 005"]
)
def test_a_citation_of_what_does_not_stand_is_caught(text: str) -> None:
    assert citations(text)
    assert not citations(text) & STANDING


def test_pages_that_are_named_exist() -> None:
    for path in (*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "template.yaml"):
        text = path.read_text(encoding="utf-8")
        named = [ROOT / name for name in re.findall(r"\bdocs/[a-z-]+\.md\b", text)]
        named += [DOCS / name for name in re.findall(r"`([a-z-]+\.md)`", text)]
        named += [path.parent / name for name in re.findall(r"\]\(([a-z/A-Z-]+\.md)\)", text)]
        assert [page for page in named if not page.is_file()] == [], path.name
