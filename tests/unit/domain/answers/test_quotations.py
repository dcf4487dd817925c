"""R42: what is plainly quoted is not what the writer says; in doubt it is."""

import pytest

from relance.domain.answers.quotations import own_words

ANSWER = "Bonjour, il manque deux cartons dans la livraison."
QUOTED = "Nous contestons."

HEADERS = [
    "De : Support Client\nEnvoyé : lundi 8 juin 2026 10:01\nÀ : Ada Martin\nObjet : RE: Facture",
    "From: Support\nSent: Monday\nTo: Ada\nSubject: RE: F-1",
    "*From:* Support\n*Sent:* Monday\n*To:* Ada\n*Subject:* RE: F-1",
    "Von: Support\nGesendet: Montag\nAn: Ada\nBetreff: AW: F-1",
    "De: Soporte\nEnviado el: lunes\nPara: Ada\nAsunto: RE: F-1",
    "Da: Supporto\nInviato: lunedì\nA: Ada\nOggetto: R: F-1",
    "-----Original Message-----\nFrom: Support",
    "-----Message d'origine-----\nDe : Support",
    "________________________________\nDe : Support\nDate : lundi\nObjet : F-1",
]
ATTRIBUTIONS = [
    "Le lun. 8 juin 2026 à 10:00, Atelier <a@b.example> a écrit :",
    "On Mon, 8 June 2026 at 10:00, Atelier wrote:",
    "On Mon, 8 June 2026 at 10:00,\nAtelier <a@b.example>\nwrote:",
    "Am 08.06.2026 um 10:00 schrieb Atelier:",
    "El lun, 8 jun 2026, Atelier escribió:",
    "Il giorno lun 8 giu 2026 Atelier ha scritto:",
    "Op ma 8 jun 2026 schreef Atelier:",
]


@pytest.mark.parametrize("headers", HEADERS)
def test_below_the_headers_of_another_mail_that_mail_begins(headers: str) -> None:
    assert own_words(f"{ANSWER}\n\n{headers}\n\n{QUOTED}").strip("\n_") == ANSWER


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_marked_lines_are_quoted_wherever_they_stand(attribution: str) -> None:
    marked = f"{attribution}\n\n> {QUOTED}\n>\n> Merci."

    assert own_words(f"{ANSWER}\n\n{marked}").strip() == ANSWER
    assert own_words(f"{marked}\n\n{ANSWER}").strip() == ANSWER
    between = own_words(f"Bonjour,\n{marked}\n{ANSWER}\n> {QUOTED}")
    assert between.split("\n") in (["Bonjour,", ANSWER], ["Bonjour,", "", ANSWER])


@pytest.mark.parametrize(
    "text",
    [
        f"{ATTRIBUTIONS[0]}\n{QUOTED}",
        f"{ANSWER}\n\n{ATTRIBUTIONS[1]}\n{QUOTED}",
        f"{HEADERS[0]}\n\n{QUOTED}",
        f"Bonjour,\n\n{HEADERS[1]}\n\n{QUOTED}",
        f"> {QUOTED}",
        f"{ANSWER}\nDe : la part de Paul\n{QUOTED}",
        f"{ANSWER}\n-----Original Message-----\n{QUOTED}",
    ],
)
def test_where_the_quotation_is_in_doubt_it_counts_as_the_writer_s(text: str) -> None:
    assert own_words(text) == text


def test_lines_that_repeat_our_message_are_ours() -> None:
    ours = "Si votre règlement est déjà parti, nos messages se sont croisés.\n\nJ'ai déjà réglé :"
    repeated = (
        "Si votre règlement est déjà parti,\nnos messages se sont croisés.\nJ'ai déjà réglé :"
    )
    whole = f"Merci.\n{repeated}"

    assert own_words(whole, ours) == "Merci."
    assert own_words("Merci.\nJ'ai déjà réglé :", ours) == "Merci.\nJ'ai déjà réglé :"
