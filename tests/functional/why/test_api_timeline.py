"""What happened to an invoice, over HTTP (B14, F3)."""

from typing import Any

import pytest

from tests.actors.tool import Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.settings()
    made("POST", "/go-live", {"confirm": True})
    made.invoice()
    return made


def summaries(mine: Tool, kind: str | None = None) -> list[str]:
    entries = mine.get("/invoices/F-1/timeline")["entries"]
    told = [e["summary"] for e in entries if kind in (None, e["kind"])]
    return [summary.replace("\N{NO-BREAK SPACE}", " ") for summary in told]


def entry(mine: Tool, name: str) -> dict[str, Any]:
    entries = mine.get("/invoices/F-1/timeline")["entries"]
    found: dict[str, Any] = next(e for e in entries if e["name"] == name)
    return found


def test_a_reminder_is_told_from_the_decision_to_the_delivery(mine: Tool, cloud: Cloud) -> None:
    cloud.run(at("2026-06-05 10:00"))
    assert summaries(mine)[-2:] == [
        "Décidé : première relance (le jour de l’étape « première relance » est venu).",
        "Première relance, contact billing : remise effectuée.",
    ]
    states = [event["state"] for event in entry(mine, "first")["states"]]
    assert states[0] == "reserved"
    assert states[-1] == "delivered"
    assert "F-1" in entry(mine, "first")["figures"]["subject"]


def test_the_newest_comes_last(mine: Tool, cloud: Cloud) -> None:
    cloud.run(at("2026-06-05 10:00"))
    mine.pay(value_on="2026-06-05")
    moments = [e["at"] for e in mine.get("/invoices/F-1/timeline")["entries"]]
    assert moments == sorted(moments)
    assert summaries(mine, "fact") == [
        "La facture est arrivée : 300,00 €, échéance le 2 juin 2026.",
        "Un paiement de 300,00 € a été enregistré.",
    ]


def test_a_reason_that_stays_is_one_entry_with_its_last_day(mine: Tool, cloud: Cloud) -> None:
    mine("POST", "/customers/C-1/holds", {"reason": "on_request"})
    for day in ("2026-06-05", "2026-06-08", "2026-06-09"):
        mine.customer(notes=day)  # a fact, so that the account is looked at again
        cloud.run(at(f"{day} 10:00"))
    decisions = [
        e for e in mine.get("/invoices/F-1/timeline")["entries"] if e["kind"] == "decision"
    ]
    (one,) = decisions
    assert one["until_at"] > one["at"]
    assert one["figures"]["reason"] == "on_request"


def test_a_bounce_is_reported(mine: Tool, cloud: Cloud) -> None:
    mine.customer(contacts=[{"contact_id": "b", "email": "bounce@simulator.amazonses.com"}])
    cloud.run(at("2026-06-05 10:00"))
    assert entry(mine, "first")["figures"]["state"] == "bounced"
    assert any("retour du serveur" in summary for summary in summaries(mine, "message"))


def test_a_message_that_a_payment_overtook_is_reported(mine: Tool, cloud: Cloud) -> None:
    """D4."""
    cloud.clock.set(at("2026-06-05 10:00"))
    cloud.tick(at("2026-06-05 10:00"))
    cloud.pump("dispatch", "evaluate")
    mine.pay(value_on="2026-06-05")
    cloud.pump()
    assert cloud.mailbox.messages() == []
    assert summaries(mine, "superseded") == [
        "Un message n’est pas parti : quelque chose s’était passé depuis la décision."
    ]


def test_another_invoice_of_the_customer_tells_its_own_story(mine: Tool, cloud: Cloud) -> None:
    mine.invoice("F-2", due_on="2026-12-31")
    cloud.run(at("2026-06-05 10:00"))
    entries = mine.get("/invoices/F-2/timeline")["entries"]
    assert [e["name"] for e in entries if e["kind"] == "message"] == []


def test_the_story_of_a_paid_invoice_stays(mine: Tool, cloud: Cloud) -> None:
    cloud.run(at("2026-06-05 10:00"))
    mine.pay(value_on="2026-06-05")
    assert mine.get("/invoices/F-1")["status"] == "closed"
    assert len(summaries(mine)) >= 4


def test_an_unknown_invoice_has_no_story(mine: Tool) -> None:
    assert mine("GET", "/invoices/F-9/timeline").status == 404
