"""Lists over HTTP: pages, filters, cursors (R20)."""

from typing import Any

import pytest

from tests.actors.tool import Tool, fields, tool
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    """Five invoices of two customers; F-2 is paid, F-4 and F-5 are due on the same day."""
    made = tool(cloud)
    made.customer("C-2")
    days = ("2026-06-05", "2026-06-04", "2026-06-03", "2026-06-02", "2026-06-02")
    for number, due_on in enumerate(days, 1):
        owner = "C-2" if number == 3 else "C-1"
        made.invoice(f"F-{number}", due_on=due_on, customer_id=owner)
    made.pay(allocations=[{"invoice_id": "F-2", "amount_minor": 300_00}])
    return made


def ids(page: dict[str, Any]) -> list[str]:
    return [invoice["invoice_id"] for invoice in page["invoices"]]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 50])
@pytest.mark.parametrize("query", ["status=open", "status=open&customer_id=C-1"])
def test_pages_show_every_invoice_once_the_earliest_due_first(
    mine: Tool, query: str, limit: int
) -> None:
    found, cursor = [], ""
    for _ in range(6):
        page = mine.get(f"/invoices?{query}&limit={limit}{cursor}")
        found += ids(page)
        assert len(page["invoices"]) <= limit
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    wanted = ["F-4", "F-5", "F-3", "F-1"]
    assert found == [i for i in wanted if "customer_id" not in query or i != "F-3"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["F-4", "F-5", "F-3", "F-1"]),
        ("status=closed", ["F-2"]),
        ("due_before=2026-06-03", ["F-4", "F-5"]),
        ("due_before=2026-01-01", []),
        ("customer_id=C-2", ["F-3"]),
        ("customer_id=C-1&status=closed", ["F-2"]),
        ("customer_id=C-1&due_before=2026-06-05", ["F-4", "F-5"]),
    ],
)
def test_lists_are_narrowed(mine: Tool, query: str, found: list[str]) -> None:
    assert ids(mine.get(f"/invoices?{query}")) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=late", "status"),
        ("due_before=soon", "due_before"),
        ("limit=0", "limit"),
        ("limit=1000", "limit"),
        ("cursor=%F0%9F%98%80", "cursor"),
    ],
)
def test_what_cannot_be_accepted_is_named(mine: Tool, query: str, field: str) -> None:
    answer = mine("GET", f"/invoices?{query}")
    assert (answer.status, fields(answer)) == (422, [field])


def test_customers_are_listed_by_id(mine: Tool) -> None:
    page = mine.get("/customers?limit=1")
    rest = mine.get(f"/customers?cursor={page['cursor']}")
    found = [*page["customers"], *rest["customers"]]
    assert [customer["customer_id"] for customer in found] == ["C-1", "C-2"]
    assert rest["cursor"] is None


def test_an_unknown_customer_has_no_list(mine: Tool) -> None:
    assert mine("GET", "/invoices?customer_id=C-9").status == 404
