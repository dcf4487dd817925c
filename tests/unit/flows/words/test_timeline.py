"""Every entry of a timeline reads as a sentence, in the language of the tenant (F3)."""

import pytest

from relance.data.journal import MessageHistory
from relance.domain.account.message import Message, MessageKey, MessageState
from relance.domain.decision import Hold, Send, Skip, Task
from relance.domain.fact import Fact
from relance.domain.ledger.item_id import ItemId
from relance.flows.why.explain_words import of_decision
from relance.flows.words.timeline import of_fact, of_message
from tests.builders import CUSTOMER, TENANT, at, day

NOW = at("2026-06-05 10:00")
KEY = MessageKey(TENANT, CUSTOMER, "EUR", "due_today", "F-1/1", 0)
ITEMS = (ItemId("F-1/1"),)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("kind", "figures", "english", "french"),
    [
        (
            "invoice_issued",
            {"total_minor": 30000, "currency": "EUR", "due_on": "2026-06-02"},
            "The invoice arrived: €300.00, due on 2 June 2026.",
            "La facture est arrivée : 300,00 €, échéance le 2 juin 2026.",
        ),
        (
            "invoice_cancelled",
            {"reason": "sent_twice"},
            "The invoice was cancelled: sent twice.",
            "La facture a été annulée : sent twice.",
        ),
        (
            "hold_set",
            {"reason": "time_requested"},
            "Reminders are held: the debtor asked for more time.",
            "Les relances sont retenues : le client a demandé un délai.",
        ),
        (
            "hold_set",
            {"reason": "on_request", "until_on": "2026-06-30"},
            "Reminders are held through 30 June 2026: on request.",
            "Les relances sont retenues jusqu’au 30 juin 2026 inclus : on request.",
        ),
        (
            "reversal",
            {"amount_minor": 30000, "currency": "EUR", "reason": "AM04"},
            "€300.00 of a payment went back: insufficient funds.",
            "300,00 € d’un paiement sont repartis : provision insuffisante.",
        ),
        (
            "payment",
            {"amount_minor": 100, "currency": "JPY"},
            "A payment of JP¥100 was recorded.",
            "Un paiement de 100 JPY a été enregistré.",
        ),
        ("payment", {}, "A payment was recorded.", "Un paiement a été enregistré."),
        (
            "task_closed",
            {"task": "call", "outcome": "not_reached"},
            "A person closed the task “call the debtor”: nobody was reached.",
            "Une personne a clos la tâche « appeler le débiteur » : personne n’a été joint.",
        ),
        (
            "claim",
            {"paid_on": "2026-06-05", "means": "transfer", "diverted": 0},
            "The debtor said to have paid on 5 June 2026 (bank transfer).",
            "Le débiteur a dit avoir payé le 5 juin 2026 (virement).",
        ),
        (
            "claim",
            {"paid_on": "2026-06-05", "means": "transfer", "diverted": 1},
            "The debtor said to have paid to an account that is not ours on 5 June 2026"
            " (bank transfer).",
            "Le débiteur a dit avoir payé le 5 juin 2026 (virement) sur un compte qui n’est pas"
            " le nôtre.",
        ),
        (
            "reply",
            {"kind": "automatic", "returns_on": "2026-06-22"},
            "An automatic reply came, back on 22 June 2026: it pauses nothing.",
            "Une réponse automatique est venue, de retour le 22 juin 2026 : elle n’arrête rien.",
        ),
        (
            "copy_requested",
            {},
            "The debtor asked for a copy.",
            "Le débiteur a demandé une copie.",
        ),
    ],
)
def test_a_fact_says_what_happened(
    kind: str, figures: dict[str, str | int | None], english: str, french: str
) -> None:
    fact = Fact("1", kind, NOW, day("2026-06-05"), figures=figures)

    assert of_fact(fact, "en") == english
    assert of_fact(fact, "fr").replace(NBSP, " ") == french


def test_a_fact_of_another_version_is_told_as_it_is_called() -> None:
    unknown = Fact("1", "seen_by_nobody_yet", NOW, day("2026-06-05"))

    assert of_fact(unknown, "en") == "Seen by nobody yet."


@pytest.mark.parametrize(
    ("state", "english", "french"),
    [
        (MessageState.DELIVERED, "delivered", "remise effectuée"),
        (
            MessageState.UNKNOWN,
            "it may or may not have left",
            "nul ne sait si l’envoi a eu lieu",
        ),
        (MessageState.BOUNCED, "bounced", "retour du serveur destinataire"),
    ],
)
def test_a_message_says_how_far_it_got(state: MessageState, english: str, french: str) -> None:
    message = Message(KEY.message_id, KEY, ITEMS, state, day("2026-06-05"), NOW, "me", "billing")
    history = MessageHistory(message, None, ())

    assert of_message(history, "en") == f"Note of the due day to contact billing: {english}."
    assert of_message(history, "fr") == (
        f"Message du jour de l’échéance, contact billing{NBSP}: {french}."
    )


@pytest.mark.parametrize(
    ("decision", "mode", "english"),
    [
        (
            Send(KEY, "billing", ITEMS, "due_today_due"),
            "live",
            "Decided: note of the due day (the day of the note of the due day has come).",
        ),
        (
            Send(KEY, "billing", ITEMS, "due_today_due"),
            "shadow",
            "Would be sent (shadow mode): note of the due day"
            " (the day of the note of the due day has come).",
        ),
        (
            Task("1", "call", "EUR", "no_deliverable_address", day("2026-06-05")),
            "live",
            "Asked of a person: call the debtor (nobody can be written to).",
        ),
        (Hold("EUR", "gap"), "live", "Nothing went: the last contact is too recent."),
        (
            Skip("EUR", "not_yet", day("2026-06-09")),
            "live",
            "Nothing went: the day of the next step has not come; looked at again on 9 June 2026.",
        ),
        (Skip("EUR", "nothing_due"), "live", "Nothing went: nothing is due."),
    ],
)
def test_a_decision_says_why(decision: Send | Task | Hold | Skip, mode: str, english: str) -> None:
    assert of_decision(decision, mode, "en") == english


def test_a_decision_of_a_french_tenant_is_told_in_french() -> None:
    assert of_decision(Skip("EUR", "nothing_due"), "live", "fr") == (
        f"Rien n’est parti{NBSP}: rien n’est échu."
    )
