"""What was stored otherwise than it is decided now is told in words, never in codes (R10)."""

from dataclasses import replace

from relance.domain.account.message import MessageKey
from relance.domain.decision import Decision, Send, Skip
from relance.domain.ledger.invoices import Part
from relance.domain.ledger.item_id import ItemId
from relance.flows.why.explain import Explained
from relance.flows.why.explain_words import differs
from tests.builders import CUSTOMER, TENANT, at, day, invoice, rules

KEY = MessageKey(TENANT, CUSTOMER, "EUR", "first", "2026-0049/1", 1)
SEND = Send(KEY, "billing", (ItemId("2026-0049/1"), ItemId("2026-0050/1")), "first_due")
SKIP = Skip("EUR", "nothing_due")
WHOLE = replace(invoice("2026-0050"), number="F-50")
PARTS = replace(
    invoice("2026-0049"),
    number="F-49",
    parts=(Part("1", 100_00, day("2026-06-02")), Part("2", 200_00, day("2026-07-02"))),
)


def told(stored: Decision | None, again: Decision | None, language: str = "en") -> str:
    now = at("2026-06-05 10:00")
    explained = Explained(day("2026-06-05"), now, now, True, rules())
    (said,) = differs(
        replace(explained, differs=((stored, again),), invoices=(WHOLE, PARTS)), language
    )
    return said


def test_both_decisions_are_told_with_the_numbers_of_the_invoices() -> None:
    assert told(SEND, SKIP) == (
        "Stored: “Decided: first reminder (the day of the first reminder has come)."
        " Invoices: F-49, part 1, F-50.” Decided again: “Nothing went: nothing is due.”"
    )
    assert "F-49, partie 1" in told(SEND, SKIP, "fr")


def test_what_was_not_stored_or_is_not_decided_again_is_a_sentence_of_its_own() -> None:
    assert told(SKIP, None) == "Stored, and not decided again: “Nothing went: nothing is due.”"
    assert told(None, SKIP) == "Decided again, and not stored: “Nothing went: nothing is due.”"
