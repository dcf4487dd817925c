"""Which words a message uses: what its Send says, how it is paid, whose language (B13, D3)."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from relance.domain.creditor.tenant import Tenant
from relance.domain.decision import Send
from relance.domain.ledger.invoices import PaymentMethod
from relance.flows.mail.letter import words
from relance.render import texts
from tests.builders import TENANT, account, customer, day, ids, invoice, key, rules
from tests.unit.render.views import TEMPLATES

CREDITOR = Tenant(TENANT, "Atelier Lumen SARL", takeover_name="Mme Durand")


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_TEMPLATES", str(TEMPLATES))


def chosen(kind: str = "first", method: str = "transfer", **changes: Any) -> dict[str, Any]:
    file = account(invoice(payment_method=PaymentMethod(method)))
    send = replace(Send(key(kind), "billing", ids("F-1/1"), "due"), **changes)
    return words(CREDITOR, file, send, rules())


def test_the_text_is_the_one_of_the_step_or_its_kind() -> None:
    assert chosen()["text"] == "first"
    assert chosen(text="gentle_first")["text"] == "gentle_first"


@pytest.mark.parametrize("method", ["lcr", "bor"])
def test_who_accepted_a_bill_is_thanked_before_the_due_date(method: str) -> None:
    assert chosen("courtesy", method)["text"] == "courtesy_bill"
    assert chosen("first", method)["text"] == "first"


@pytest.mark.parametrize(
    ("method", "variant", "means"),
    [
        ("direct_debit_core", "collection_returned", "direct_debit"),
        ("lcr", "collection_returned", "bill"),
        ("cheque", "payment_returned", None),
    ],
)
def test_what_we_collected_and_came_back_is_not_called_a_payment(
    method: str, variant: str, means: str | None
) -> None:
    found = chosen(method=method, variant="payment_returned")
    assert (found["variant"], found.get("payment_means")) == (variant, means)


def test_only_what_the_send_announces_and_refers_to_is_passed_on() -> None:
    silent = chosen("second")
    assert (silent["consequence"], silent["called_on"]) == (None, None)
    told = chosen("second", consequence="takeover", called_on=day("2026-06-04"))
    assert (told["consequence"], told["called_on"]) == ("takeover", day("2026-06-04"))
    assert told["takeover_name"] == "Mme Durand"


def test_terms_are_named_only_where_they_are_the_same_for_all() -> None:
    first, other = invoice(terms_reference="2025-04"), invoice("F-2", terms_reference="2024-01")
    send = Send(key("first"), "billing", ids("F-1/1", "F-2/1"), "due")
    assert words(CREDITOR, account(first, other), send, rules())["terms_reference"] is None
    same = replace(other, terms_reference="2025-04")
    assert words(CREDITOR, account(first, same), send, rules())["terms_reference"] == "2025-04"


def test_a_text_that_the_debtors_language_lacks_is_sent_in_the_creditors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pains H8: the fall-back is the tenant's language, never the system's."""
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    own = tmp_path / "templates/email/fr/our_own.txt.j2"
    shutil.copy(own.with_name("first.txt.j2"), own)
    monkeypatch.setenv("RELANCE_TEMPLATES", str(tmp_path / "templates"))
    file = account(customer=customer(language="en"))
    send = Send(key("first"), "billing", ids("F-1/1"), "due")
    assert words(CREDITOR, file, send, rules())["language"] == "en"
    assert words(CREDITOR, file, replace(send, text="our_own"), rules())["language"] == "fr"


def test_a_policy_may_name_whole_texts_that_every_language_has() -> None:
    known = texts.names(TEMPLATES)
    assert {"first", "gentle_first", "notice", "courtesy_list"} <= known
    assert not {"promise_broken", "receipt", "copy", "words", "phrases"} & known
    assert texts.needs("final", TEMPLATES) == {"deadline", "consequence"}
    assert not texts.exists("first", "de", TEMPLATES)
