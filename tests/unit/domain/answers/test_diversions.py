"""Practice 4: words about other bank details, or about fraud, alarm a person at once."""

from dataclasses import replace

import pytest

from relance.domain.answers.diversions import speaks_of_diversion, with_alarm
from relance.domain.task_kinds import TaskReason
from tests.builders import account, at, day, ids, invoice


@pytest.mark.parametrize(
    "text",
    [
        "Your bank details have changed since the last invoice, is that right?",
        "We paid to the new IBAN that you sent us on Monday.",
        "We were told of another bank account by mail.",
        "I think this is a scam.",
        "Is this phishing?",
        "Nous avons réglé sur votre nouveau RIB, reçu par e-mail hier.",
        "Vos coordonnées bancaires ont été modifiées ?",
        "Le RIB est différent de celui de la facture précédente.",
        "Il semble que ce soit une tentative de fraude.",
        "C’est une arnaque !",
        "Ihre Bankverbindung wurde geändert?",
        "BANK\nDETAILS   CHANGED",
    ],
)
def test_other_bank_details_and_fraud_are_heard(text: str) -> None:
    assert speaks_of_diversion(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We will pay on Friday by transfer.",
        "Please send us your bank details.",
        "Nous vous réglerons par virement vendredi, merci pour le RIB.",
        "The new invoice has not arrived.",
        "> Our bank details are those on your invoice; we never change them by e-mail.",
        "Our bank details are those on your invoice (ending 4521); we never change them by e-mail.",
        "Nos coordonnées bancaires sont celles de votre facture (compte se terminant par 4521) : "
        "elles ne changent jamais par e-mail.",
        "x" * 100_000,
        "new " * 30_000,
    ],
)
def test_ordinary_words_are_not(text: str) -> None:
    assert not speaks_of_diversion(text)


def test_the_alarm_is_urgent_and_rung_once_for_its_cause() -> None:
    file = account(invoice(), invoice("F-2", currency="USD"))
    reason, on, now = TaskReason.OTHER_BANK_DETAILS, day("2026-06-09"), at("2026-06-09 01:30")
    once = with_alarm(file, "r-1", now, on, reason, ids("F-1/1"))

    (task,) = once.tasks
    assert (task.kind, task.urgent, task.recorded_at) == ("payment_diverted", True, now)
    assert (task.currency, task.overdue_minor, task.due_on) == ("EUR", 300_00, on)
    assert with_alarm(once, "r-1", now, on, reason, ids("F-1/1")) is once
    assert with_alarm(once, "r-2", now, on, reason, ids("F-1/1")) is once  # it is still open
    answered = replace(once, tasks=(replace(task, closed_at=now, outcome="done"),))
    assert len(with_alarm(answered, "r-2", now, on, reason, ids("F-1/1")).tasks) == 2
    other = TaskReason.THE_ACCOUNT_PAID_IS_NOT_OURS
    assert len(with_alarm(once, "r-2", now, on, other, ids("F-1/1")).tasks) == 2
    both = with_alarm(once, "r-2", now, on, reason, ids("F-1/1", "F-2/1"))
    assert (both.tasks[-1].currency, both.tasks[-1].overdue_minor) == (None, None)
