"""R42: *left* needs the writer, or the reader of the address, as its subject."""

import pytest

from relance.domain.answers.departures import Departure, departure

READERS = ("Ada Martin", "a.martin@client.example")


@pytest.mark.parametrize(
    "said",
    [
        "I no longer work for the company.",
        "I have left the company.",
        "I have left Client Ltd.",
        "Je ne travaille plus chez Client SA.",
        "J'ai quitté la société le 1er juin.",
        "Je ne fais plus partie des effectifs.",
        "Ich bin nicht mehr bei Client SA tätig.",
        "Ms Martin no longer works here.",
        "Mme Martin ne fait plus partie de la société.",
        "Frau Martin ist nicht mehr bei uns.",
        "Frau Martin hat das Unternehmen verlassen.",
        "Ada has left the company.",
        "Ada Martin is no longer with Client Ltd.",
        "The person you are trying to reach is no longer with the company.",
        "Le destinataire de ce message a quitté l'entreprise.",
    ],
)
def test_the_writer_or_the_reader_by_name_has_left(said: str) -> None:
    assert departure(said, READERS) is Departure.SURE


@pytest.mark.parametrize(
    "said",
    [
        "Paul Petit no longer works here.",
        "Ada Martin vous informe que Paul Petit a quitté la société.",
        "Martin & Fils ne fait plus partie du groupe.",
        "Elle n'est plus dans la société.",
        "This mailbox is no longer monitored.",
        "Cette adresse n'est plus utilisée.",
        "Our accountant has left the company.",
    ],
)
def test_of_anybody_else_it_is_in_doubt(said: str) -> None:
    assert departure(said, READERS) is Departure.IN_DOUBT


@pytest.mark.parametrize(
    "said",
    [
        "Thank you. Our offices are no longer at 12 High Street but at 3 Low Street.",
        "I am no longer in the office until Monday.",
        "Je ne suis plus au bureau jusqu'au 15 juin.",
        "J'ai quitté le bureau, je reviens lundi.",
        "I have left the office for today.",
        "I no longer work on Fridays.",
        "Je ne travaille plus le vendredi.",
        "Ich bin bis Montag nicht mehr im Büro.",
        "",
    ],
)
def test_who_is_only_away_has_not_left(said: str) -> None:
    assert departure(said, READERS) is None
