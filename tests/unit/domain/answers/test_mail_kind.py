"""C6, practice 3: written by a person, by an absence notice, or by a ticket system."""

from datetime import date

import pytest

from relance.domain.answers.mail_kind import own_words, reading

MONDAY = date(2026, 6, 8)


def of(text: str, subject: str = "Re: F-1", automatic: bool = False) -> tuple[str, str, str]:
    found = reading(subject, text, automatic, "ada@client.example", MONDAY)
    return found.kind, str(found.returns_on or ""), found.substitute or ""


@pytest.mark.parametrize(
    ("subject", "text", "returns_on", "substitute"),
    [
        (
            "Réponse automatique : Facture F-1",
            "Je suis absente jusqu’au 12 juin inclus. Contactez paul@client.example.",
            "2026-06-13",
            "paul@client.example",
        ),
        ("Absence du bureau", "De retour le 22/06/2026.", "2026-06-22", ""),
        ("Automatic reply: F-1", "I am back on June 22, 2026.", "2026-06-22", ""),
        ("Out of office", "I am away until 19 June.", "2026-06-20", ""),
        ("Automatic reply", "Returning 2026-06-15. ada@client.example", "2026-06-15", ""),
        ("Abwesenheitsnotiz", "Ich bin bis 12. Juni abwesend.", "2026-06-13", ""),
        ("Automatische Antwort", "Ab dem 15.06.26 wieder da, zurück am 15.06.26", "2026-06-15", ""),
        ("Automatic reply", "de retour le 2 janvier", "2027-01-02", ""),
        ("Automatic reply", "back on 31/02/2026", "", ""),
        ("Automatic reply", "I will be back soon", "", ""),
        ("[Support] Ticket #4711: created", "", "", ""),
    ],
)
def test_an_absence_says_when_it_ends_and_who_is_there_instead(
    subject: str, text: str, returns_on: str, substitute: str
) -> None:
    assert of(text.replace("’", "'"), subject) == ("automatic", returns_on, substitute)


@pytest.mark.parametrize(
    "text",
    [
        "Your ticket 4711 was created.",
        "Votre ticket n° 4711 a été créé.",
        "Ihr Ticket #4711 wurde erstellt.",
    ],
)
def test_a_ticket_system_is_no_person(text: str) -> None:
    assert of(text)[0] == "automatic"


def test_a_person_who_answers_from_a_ticket_system_is_one() -> None:
    assert of("La facture est en validation.", "Re: [Ticket #4711] Facture F-1")[0] == "person"


@pytest.mark.parametrize(
    "text",
    [
        "Mme Martin ne fait plus partie de la société.",
        "Ms Martin no longer works here.",
        "Frau Martin ist nicht mehr bei uns.",
    ],
)
def test_an_automatic_mail_may_say_that_its_reader_has_left(text: str) -> None:
    assert of(text, automatic=True)[0] == "left"


def test_a_person_who_says_that_another_has_left_is_a_person() -> None:
    assert of("Mme Martin a quitté la société, je reprends le dossier.")[0] == "person"


@pytest.mark.parametrize(
    "quoted",
    [
        "> Your ticket 4711 was created.",
        "Le lun. 8 juin 2026 à 10:00, Atelier a écrit :\nticket 4711 created",
        "On Mon, 8 June 2026, Atelier wrote:\nticket 4711 created",
        "-----Original Message-----\nticket 4711 created",
    ],
)
def test_what_a_reply_quotes_is_not_what_it_says(quoted: str) -> None:
    assert of(f"Bonjour,\n\n{quoted}")[0] == "person"
    assert own_words(f"Bonjour\n{quoted}") == "Bonjour\n"
    assert own_words("Bonjour") == "Bonjour"
