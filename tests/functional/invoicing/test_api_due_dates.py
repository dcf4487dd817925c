"""Due dates that move, over HTTP: the reason, who decided, and what people are asked (R34)."""

from typing import Any

import pytest

from tests.actors.tool import INVOICE, Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud

LATER: dict[str, Any] = INVOICE | {"due_on": "2026-06-30"}
EXTENSION = {"reason": "extension", "decided_by": "A. B."}
CORRECTION = {"reason": "correction", "decided_by": "A. B."}


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    mine = tool(cloud)
    mine.invoice(source_version=1)
    return mine


def dates(mine: Tool) -> tuple[str, str]:
    (item,) = mine.get("/invoices/F-1")["items"]
    return item["due_on"], item["legal_due_on"]


def test_an_extension_keeps_the_legal_date_and_a_correction_moves_it(mine: Tool) -> None:
    mine("PUT", "/invoices/F-1", LATER | {"due_change": EXTENSION})
    assert dates(mine) == ("2026-06-30", "2026-06-02")
    (change,) = mine.get("/invoices/F-1")["due_changes"]
    assert (change["from_on"], change["to_on"]) == ("2026-06-02", "2026-06-30")
    assert (change["reason"], change["decided_by"]) == ("extension", "A. B.")

    other = mine("PATCH", "/invoices/F-1", {"due_change": CORRECTION})
    assert (other.status, other.json["outcome"]) == (200, "amended")
    assert dates(mine) == ("2026-06-30", "2026-06-30")


def test_the_same_again_changes_nothing_nor_does_an_older_version(mine: Tool) -> None:
    said = LATER | {"due_change": EXTENSION, "source_version": 2}
    mine("PUT", "/invoices/F-1", said)
    assert mine("PUT", "/invoices/F-1", said).json["outcome"] == "unchanged"
    assert mine("PATCH", "/invoices/F-1", {"due_change": EXTENSION}).json["outcome"] == "unchanged"
    old = INVOICE | {"due_change": CORRECTION, "source_version": 1}
    assert mine("PUT", "/invoices/F-1", old).json["outcome"] == "stale"
    assert len(mine.get("/invoices/F-1")["due_changes"]) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"due_change": EXTENSION}, "due_change"),
        ({"due_change": EXTENSION, "due_on": "2026-05-30"}, "due_change.reason"),
        ({"due_change": {"reason": "extension"}, "due_on": "2026-06-30"}, "due_change.decided_by"),
        ({"due_change": {"reason": "mood", "decided_by": "A. B."}}, "due_change.reason"),
        ({"due_change": {"reason": "correction", "decided_by": "  "}}, "due_change.decided_by"),
    ],
)
def test_a_reason_that_makes_no_sense_is_refused(mine: Tool, said: Any, field: str) -> None:
    refused = mine("PATCH", "/invoices/F-1", said)
    assert refused.status == 422
    assert field in str(refused.json)
    assert dates(mine) == ("2026-06-02", "2026-06-02")


def test_a_new_invoice_has_no_date_that_moves(mine: Tool) -> None:
    refused = mine("PUT", "/invoices/F-2", LATER | {"due_change": EXTENSION})
    assert (refused.status, mine("GET", "/invoices/F-2").status) == (422, 404)


def test_what_was_read_may_be_sent_back(mine: Tool) -> None:
    mine("PUT", "/invoices/F-1", LATER)
    shown = mine.get("/invoices/F-1")
    assert mine("PUT", "/invoices/F-1", shown).json["outcome"] == "unchanged"


def test_a_second_move_stops_the_item_until_a_person_says_why(mine: Tool) -> None:
    cloud = mine.cloud
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})
    cloud.run(at("2026-06-05 10:00"))
    mine("PUT", "/invoices/F-1", LATER)
    assert mine.get("/invoices/F-1")["items"][0]["paused"] is None
    mine("PUT", "/invoices/F-1", LATER | {"due_on": "2026-07-10"})
    cloud.run(at("2026-07-15 10:00"))
    assert mine.get("/invoices/F-1")["items"][0]["paused"] == "due_date_moved"
    assert [task["kind"] for task in mine.get("/tasks")["tasks"]] == ["due_date_moved"]
    assert len(cloud.mailbox.messages()) == 1

    mine("PATCH", "/invoices/F-1", {"due_change": EXTENSION})
    cloud.run(at("2026-07-16 10:00"))
    assert mine.get("/tasks")["tasks"] == []
    assert len(cloud.mailbox.messages()) == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "ce que nous avions annoncé à son sujet ne s’applique plus"),
        ("en", "no longer applies"),
    ],
)
def test_what_was_announced_is_taken_back_in_the_next_message(
    mine: Tool, language: str, words: str
) -> None:
    cloud = mine.cloud
    mine.customer(language=language)
    mine.settings()
    mine("POST", "/go-live", {"confirm": True})
    for on in ("2026-06-05", "2026-06-09", "2026-06-12", "2026-06-15"):
        cloud.run(at(f"{on} 10:00"))
    mine("PUT", "/invoices/F-1", LATER | {"due_change": EXTENSION})
    told = len(cloud.mailbox.messages())
    for on in ("2026-07-03", "2026-07-07", "2026-07-10", "2026-07-15"):
        cloud.run(at(f"{on} 10:00"))
    texts = [" ".join(mail.text.split()) for mail in cloud.mailbox.messages()]
    assert [words in text for text in texts] == [number == told for number in range(len(texts))]
    assert len(texts) > told + 1
