"""Disputes over HTTP and from the debtor's page, to their end (C5, R7, practice 1)."""

from dataclasses import replace
from typing import Any

import pytest

from relance.data import accounts, journal
from relance.domain.account.account import Account
from relance.domain.answers.disputes import Resolution
from relance.flows.staff.disputes import resolve_dispute
from tests.actors.debtor import reminded
from tests.actors.tool import Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud

DISPUTES = "/customers/C-1/disputes"


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.invoice()
    return made


def told(mine: Tool, **body: Any) -> dict[str, Any]:
    """The dispute about F-1 as written down."""
    answer = mine("POST", DISPUTES, {"invoice_id": "F-1", "reason": "price"} | body)
    assert answer.status == 201, answer.text
    return dict(answer.json)


def paused(mine: Tool) -> Any:
    """Why F-1 is not chased."""
    return mine.get("/invoices/F-1")["items"][0]["paused"]


def file_of(mine: Tool) -> Account:
    found = accounts.load(mine.tenant_id, "C-1")
    assert found
    return found


def test_a_dispute_written_down_pauses_the_invoice_and_is_listed(mine: Tool) -> None:
    made = told(mine, amount_minor=50_00, note="Mme Martin conteste la ligne 3.")
    assert (made["state"], made["amount_minor"], made["outcome"]) == ("open", 50_00, None)
    assert paused(mine) == "dispute"
    assert mine.get(DISPUTES)["disputes"] == [made]
    fact = [*journal.facts(mine.tenant_id, "C-1")][-1]
    assert (fact.kind, fact.figures["reason"]) == ("dispute_opened", "price")
    assert journal.notes(mine.tenant_id, "C-1") == {fact.fact_id: "Mme Martin conteste la ligne 3."}


def test_the_same_dispute_again_is_the_one_that_waits(mine: Tool) -> None:
    first = told(mine)
    again = mine("POST", DISPUTES, {"invoice_id": "F-1", "reason": "price"})
    assert (again.status, again.json) == (200, first)
    more = {"invoice_id": "F-1", "reason": "price", "amount_minor": 1_00}
    assert mine("POST", DISPUTES, more).status == 409
    assert told(mine, reason="delivery")["dispute_id"] != first["dispute_id"]


def test_a_dispute_refused_lets_the_ladder_go_on_and_is_said_twice_in_vain(mine: Tool) -> None:
    made = told(mine)
    path = f"{DISPUTES}/{made['dispute_id']}/resolve"
    refused = mine("POST", path, {"outcome": "refused", "note": "Le bon de livraison est signé."})
    assert (refused.status, refused.json["state"]) == (200, "resolved")
    assert paused(mine) is None
    assert mine("POST", path, {"outcome": "refused"}).json == refused.json
    assert mine("POST", path, {"outcome": "upheld"}).status == 409
    told(mine)  # what is disputed anew is another dispute
    assert [one["state"] for one in mine.get(DISPUTES)["disputes"]] == ["resolved", "open"]


def test_a_dispute_upheld_waits_for_the_credit_note_and_begins_anew(mine: Tool) -> None:
    made = told(mine)
    path = f"{DISPUTES}/{made['dispute_id']}/resolve"
    upheld = mine("POST", path, {"outcome": "upheld"}).json
    assert (upheld["state"], upheld["credited_on"]) == ("credit_note_awaited", None)
    assert paused(mine) == "credit_note_awaited"

    mine.cloud.clock.set(at("2026-06-10 11:00"))
    note = {"document_type": "credit_note", "corrects": "F-1", "total_minor": 100_00}
    assert mine.invoice("A-1", due_on=None, terms={"none_agreed": True}, **note).status == 201
    assert paused(mine) is None
    (after,) = mine.get(DISPUTES)["disputes"]
    assert (after["state"], after["credited_on"]) == ("resolved", "2026-06-10")
    (corrected,) = [i for i in file_of(mine).invoices if i.invoice_id == "F-1"]
    assert str(corrected.ladder_from_on) == "2026-06-17"

    amended = mine.invoice(purchase_order="PO-7")  # the tool sends it again: the start stays
    assert amended.status == 200
    (kept,) = [i for i in file_of(mine).invoices if i.invoice_id == "F-1"]
    assert kept.ladder_from_on == corrected.ladder_from_on


def test_a_person_says_since_when_a_credit_that_names_no_invoice_is_there(mine: Tool) -> None:
    made = told(mine)
    path = f"{DISPUTES}/{made['dispute_id']}/resolve"
    mine("POST", path, {"outcome": "upheld"})
    later = mine("POST", path, {"outcome": "upheld", "credited_on": "2026-05-29"})
    assert (later.json["state"], later.json["credited_on"]) == ("resolved", "2026-05-29")
    assert paused(mine) is None


def test_a_dispute_may_end_in_a_promise(mine: Tool) -> None:
    made = told(mine)
    path = f"{DISPUTES}/{made['dispute_id']}/resolve"
    done = mine("POST", path, {"outcome": "promised", "promised_on": "2026-06-30"})
    assert (done.status, done.json["outcome"]) == (200, "promised")
    (said,) = file_of(mine).promises
    assert str(said.promised_on) == "2026-06-30"
    assert paused(mine) == "promised"


def test_payment_resolves_a_dispute(mine: Tool) -> None:
    told(mine)
    assert mine.pay().status == 201
    (after,) = mine.get(DISPUTES)["disputes"]
    assert (after["state"], after["outcome"]) == ("resolved", "paid")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": "price"}, "invoice_id"),
        ({"invoice_id": "F-1", "reason": "not_received"}, "reason"),
        ({"invoice_id": "F-1", "reason": "price", "amount_minor": 300_01}, "amount_minor"),
    ],
)
def test_a_dispute_that_cannot_be_names_its_field(
    mine: Tool, body: dict[str, Any], field: str
) -> None:
    answer = mine("POST", DISPUTES, body)
    assert answer.status == 422
    assert fields(answer) == [field]


def test_what_is_not_there_cannot_be_disputed_or_answered(mine: Tool) -> None:
    assert mine("POST", DISPUTES, {"invoice_id": "F-9", "reason": "price"}).status == 404
    assert mine("GET", "/customers/C-9/disputes").status == 404
    path = f"{DISPUTES}/{'0' * 20}/resolve"
    assert mine("POST", path, {"outcome": "refused"}).status == 404
    mine.pay()
    assert mine("POST", DISPUTES, {"invoice_id": "F-1", "reason": "price"}).status == 404


def test_what_the_debtor_reports_waits_for_us_rings_and_is_answered(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("problem", reason="order_number", text="PO ?")
    for day in range(10, 24):
        cloud.run(at(f"2026-06-{day} 10:00"))
    waiting = sorted(debtor.account.tasks, key=lambda task: task.recorded_at)
    assert [(f"{task.recorded_at:%m-%d}", task.kind) for task in waiting] == [
        ("06-09", "dispute"),
        ("06-16", "dispute_waits"),
        ("06-23", "dispute_overdue"),
    ]
    (said,) = debtor.account.disputes
    now, resolution = cloud.clock.now(), Resolution("refused")
    resolve_dispute("t-1", "C-1", said.dispute_id, resolution, None, "ada", now.date(), now)
    assert all(task.closed_at for task in debtor.account.tasks)
    assert debtor.sends("2026-06-24 10:00") == ["second"]  # where it stood


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_offers_every_reason_under_its_heading(cloud: Cloud, language: str) -> None:
    debtor = reminded(cloud)
    debtor.becomes(customer=_speaks(debtor.account, language))
    page = debtor.opens("problem").text
    assert page.count('<input type="radio"') == 15
    assert page.count('role="group"') == 5
    assert ("Le montant ou la date" if language == "fr" else "The amount or the date") in page


def _speaks(account: Account, language: str) -> Any:
    return replace(account.customer, language=language)
