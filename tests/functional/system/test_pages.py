"""Every list is read to its end, however large its rows are: Lambda ends at 6 MB (R20)."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.actors.tool import Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud, Response

LAMBDA_BYTES = 6 * 1024 * 1024
SMILE = "\U0001f600"
PEOPLE = [{"contact_id": f"p-{n}", "name": f"A{SMILE * 199}"} for n in range(50)]
LISTS = {
    "/customers": "customers",
    "/invoices": "invoices",
    "/invoices?customer_id=C-1": "invoices",
    "/tasks": "tasks",
    "/customers/C-2/tasks": "tasks",
    "/customers/C-1/replies": "replies",
    "/customers/C-1/disputes": "disputes",
    "/unmatched-payments": "payments",
    "/invoices/F-0/timeline": "entries",
    "/forecast": "customers",
}


def pages(mine: Tool, path: str, query: str = "") -> Iterator[Any]:
    """Every page of a list, from the first to the last; each is one that Lambda lets pass."""
    cursor = ""
    for _ in range(200):
        joined = "&" if "?" in path else "?"
        answer = mine("GET", f"{path}{joined}{query}{cursor}")
        assert answer.status == 200, answer.text
        assert response_bytes(answer) < LAMBDA_BYTES
        yield answer.json
        if answer.json["cursor"] is None:
            return
        cursor = f"&cursor={answer.json['cursor']}"
    raise AssertionError("a list without end")


def response_bytes(answer: Response) -> int:
    """What an answer is for Lambda: JSON within JSON."""
    return len(json.dumps(answer.text))


def rows(mine: Tool, path: str, query: str = "") -> list[Any]:
    """Every row of a list."""
    return [row for page in pages(mine, path, query) for row in page[LISTS[path]]]


@pytest.fixture(name="busy")
def _busy(cloud: Cloud) -> Tool:
    """A tenant of which every list has several rows, and two customers more."""
    cloud.clock.set(at("2026-05-20 09:00"))
    mine = tool(cloud)
    mine.settings()
    mine("PUT", "/feed", {"cash_through_on": "2026-05-01"})
    mine("DELETE", "/feed")  # which the whole tenant is told
    mine("POST", "/go-live", {"confirm": True})
    for number in range(4):
        mine.invoice(f"F-{number}", due_on="2026-04-02", issued_on="2026-03-02")
        mine("POST", "/customers/C-1/disputes", {"invoice_id": f"F-{number}", "reason": "price"})
        mine("POST", "/customers/C-1/replies", {"text": f"Not {number}.", "from": "a@b.example"})
        mine.pay(payment_id=f"P-{number}", allocations=[])
    for number in (2, 3):
        mine.customer(f"C-{number}", contacts=[])
        for currency in ("EUR", "USD"):
            name = f"F-{currency}-{number}"
            mine.invoice(name, customer_id=f"C-{number}", currency=currency, due_on="2026-05-13")
    cloud.run(at("2026-05-20 10:00"))
    return mine


def test_lists_of_the_largest_customers_are_read_whole(cloud: Cloud) -> None:
    mine = tool(cloud)
    wanted = ["C-1", *(f"C-2{number:02d}" for number in range(30))]
    for customer_id in wanted[1:]:
        mine.customer(customer_id, contacts=PEOPLE, notes=SMILE * 4000)

    found = [*pages(mine, "/customers", "limit=200")]

    assert [one["customer_id"] for page in found for one in page["customers"]] == wanted
    assert len(found) > 1  # 5.8 MB of rows


def test_a_list_cut_after_every_row_has_each_row_once(
    busy: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = {path: rows(busy, path) for path in LISTS}
    for path, wanted in whole.items():
        assert len(wanted) > 1, path
        assert rows(busy, path, "limit=1") == wanted
    monkeypatch.setattr(sys.modules["routes.answer_size"], "MOST_BYTES", 1)
    for path, wanted in whole.items():
        cut = [*pages(busy, path)]
        assert [len(page[LISTS[path]]) for page in cut] == [1] * len(wanted)
        if path != "/forecast":  # of which each customer's lines are cut too, and counted
            assert [page[LISTS[path]][0] for page in cut] == wanted


def test_no_limit_and_no_cursor_that_nobody_gave(busy: Tool) -> None:
    queries = ("limit=0", "limit=-1", "limit=1001", "limit=x", "cursor=Qy0x", "cursor=!!!!")
    for path in LISTS:
        for query in queries:
            answer = busy("GET", f"{path}{'&' if '?' in path else '?'}{query}")
            named = query.partition("=")[0]
            assert (answer.status, fields(answer)) == (422, [named]), (path, query)


def test_a_cursor_is_of_one_list_of_one_tenant(busy: Tool, cloud: Cloud) -> None:
    cursor = busy.get("/customers?limit=1")["cursor"]
    assert busy("GET", f"/invoices?cursor={cursor}").status == 422
    assert tool(cloud)("GET", f"/customers?cursor={cursor}").status == 422
    assert (
        busy("GET", f"/customers?cursor={cursor[:-1]}{'A' if cursor[-1] != 'A' else 'B'}").status
        == 422
    )


def test_what_of_a_forecast_or_a_reason_does_not_fit_is_counted(
    busy: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead, why = "/customers/C-2/forecast?days=60", "/customers/C-2/decisions?on=2026-05-20"
    lines, currencies = busy.get(ahead)["lines"], busy.get(why)["currencies"]
    monkeypatch.setattr(sys.modules["routes.answer_size"], "MOST_BYTES", 1)
    cut = busy.get(ahead)
    assert cut["lines"] == lines[:1]
    assert cut["left_out"] == len(lines) - 1 > 0
    for whole, short in zip(currencies, busy.get(why)["currencies"], strict=True):
        assert short["left_out"] == len(whole["rules"]) - 1 > 0
        assert short["rules"][0]["decisive"]


def test_an_answer_that_lambda_would_not_let_pass_is_a_problem(
    busy: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["routes.answer_size"], "MOST_RESPONSE_BYTES", 100)
    answer = busy("GET", "/settings")
    assert (answer.status, fields(answer)) == (413, [])
