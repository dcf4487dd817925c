"""Invoices over HTTP (A2, A4, A5, R19, R20, R31)."""

from typing import Any

import pytest

from relance.data import accounts, journal
from relance.domain.account.account import Account
from tests.actors.tool import INVOICE, Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    return tool(cloud)


def file_of(mine: Tool, account_id: str = "C-1") -> Account:
    account = accounts.load(mine.tenant_id, account_id)
    assert account is not None
    return account


def facts_of(mine: Tool) -> list[str]:
    return [fact.kind for fact in journal.facts(mine.tenant_id, "C-1")]


def test_an_invoice_is_kept_and_shown_with_what_is_open(mine: Tool) -> None:
    answer = mine.invoice(purchase_order="BC-7", pdf_url="https://tool.example/f1.pdf")
    assert answer.status == 201
    assert (answer.json["outcome"], answer.json["stale"]) == ("created", False)

    shown = mine.get("/invoices/F-1")
    assert (shown["status"], shown["open_minor"], shown["account_id"]) == ("open", 300_00, "C-1")
    assert shown["purchase_order"] == "BC-7"
    assert [(i["item_id"], i["due_on"], i["open_minor"]) for i in shown["items"]] == [
        ("F-1/1", "2026-06-02", 300_00)
    ]
    assert shown["last_message"] is None


def test_the_same_invoice_again_adds_no_fact_and_no_version(mine: Tool) -> None:
    mine.invoice(source_version=4)
    before = file_of(mine)
    again = mine.invoice(source_version=4)
    assert (again.status, again.json["outcome"]) == (200, "unchanged")
    newer = mine.invoice(source_version=5)
    assert newer.json["outcome"] == "unchanged"
    assert file_of(mine) == before
    assert facts_of(mine) == ["customer_created", "invoice_issued"]


def test_an_older_version_is_stale_and_changes_nothing(mine: Tool) -> None:
    mine.invoice(source_version=4)
    before = file_of(mine)
    late = mine.invoice(source_version=3, total_minor=1_00)
    assert (late.status, late.json["stale"], late.json["total_minor"]) == (200, True, 300_00)
    assert file_of(mine) == before


def test_the_same_version_with_other_content_is_a_conflict(mine: Tool) -> None:
    mine.invoice(source_version=4)
    answer = mine.invoice(source_version=4, total_minor=1_00)
    assert answer.status == 409
    assert fields(answer) == ["source_version"]


def test_without_versions_other_content_counts_as_newer(mine: Tool) -> None:
    mine.invoice()
    answer = mine.invoice(total_minor=250_00)
    assert (answer.status, answer.json["outcome"]) == (200, "amended")
    assert mine.get("/invoices/F-1")["open_minor"] == 250_00
    assert facts_of(mine)[-2:] == ["invoice_issued", "invoice_amended"]


@pytest.mark.parametrize("field", ["customer_id", "payer_id"])
def test_who_owes_and_who_pays_must_be_known(mine: Tool, field: str) -> None:
    answer = mine.invoice(**{field: "C-9"})
    assert answer.status == 422
    assert fields(answer) == [field]


def test_the_payer_has_the_account_and_the_debtor_stays_named(mine: Tool) -> None:
    mine.customer("PARENT")
    mine.invoice(payer_id="PARENT")
    shown = mine.get("/invoices/F-1")
    assert (shown["account_id"], shown["customer_id"]) == ("PARENT", "C-1")
    assert file_of(mine).items == ()
    assert len(file_of(mine, "PARENT").items) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"customer_id": "C-2"}, "customer_id"),
        ({"payer_id": "C-2"}, "customer_id"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_an_invoice_never_moves_to_another_customer_or_currency(
    mine: Tool, change: dict[str, Any], field: str
) -> None:
    mine.customer("C-2")
    mine.invoice()
    answer = mine.invoice(**change)
    assert answer.status == 409
    assert fields(answer) == [field]
    assert mine.get("/invoices/F-1")["customer_id"] == "C-1"


def test_who_owes_cannot_change_while_the_same_payer_pays(mine: Tool) -> None:
    mine.customer("C-2")
    mine.customer("PARENT")
    mine.invoice(payer_id="PARENT")
    assert mine.invoice(payer_id="PARENT", customer_id="C-2").status == 409


@pytest.mark.parametrize("amount", [300.0, 300.5, "30000", True, -1, 10**15, None])
def test_amounts_are_integer_minor_units_and_nothing_else(mine: Tool, amount: Any) -> None:
    answer = mine("PUT", "/invoices/F-1", INVOICE | {"total_minor": amount})
    assert answer.status == 422
    assert fields(answer) == ["total_minor"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"due_on": None}, "due_on"),
        ({"due_on": "02/06/2026"}, "due_on"),
        ({"due_on": 1780387200}, "due_on"),
        ({"due_on": "2026-05-01"}, "due_on"),
        ({"terms": {"net_days": 30}}, "terms"),
        ({"due_on": None, "terms": {}}, "terms"),
        ({"due_on": None, "terms": {"net_days": 1.5}}, "terms.net_days"),
        ({"due_on": None, "terms": {"none_agreed": False}}, "terms.none_agreed"),
        ({"currency": "EURO"}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"pdf_url": "http://tool.example/f1.pdf"}, "pdf_url"),
        ({"pdf_url": "javascript:alert(1)"}, "pdf_url"),
        ({"payment_links": ["https://pay.example/1", "https://"]}, "payment_links.1"),
        ({"payment_method": "barter"}, "payment_method"),
        ({"source_version": "4"}, "source_version"),
        ({"paid": True}, "paid"),
        ({"number": ""}, "number"),
        ({"corrects": "../F-1"}, "corrects"),
    ],
)
def test_what_cannot_be_accepted_is_named(mine: Tool, change: dict[str, Any], field: str) -> None:
    """A4 of pains: no due date and no terms is an error, never a guess."""
    answer = mine.invoice(**change)
    assert answer.status == 422
    assert fields(answer) == [field]
    assert mine("GET", "/invoices/F-1").status == 404


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ({"net_days": 60}, "2026-03-16"),
        ({"end_of_month_45": "invoice_date_plus_45_then_month_end"}, "2026-03-31"),
        ({"end_of_month_45": "month_end_plus_45"}, "2026-03-17"),
        ({"none_agreed": True}, "2026-02-14"),
    ],
)
def test_terms_give_the_due_date(mine: Tool, terms: dict[str, Any], due: str) -> None:
    mine.invoice(issued_on="2026-01-15", due_on=None, terms=terms)
    assert mine.get("/invoices/F-1")["items"][0]["due_on"] == due


def test_parts_have_due_dates_of_their_own_and_add_up(mine: Tool) -> None:
    parts = [
        {"part_id": "a", "amount_minor": 100_00, "due_on": "2026-06-02"},
        {"part_id": "r", "amount_minor": 200_00, "due_on": "2027-06-02", "reason": "retention"},
    ]
    assert mine.invoice(due_on=None, parts=parts).status == 201
    assert [(i["item_id"], i["paused"]) for i in mine.get("/invoices/F-1")["items"]] == [
        ("F-1/a", None),
        ("F-1/r", "retention"),
    ]
    short = mine.invoice("F-2", due_on=None, parts=parts[:1])
    assert fields(short) == ["parts"]


RETAINED = {
    "part_id": "r",
    "amount_minor": 300_00,
    "due_on": "2026-06-02",
    "reason": "retention",
    "accepted_on": "2025-06-02",
    "works_country": "FR",
    "open_reserve": False,
}


def test_the_acceptance_of_works_stays_until_somebody_takes_it_back(mine: Tool) -> None:
    """R41: the tool's own list of parts says nothing of it, and takes nothing away."""
    assert mine.invoice(due_on=None, parts=[RETAINED]).status == 201
    bare = {name: RETAINED[name] for name in ("part_id", "amount_minor", "due_on", "reason")}
    assert mine.invoice(due_on=None, parts=[bare]).json["parts"] == [RETAINED]
    reserve = {**bare, "open_reserve": True}
    assert mine.invoice(due_on=None, parts=[reserve]).json["parts"] == [
        RETAINED | {"open_reserve": True}
    ]
    gone = {**bare, "accepted_on": None}
    assert mine.invoice(due_on=None, parts=[gone]).json["parts"][0]["accepted_on"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"accepted_on": "2099-01-01", "due_on": "2099-12-31"}, "accepted_on"),
        ({"accepted_on": "2026-06-03"}, "accepted_on"),  # after the day of its release
        ({"accepted_on": "1er juin"}, "accepted_on"),
        ({"works_country": "France"}, "works_country"),
        ({"open_reserve": "no"}, "open_reserve"),
        ({"reason": "instalment"}, "accepted_on"),
    ],
)
def test_an_acceptance_that_makes_no_sense_is_refused(
    mine: Tool, change: dict[str, Any], field: str
) -> None:
    answer = mine.invoice("F-7", due_on=None, parts=[RETAINED | change])
    assert (answer.status, field in str(fields(answer))) == (422, True)
    assert mine("GET", "/invoices/F-7").status == 404


@pytest.mark.parametrize(
    ("change", "paused"),
    [
        ({"payment_method": "direct_debit_core"}, "collection_under_way"),
        ({"payment_method": "lcr", "due_on": "2026-05-31"}, "collection_under_way"),
        ({"payment_method": "lcr"}, None),  # whoever accepted it is thanked before the due date
        ({"payment_method": "factor"}, "factored"),
        ({"assigned_to": "Factor SA"}, "factored"),
        ({"payment_method": "portal"}, "portal"),
    ],
)
def test_what_is_paid_in_another_way_is_held_from_the_first_day(
    mine: Tool, change: dict[str, Any], paused: str | None
) -> None:
    """R31, practice 1."""
    mine.invoice(**change)
    assert mine.get("/invoices/F-1")["items"][0]["paused"] == paused


def test_a_pro_forma_is_kept_and_is_no_debt(mine: Tool) -> None:
    mine.invoice(document_type="pro_forma")
    shown = mine.get("/invoices/F-1")
    assert (shown["status"], shown["open_minor"], shown["items"]) == ("open", 0, [])


def test_a_credit_note_lowers_the_invoice_that_it_corrects(mine: Tool) -> None:
    mine.invoice()
    note = {"document_type": "credit_note", "corrects": "F-1", "total_minor": 100_00}
    assert mine.invoice("A-1", due_on=None, **note).status == 201
    assert mine.get("/invoices/F-1")["open_minor"] == 200_00


def test_a_paid_invoice_sent_again_changes_nothing(mine: Tool) -> None:
    mine.invoice()
    mine.pay()
    assert mine.get("/invoices/F-1")["status"] == "closed"
    again = mine.invoice()
    assert (again.status, again.json["outcome"]) == (200, "unchanged")
    assert mine.get("/invoices/F-1")["status"] == "closed"


def test_a_paid_invoice_that_grows_is_open_again_for_the_difference(mine: Tool) -> None:
    mine.invoice()
    mine.pay()
    answer = mine.invoice(total_minor=350_00)
    assert (answer.status, answer.json["outcome"]) == (200, "amended")
    shown = mine.get("/invoices/F-1")
    assert (shown["status"], shown["open_minor"], shown["paid_minor"]) == ("open", 50_00, 300_00)
    assert [i["invoice_id"] for i in mine.get("/invoices")["invoices"]] == ["F-1"]
    assert mine.get("/invoices?status=closed")["invoices"] == []


def test_a_paid_invoice_whose_reference_changes_stays_closed(mine: Tool) -> None:
    mine.invoice()
    mine.pay()
    assert mine.invoice(purchase_order="BC-9").json["outcome"] == "amended"
    shown = mine.get("/invoices/F-1")
    assert (shown["status"], shown["purchase_order"]) == ("closed", "BC-9")


def test_a_total_below_what_was_paid_leaves_money_to_the_customer(mine: Tool) -> None:
    mine.invoice()
    mine.pay()
    mine.invoice(total_minor=100_00)
    assert mine.get("/invoices/F-1")["status"] == "closed"
    assert file_of(mine).credit_minor("EUR") == 200_00


def test_a_cancelled_invoice_is_no_debt_and_stays_cancelled(mine: Tool) -> None:
    mine.invoice()
    answer = mine("POST", "/invoices/F-1/cancel", {"reason": "duplicate"})
    assert (answer.status, answer.json["cancelled_on"]) == (200, "2026-06-01")
    assert mine.get("/invoices/F-1")["status"] == "cancelled"

    before = file_of(mine)
    again = mine("POST", "/invoices/F-1/cancel", {"reason": "duplicate"})
    assert (again.status, again.json["outcome"]) == (200, "unchanged")
    assert mine.invoice().json["outcome"] == "unchanged"
    assert mine.invoice(total_minor=1_00).status == 409
    assert file_of(mine) == before


def test_money_on_a_cancelled_invoice_stays_with_the_customer(mine: Tool) -> None:
    mine.invoice()
    mine.pay()
    answer = mine("POST", "/invoices/F-1/cancel", {"reason": "duplicate", "on": "2026-05-31"})
    assert answer.json["cancelled_on"] == "2026-05-31"
    assert file_of(mine).credit_minor("EUR") == 300_00


def test_money_that_came_before_its_invoice_finds_it(mine: Tool) -> None:
    """R22."""
    assert mine.pay().json["state"] == "unmatched"
    mine.invoice()
    assert mine.get("/invoices/F-1")["status"] == "closed"
    assert mine.get("/unmatched-payments")["payments"] == []


def test_an_invoice_asks_for_a_review_and_is_reminded(mine: Tool, cloud: Cloud) -> None:
    """R12, D6: how far the last message got is shown."""
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})
    mine.invoice()
    cloud.run(at("2026-06-05 10:00"))
    assert len(cloud.mailbox.messages()) == 1
    last = mine.get("/invoices/F-1")["last_message"]
    assert (last["kind"], last["state"]) == ("first", "delivered")


def test_an_invoice_with_a_factor_is_left_alone_and_begins_anew_when_given_back(mine: Tool) -> None:
    mine.invoice(assigned_to="Factor SA")
    assert mine.get("/invoices/F-1")["items"][0]["paused"] == "factored"
    mine.cloud.clock.set(at("2026-07-01 11:00"))
    back = INVOICE | {"assigned_to": None}
    assert mine("PUT", "/invoices/F-1", back).json["outcome"] == "amended"
    assert mine.get("/invoices/F-1")["items"][0]["paused"] is None
    (kept,) = file_of(mine).invoices
    assert (str(kept.ladder_from_on), str(kept.taken_back_on)) == ("2026-07-01", "2026-07-01")


def test_a_pro_forma_is_no_debt_and_nobody_is_written_to_about_it(mine: Tool) -> None:
    assert mine.invoice(document_type="pro_forma").status == 201
    assert mine.get("/invoices/F-1")["items"] == []
    assert file_of(mine).items == ()
    mine.cloud.run(at("2026-06-30 10:00"))
    assert mine.cloud.mailbox.messages() == []
    assert mine.get("/tasks")["tasks"] == []
