"""C6, R42: written by a person, by an absence notice, or by a machine; content outweighs it."""

from datetime import date

import pytest

from relance.domain.account.on_file import ReplyKind
from relance.domain.answers.mail_kind import Reading, Written, reading

MONDAY = date(2026, 6, 8)
READERS = ("Ada Martin", "ada@client.example")


def of(text: str, subject: str = "Re: F-1", **said: object) -> Reading:
    """What a mail of Ada's is."""
    mail = Written(subject, text, "ada@client.example", "Ada Martin", **said)  # type: ignore[arg-type]
    return reading(mail, MONDAY, READERS)


@pytest.mark.parametrize(
    ("subject", "text", "returns_on", "substitute"),
    [
        (
            "Réponse automatique : Facture F-1",
            "Bonjour,\n\nJe suis absente jusqu’au 12 juin inclus. Contactez paul@client.example.",
            "2026-06-13",
            "paul@client.example",
        ),
        ("Absence du bureau", "De retour le 22/06/2026.", "2026-06-22", ""),
        ("Automatic reply: F-1", "I am back on June 22, 2026.", "2026-06-22", ""),
        ("Automatic reply", "Returning 2026-06-15. ada@client.example", "2026-06-15", ""),
        ("Abwesenheitsnotiz", "Ich bin bis 12. Juni abwesend.", "2026-06-13", ""),
        ("Fuera de la oficina", "Estoy de vacaciones hasta el 12 de junio.", "2026-06-13", ""),
        ("Risposta automatica: F-1", "Sono assente fino al 12 giugno.", "2026-06-13", ""),
        ("Afwezig: F-1", "Ik ben afwezig tot en met 12 juni.", "2026-06-13", ""),
        ("Automatic reply", "I will be back soon", "", ""),
    ],
)
def test_subject_and_first_sentence_of_an_absence_notice_are_a_machine_s(
    subject: str, text: str, returns_on: str, substitute: str
) -> None:
    found = of(text, subject)

    assert (found.kind, found.contests) == (ReplyKind.AUTOMATIC, None)
    assert (str(found.returns_on or ""), found.substitute or "") == (returns_on, substitute)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: F-1", "Your ticket 4711 was created."),
        ("[Support] Ticket #4711: created", "Bonjour, notre ticket n° 4711 a été créé."),
        ("Re: F-1", "Je suis absente jusqu'au 12 juin, voyez Paul."),
        ("RE: Automatic reply: F-1", "I am back and will look at it."),
        ("Automatic reply: F-1", "Please call me about it."),
        ("Re: F-1", "Mme Martin a quitté la société, je reprends le dossier."),
        ("Re: F-1", "Bonjour\n\n> Je suis absente jusqu'au 12 juin."),
        ("Re: F-1", ""),
    ],
)
def test_in_doubt_a_person_wrote(subject: str, text: str) -> None:
    assert of(text, subject) == Reading(ReplyKind.PERSON)


@pytest.mark.parametrize(
    ("subject", "text", "contests"),
    [
        ("Re: F-1", "Il manque deux cartons. Nous ne paierons pas.", "disputed"),
        ("Automatic reply: F-1", "I am away until 12 June. We paid it on 3 June.", "paid"),
        ("Invoice F-1 rejected", "See the portal.", "rejected"),
        ("Re: F-1", "La facture est rejetée, il faut un bon de commande.", "rejected"),
        ("Re: F-1", "Le numéro de commande manque.", "order_number"),
        ("Re: F-1", "You have the wrong company.", "wrong_company"),
    ],
)
def test_a_mark_never_outweighs_content(subject: str, text: str, contests: str) -> None:
    assert (found := of(text, subject, automatic=True)).kind == ReplyKind.AUTOMATIC
    assert found.contests == contests
    assert of(text, subject, suspect=True) == Reading(ReplyKind.SUSPECT, contests=found.contests)


def test_whatever_way_the_words_are_read_in_they_count() -> None:
    found = of("Bonjour", automatic=True, also=("Nous contestons la facture.",))

    assert found.contests == "disputed"


def test_what_repeats_our_message_is_not_what_the_writer_says() -> None:
    ours = "Facture F-1", "Si votre règlement est déjà parti, nos messages se sont croisés."
    mail = Written("Re: Facture F-1", f"Bien reçu.\n{ours[1]}", automatic=True)

    assert reading(mail, MONDAY).contests == "paid"
    assert reading(mail, MONDAY, ours=ours).contests is None


def test_of_what_nobody_can_read_a_person_decides() -> None:
    assert of("", automatic=True, unreadable=True).kind == ReplyKind.UNREADABLE
    assert of("Bonjour", automatic=True, cut=True).kind == ReplyKind.UNREADABLE
    assert of("Bonjour", cut=True).kind == ReplyKind.PERSON
    assert of("Nous contestons", automatic=True, cut=True).kind == ReplyKind.AUTOMATIC


def test_who_has_left_for_certain_is_left() -> None:
    assert of("Ms Martin no longer works here.", automatic=True).kind == ReplyKind.LEFT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Paul Petit no longer works here.", {}),
        ("Ms Martin no longer works here. The invoice was paid.", {}),
        ("Your message could not be delivered.", {"failed": True}),
    ],
)
def test_in_doubt_a_person_finds_out_who_reads_that_address(
    text: str, said: dict[str, bool]
) -> None:
    found = of(text, automatic=True, **said)  # type: ignore[arg-type]

    assert (found.kind, found.reader_in_doubt) == (ReplyKind.AUTOMATIC, True)


def test_offices_that_move_are_nobody_who_left() -> None:
    text = "Thank you. Our offices are no longer at 12 High Street but at 3 Low Street."

    assert of(text, automatic=True) == Reading(ReplyKind.AUTOMATIC)
