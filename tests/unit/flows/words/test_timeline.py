"""Every entry of a timeline reads as a sentence (F3)."""

import pytest

from relance.data.journal import MessageHistory
from relance.domain.account.message import Message, MessageKey, MessageState
from relance.domain.decision import Hold, Send, Skip, Task
from relance.domain.fact import Fact
from relance.flows.words.timeline import of_decision, of_fact, of_message
from tests.builders import CUSTOMER, TENANT, at, day, ids

NOW = at("2026-06-05 10:00")
KEY = MessageKey(TENANT, CUSTOMER, "EUR", "due_today", "F-1/1", 0)


@pytest.mark.parametrize(
    ("kind", "figures", "sentence"),
    [
        (
            "invoice_issued",
            {"total_minor": 30000, "currency": "EUR", "due_on": "2026-06-02"},
            "The invoice arrived: €300.00, due on 2026-06-02.",
        ),
        ("invoice_cancelled", {"reason": "sent_twice"}, "The invoice was cancelled: sent twice."),
        ("hold_set", {"reason": "on_request"}, "Reminders are held: on request."),
        (
            "hold_set",
            {"reason": "on_request", "until_on": "2026-06-30"},
            "Reminders are held through 2026-06-30: on request.",
        ),
        ("hold_lifted", {"reason": "on_request"}, "The hold was lifted: on request."),
        ("payment", {"amount_minor": 100, "currency": "JPY"}, "A payment of JP¥100 was recorded."),
        ("payment", {}, "A payment of money was recorded."),
        (
            "task_closed",
            {"task": "call", "outcome": "not_reached"},
            "A person closed the task call: not reached.",
        ),
        (
            "claim",
            {"paid_on": "2026-06-05", "means": "transfer", "diverted": 0},
            "The debtor said to have paid on 2026-06-05 (transfer).",
        ),
        (
            "claim",
            {"paid_on": "2026-06-05", "means": "transfer", "diverted": 1},
            "The debtor said to have paid to an account that is not ours on 2026-06-05 (transfer).",
        ),
        (
            "promise",
            {"amount_minor": 30000, "currency": "EUR", "promised_on": "2026-06-12"},
            "The debtor promised to pay €300.00 on 2026-06-12.",
        ),
        ("bounced", {}, "A message bounced: its level does not count."),
        ("seen_by_nobody_yet", {}, "Seen by nobody yet."),
    ],
)
def test_a_fact_says_what_happened(
    kind: str, figures: dict[str, str | int | None], sentence: str
) -> None:
    assert of_fact(Fact("1", kind, NOW, day("2026-06-05"), figures=figures)) == sentence


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (MessageState.DELIVERED, "delivered"),
        (MessageState.UNKNOWN, "it may or may not have left"),
        (MessageState.BOUNCED, "bounced"),
    ],
)
def test_a_message_says_how_far_it_got(state: MessageState, end: str) -> None:
    message = Message(
        KEY.message_id, KEY, ids("F-1/1"), state, day("2026-06-05"), NOW, "me", "billing"
    )
    sentence = of_message(MessageHistory(message, None, ()))
    assert sentence == f"Due today message to contact billing: {end}."


@pytest.mark.parametrize(
    ("decision", "mode", "sentence"),
    [
        (
            Send(KEY, "billing", ids("F-1/1"), "due_today_due"),
            "live",
            "A due today message was decided: due today due.",
        ),
        (
            Send(KEY, "billing", ids("F-1/1"), "due_today_due"),
            "shadow",
            "A due today message would be sent (shadow mode): due today due.",
        ),
        (
            Task("1", "call", "EUR", "no_deliverable_address", day("2026-06-05")),
            "live",
            "A person was asked (call): nobody can be written to.",
        ),
        (Hold("EUR", "gap"), "live", "Nothing was sent: the last contact was too recent."),
        (
            Skip("EUR", "not_yet", day("2026-06-09")),
            "live",
            "Nothing to say until 2026-06-09: the next step's day has not come.",
        ),
        (Skip("EUR", "nothing_due"), "live", "Nothing to say: nothing is due."),
    ],
)
def test_a_decision_says_why(decision: Send | Task | Hold | Skip, mode: str, sentence: str) -> None:
    assert of_decision(decision, mode) == sentence
