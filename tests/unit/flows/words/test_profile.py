"""The sentence about a payer, in both languages."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from relance.domain.payer.profile import Counted, Profile
from relance.flows.words.profile import sentence

NBSP = "\u00a0"


def known(*delays: int, **changes: Any) -> Profile:
    counted = tuple(
        Counted(
            f"F-{n}", due := date(2025, 7, 1) + timedelta(days=21 * n), days, due + timedelta(days)
        )
        for n, days in enumerate(delays)
    )
    return replace(Profile(date(2026, 6, 2), counted), **changes)


@pytest.mark.parametrize(
    ("payer", "english", "french"),
    [
        (
            known(28, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, kept=2, broken=1, returned=1),
            "12 invoices in 12 months, on average 4 days late, 2 of 12 over 15 days, "
            "one promise broken of three, one payment returned for lack of funds: "
            "usual payer, 69 of 100.",
            "12 factures en 12 mois, en moyenne 4 jours de retard, 2 sur 12 au-delà de 15 jours, "
            "une promesse non tenue sur trois, un paiement rejeté faute de provision : "
            "payeur ordinaire, 69 sur 100.",
        ),
        (
            known(0, 0, 0, kept=1),
            "3 invoices in 12 months, all paid on time, one promise kept: good payer, 100 of 100.",
            "3 factures en 12 mois, toutes payées à temps, une promesse tenue : "
            "bon payeur, 100 sur 100.",
        ),
        (
            known(1, 1, 2, 2, refused=1),
            "4 invoices in 12 months, on average 1.5 days late, none over 15 days, "
            "one unfounded dispute: good payer, 90 of 100.",
            "4 factures en 12 mois, en moyenne 1,5 jour de retard, aucune au-delà de 15 jours, "
            "un litige infondé : bon payeur, 90 sur 100.",
        ),
        (
            known(20, 20, 20, broken=2, partly_kept=2, returned=11, refused=2),
            "3 invoices in 12 months, on average 20 days late, 3 of 3 over 15 days, "
            "two promises broken of four, two promises partly kept, "
            "11 payments returned for lack of funds, two unfounded disputes: "
            "late payer, 0 of 100.",
            "3 factures en 12 mois, en moyenne 20 jours de retard, 3 sur 3 au-delà de 15 jours, "
            "deux promesses non tenues sur quatre, deux promesses tenues en partie, "
            "11 paiements rejetés faute de provision, deux litiges infondés : "
            "payeur tardif, 0 sur 100.",
        ),
        (
            known(0, 0, 0, 12, 12, 12),
            "6 invoices in 12 months, on average 6 days late, none over 15 days, "
            "the last three much later than before: usual payer, 72 of 100.",
            "6 factures en 12 mois, en moyenne 6 jours de retard, aucune au-delà de 15 jours, "
            "les trois dernières bien plus tard qu’avant : payeur ordinaire, 72 sur 100.",
        ),
        (
            known(0, window_months=24),
            "1 invoice in 24 months, paid on time: unknown payer, too little to tell.",
            "1 facture en 24 mois, payée à temps : payeur inconnu, trop peu d’éléments.",
        ),
        (
            known(1, window_months=24),
            "1 invoice in 24 months, on average 1 day late: unknown payer, too little to tell.",
            "1 facture en 24 mois, en moyenne 1 jour de retard : "
            "payeur inconnu, trop peu d’éléments.",
        ),
        (
            known(window_months=24),
            "No invoice in 24 months: unknown payer, too little to tell.",
            "Aucune facture en 24 mois : payeur inconnu, trop peu d’éléments.",
        ),
        (
            known(60, window_months=24, long_open=True),
            "1 invoice in 24 months, on average 60 days late, "
            "something more than 60 days late: late payer.",
            "1 facture en 24 mois, en moyenne 60 jours de retard, "
            "un impayé de plus de 60 jours : payeur tardif.",
        ),
        (
            known(0, 0, 0, kept=2, partly_kept=1),
            "3 invoices in 12 months, all paid on time, one promise partly kept, "
            "two promises kept: good payer, 100 of 100.",
            "3 factures en 12 mois, toutes payées à temps, une promesse tenue en partie, "
            "deux promesses tenues : bon payeur, 100 sur 100.",
        ),
    ],
)
def test_the_sentence_reads_in_both_languages(payer: Profile, english: str, french: str) -> None:
    assert sentence(payer, "en") == english
    assert sentence(payer, "fr") == french.replace(" :", f"{NBSP}:")


def test_a_score_just_below_good_does_not_read_as_good() -> None:
    almost = known(6, 6, 6, 7, 8, 8, 6)
    assert (almost.name, round(almost.score)) == ("usual", 80)
    assert sentence(almost, "en").endswith("usual payer, 79 of 100.")
