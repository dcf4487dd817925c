"""What a debtor reads of bills, of debits that came back, of credit to be applied (practice 1)."""

import re
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest

from tests.actors.tool import SETTINGS, Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud

LONG_NAME = "Établissements Réunis de l’Île-de-France, comptabilité « clients » 📨"

RETURNED = {
    ("direct_debit_core", "fr"): "Le prélèvement de 300,00 €, présenté le 1er juin 2026",
    ("direct_debit_core", "en"): "The direct debit of €300.00 presented on 1 June 2026",
    ("lcr", "fr"): "L’effet de 300,00 €, présenté le 1er juin 2026",
    ("lcr", "en"): "The bill of €300.00 presented on 1 June 2026",
}
NOT_AGAIN = {
    "fr": "Nous ne le présenterons pas de nouveau sans votre accord",
    "en": "We will not present it again without your consent",
}


def live(
    cloud: Cloud, language: str = "fr", sender: str = "Atelier Dupont", **invoice: Any
) -> Tool:
    """A tenant that is live, with one invoice due on Tuesday 2 June, unless told otherwise."""
    mine = tool(cloud)
    mine.customer(language=language)
    mine("PUT", "/settings", SETTINGS | {"from_name": sender})
    mine.invoice(**invoice)
    assert mine("POST", "/go-live", {"confirm": True}).status == 200
    return mine


def read(cloud: Cloud) -> str:
    """The youngest mail, on one line."""
    text = cloud.mailbox.messages()[-1].text.replace("\u202f", " ")
    return " ".join(text.split())


def runs(cloud: Cloud, *days: str) -> None:
    for day in days:
        cloud.run(at(f"{day} 10:00"))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("method", ["direct_debit_core", "lcr"])
def test_what_we_collected_and_came_back_is_said_in_its_own_words(
    cloud: Cloud, method: str, language: str
) -> None:
    mine = live(cloud, language, payment_method=method)
    means = "direct_debit" if method == "direct_debit_core" else "bill"
    mine.pay(means="other" if means == "bill" else means)
    cloud.clock.set(at("2026-06-03 11:00"))
    mine("POST", "/payments/BANK-1/reversal", {"reason": "AM04"})
    runs(cloud, "2026-06-05", "2026-06-08")
    assert RETURNED[method, language] in read(cloud)
    assert NOT_AGAIN[language] in read(cloud)


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        (
            "fr",
            "Votre compte présente 100,00 € d’avoirs ou de règlements sans facture désignée : "
            "dites-nous comment vous souhaitez les affecter.",
        ),
        (
            "en",
            "Your account holds €100.00 of credits or payments that name no invoice: please tell "
            "us how you would like to apply them.",
        ),
    ],
)
def test_money_without_an_invoice_is_shown_and_the_debtor_is_asked_how_to_apply_it(
    cloud: Cloud, language: str, asked: str
) -> None:
    mine = live(cloud, language)
    mine.pay(amount_minor=100_00, allocations=[], customer_id="C-1")
    runs(cloud, "2026-06-05")
    assert asked in read(cloud)
    assert {"fr": "Net à régler : 200,00 €", "en": "Net to pay: €200.00"}[language] in read(cloud)


@pytest.mark.parametrize(
    ("language", "thanks"),
    [
        ("fr", "Merci d’avoir accepté l’effet et d’en avoir avisé votre banque."),
        ("en", "Thank you for having the bill accepted and your bank notified."),
    ],
)
def test_who_accepted_a_bill_is_thanked_before_its_due_date_and_asked_for_nothing(
    cloud: Cloud, language: str, thanks: str
) -> None:
    live(cloud, language, payment_method="lcr", due_on="2026-06-15")
    runs(cloud, "2026-06-08", "2026-06-15", "2026-06-16")
    assert len(cloud.mailbox.messages()) == 1
    assert thanks in read(cloud)
    assert re.search(r"/(pay|paid|promise)( |$)", read(cloud)) is None


def test_a_long_name_with_accents_and_signs_is_what_the_debtor_reads(cloud: Cloud) -> None:
    live(cloud, sender=LONG_NAME)
    runs(cloud, "2026-06-05")
    sender = cloud.mailbox.messages()[-1].sender
    assert sender.isascii()
    assert sender.isprintable()
    name, email = parseaddr(sender)
    assert (str(make_header(decode_header(name))), email) == (LONG_NAME, SETTINGS["from_email"])
