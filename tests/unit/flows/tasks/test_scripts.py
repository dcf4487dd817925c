"""The script of a task, from the account as it stands: which one, in whose language, of what."""

from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import CallAttempt, OpenTask, Override
from relance.domain.creditor.tenant import Tenant
from relance.flows.tasks.scripts import script_for
from tests.builders import (
    TENANT,
    account,
    at,
    contact,
    customer,
    day,
    ids,
    invoice,
    message,
    step_task,
)
from tests.unit.render.views import TEMPLATES

NOW = at("2026-06-22 10:00")
CREDITOR = Tenant(TENANT, "Atelier Lumen SARL", phone="01 84 60 12 34", signatory="Claire Lefort")


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_TEMPLATES", str(TEMPLATES))


def script(file: Account, task: OpenTask, tenant: Tenant = CREDITOR) -> str:
    return script_for(tenant, file, task, NOW).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_call_script_has_the_number_the_figures_and_what_was_tried() -> None:
    somebody = contact("billing", phone="04 50 00 00 01")
    tried = (CallAttempt(day("2026-06-19"), at("2026-06-19 11:00"), "not_reached"),)
    file = account(
        customer=customer(contacts=(contact("other"), somebody)),
        messages=(message("first", on="2026-06-10"),),
    )
    text = script(file, step_task("call", "second", 2, "2026-06-19", attempts=tried))
    for needed in (
        "04 50 00 00 01",
        "300,00 €",
        "10 juin 2026 : message reçu par le client",
        "19 juin 2026 : appel : pas de réponse",
        "Claire Lefort",
    ):
        assert needed in text


def test_what_the_debtor_hears_is_in_his_language_and_what_we_read_is_in_ours() -> None:
    file = account(customer=customer(language="en"))
    assert "To begin:" in script(file, step_task("call", "second", 2))
    assert "Reste à régler" in script(file, step_task("portal", "check", 0))


def test_the_reason_of_a_call_chooses_its_script() -> None:
    returned = step_task("call", "first", 1, reason="payment_returned")
    assert "retourné votre paiement" in script(account(), returned)
    unreachable = step_task("call", "first", 1, reason="no_deliverable_address")
    assert "l’adresse est à retrouver" in script(account(), unreachable)


def test_a_customer_in_difficulty_is_called_gently() -> None:
    gentle = Override("policy", "gentle", "hard times", "marie", NOW, day("2026-08-30"))
    text = script(account(overrides=(gentle,)), step_task("call", "call", 1))
    assert "ce que nous pouvons faire ensemble" in text


def test_a_commitment_names_what_the_message_announced_and_its_day() -> None:
    told = replace(
        message("final", on="2026-06-16"), deadline_on=day("2026-06-24"), consequence="collection"
    )
    task = step_task("commitment", "final", 3)
    text = script(account(messages=(told,)), task)
    assert "Annoncé au client pour le 24 juin 2026 : mise en demeure" in text


def test_a_letter_with_a_mail_names_the_day_that_the_mail_named() -> None:
    told = replace(
        message("second", on="2026-06-16"), deadline_on=day("2026-06-24"), consequence="collection"
    )
    task = replace(step_task("letter", "second", 3), step=None, level=None, leader=None)
    assert "au 24 juin 2026" in script(account(messages=(told,)), task)


def test_a_formal_notice_counts_the_days_of_its_step() -> None:
    task = step_task("registered", "notice", 4)
    text = script(account(), task, replace(CREDITOR, policy_id="eight_steps"))
    assert "dans un délai de 8 jours à compter de la réception" in text
    assert "remise du dossier à notre partenaire de recouvrement" in text


def test_a_task_without_words_of_its_own_still_shows_the_file() -> None:
    task = OpenTask("t-1", "match_money", NOW, "EUR", ids("F-1/1"))
    assert "Reste à régler : 300,00 €" in script(account(), task)


def test_only_what_the_task_is_about_is_listed() -> None:
    file = account(invoice("F-1"), invoice("F-2"), invoice("F-3", currency="GBP"))
    text = script(file, step_task("call", "first", 1, leader="F-2/1"))
    assert "N° F-2" in text
    assert "N° F-1" not in text
