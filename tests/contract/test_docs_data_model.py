"""docs/data-model.md names every table, every index, and how the keys of rows begin."""

import re

from local.harness.template import ROOT, deployed
from relance.data.account_parts import PARTS

PAGE = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
ROWS = (ROOT / "shared" / "relance" / "data").glob("*.py")


def test_the_page_names_each_table() -> None:
    names = {re.sub(r"(?<!^)([A-Z])", r"_\1", n.removesuffix("Table")).lower() for n in tables()}
    assert names == set(re.findall(r"^\| ([a-z_]+) \| `", PAGE, re.M))


def test_the_page_names_each_index() -> None:
    indexes = {
        index["IndexName"]
        for table in tables().values()
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    assert {f"`{name}`" for name in indexes} <= set(re.findall(r"`\w+`", PAGE))
    assert len(indexes) >= 3


def test_the_page_names_how_each_sort_key_begins() -> None:
    sources = [path.read_text(encoding="utf-8") for path in ROWS]
    begun = {name for text in sources for name in re.findall(r'f?"([a-z_]+#)(?:"|\{)', text)}
    begun |= {f"{prefix}#" for _, prefix, *_ in PARTS}
    assert {name for name in begun if name not in PAGE} <= {"copy#", "review#"}  # no rows of theirs
    assert "invoice#" in begun


def tables() -> dict[str, dict[str, list[dict[str, str]]]]:
    """The tables of the template, by logical name."""
    return dict(deployed().of_type("AWS::DynamoDB::Table"))
