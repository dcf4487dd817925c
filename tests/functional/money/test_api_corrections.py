"""What we booked wrongly is put right over HTTP, and the account is as if it had not been (R40)."""

from typing import Any

import pytest

from relance.data import accounts, journal
from relance.domain.account.account import Account
from tests.actors.tool import Tool, fields, tool
from tests.harness.cloud import Cloud

CORRECT = "/payments/BANK-1/allocations"


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.customer("C-2")
    made.invoice()
    made.invoice("F-2", customer_id="C-2")
    return made


def part(amount_minor: int, invoice_id: str) -> dict[str, Any]:
    return {"invoice_id": invoice_id, "amount_minor": amount_minor}


def corrected(mine: Tool, *parts: dict[str, Any], **body: Any) -> Any:
    answer = mine("PUT", CORRECT, {"allocations": [*parts]} | body)
    assert answer.status == 200, answer.text
    return answer.json


def file_of(mine: Tool, customer_id: str = "C-1") -> Account:
    found = accounts.load(mine.tenant_id, customer_id)
    assert found
    return found


def kinds(mine: Tool, customer_id: str = "C-1") -> list[str]:
    return [fact.kind for fact in journal.facts(mine.tenant_id, customer_id)]


def test_money_moves_to_the_invoice_of_another_customer_and_is_no_returned_payment(
    mine: Tool,
) -> None:
    mine.pay()
    assert mine.get("/invoices/F-1")["status"] == "closed"
    done = corrected(mine, part(300_00, "F-2"))
    assert [(p["account_id"], p["invoice_id"]) for p in done["placed"]] == [("C-2", "F-2")]
    assert done["reversed_minor"] == 0
    assert mine.get("/invoices/F-1")["open_minor"] == 300_00
    assert mine.get("/invoices/F-2")["status"] == "closed"
    (item,) = file_of(mine).items
    assert item.invoice.allocations == ()
    assert len(item.invoice.undone) == 1
    assert file_of(mine).owed == ()
    for customer_id in ("C-1", "C-2"):
        assert "allocation_corrected" in kinds(mine, customer_id)


def test_the_same_correction_again_changes_nothing_and_there_and_back_is_where_it_was(
    mine: Tool,
) -> None:
    mine.pay()
    for _ in range(2):
        corrected(mine, part(300_00, "F-2"))
    assert kinds(mine, "C-2").count("allocation_corrected") == 1
    corrected(mine, part(300_00, "F-1"))
    assert mine.get("/invoices/F-1")["status"] == "closed"
    assert mine.get("/invoices/F-2")["open_minor"] == 300_00
    assert len(mine.get("/invoices/F-1")["allocations"]) == 1


def test_what_stood_on_the_invoice_is_back(mine: Tool) -> None:
    held = mine("POST", "/invoices/F-1/holds", {"reason": "strike"})
    assert held.status == 201, held.text
    complained = {"invoice_id": "F-1", "reason": "price"}
    assert mine("POST", "/customers/C-1/disputes", complained).status == 201
    before = file_of(mine)
    assert before.holds
    assert before.disputes
    mine.pay()
    assert file_of(mine).holds == ()
    corrected(mine, part(300_00, "F-2"))
    after = file_of(mine)
    assert (after.holds, after.disputes) == (before.holds, before.disputes)


def test_what_no_invoice_is_named_for_stays_with_who_had_it_unless_somebody_says(
    mine: Tool,
) -> None:
    mine.pay()
    corrected(mine, part(100_00, "F-2"))
    assert [r.unallocated_minor for r in file_of(mine).receipts] == [200_00]
    corrected(mine, part(100_00, "F-2"), customer_id="C-2")
    assert file_of(mine).receipts == ()
    assert [r.unallocated_minor for r in file_of(mine, "C-2").receipts] == [200_00]
    assert corrected(mine, customer_id=None)["state"] == "unmatched"
    assert file_of(mine, "C-2").receipts == ()
    (waiting,) = mine.get("/unmatched-payments")["payments"]
    assert waiting["amount_minor"] == 300_00


def test_a_payment_that_was_corrected_can_come_back_from_where_it_is(mine: Tool) -> None:
    mine.pay()
    corrected(mine, part(300_00, "F-2"))
    back = mine("POST", "/payments/BANK-1/reversal", {"reason": "AM04"})
    assert back.json["reversed_minor"] == 300_00
    assert mine.get("/invoices/F-2")["open_minor"] == 300_00
    assert mine.get("/invoices/F-1")["open_minor"] == 300_00


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ([part(1_00, "F-9")], "allocations.0.invoice_id"),
        ([part(1_00, "F-2"), part(1_00, "F-2")], "allocations.1.invoice_id"),
        ([part(1_00, "F-USD")], "allocations.0.invoice_id"),
        ([part(1_00, "N-1")], "allocations.0.invoice_id"),
        ([part(300_01, "F-2")], "allocations.0.amount_minor"),
        ([part(300_00, "F-1"), part(1, "F-2")], "allocations"),
    ],
)
def test_what_cannot_be_so_names_its_field_and_changes_nothing(
    mine: Tool, parts: list[dict[str, Any]], field: str
) -> None:
    mine.invoice("F-USD", currency="USD")
    mine.invoice("N-1", document_type="credit_note")
    mine.pay()
    before = mine.get("/payments/BANK-1")
    answer = mine("PUT", CORRECT, {"allocations": parts})
    assert (answer.status, fields(answer)) == (422, [field]), answer.text
    assert mine.get("/payments/BANK-1") == before


@pytest.mark.parametrize(
    ("method", "path", "field"),
    [
        ("PUT", CORRECT, "allocations"),
        ("POST", "/payments/BANK-1/allocate", "allocations"),
    ],
)
def test_an_empty_body_says_nothing(mine: Tool, method: str, path: str, field: str) -> None:
    mine.pay()
    answer = mine(method, path, {})
    assert (answer.status, fields(answer)) == (422, [field])


def test_a_cancelled_credit_note_leaves_its_invoice_owing_with_all_that_stood(mine: Tool) -> None:
    complained = {"invoice_id": "F-1", "reason": "price"}
    assert mine("POST", "/customers/C-1/disputes", complained).status == 201
    before = file_of(mine)
    mine.invoice("N-1", document_type="credit_note", corrects="F-1")
    assert mine.get("/invoices/F-1")["status"] == "closed"
    cancelled = mine("POST", "/invoices/N-1/cancel", {"reason": "error"})
    assert cancelled.status == 200, cancelled.text
    assert mine.get("/invoices/F-1")["open_minor"] == 300_00
    assert mine.get("/invoices/N-1")["status"] == "cancelled"
    after = file_of(mine)
    assert after.disputes == before.disputes
    assert [i.open_minor for i in after.items] == [i.open_minor for i in before.items]


def test_a_credit_note_that_comes_again_with_less_gives_less(mine: Tool) -> None:
    mine.invoice("N-1", document_type="credit_note", corrects="F-1")
    mine.invoice("N-1", document_type="credit_note", corrects="F-1", total_minor=100_00)
    assert mine.get("/invoices/F-1")["open_minor"] == 200_00
    mine.invoice("N-1", document_type="credit_note", corrects="F-1", total_minor=300_00)
    assert mine.get("/invoices/F-1")["status"] == "closed"
    mine.invoice("F-3")
    mine.invoice("N-1", document_type="credit_note", corrects="F-3")
    assert mine.get("/invoices/F-1")["open_minor"] == 300_00
    assert mine.get("/invoices/F-3")["status"] == "closed"
