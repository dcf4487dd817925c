"""B13, practice 2: no text says that orders are held unless they are, or somebody will do it."""

import re
from dataclasses import replace
from datetime import date

import pytest

from relance.render.message import render_message
from relance.render.view import MessageView
from tests.unit.render.views import LANGUAGES, PUBLIC, TEMPLATES, TEXTS, message_view

SAY_IT = ("second", "final", "eight_second", "key_second", "key_final")
HELD_ON = date(2026, 6, 12)
HELD = {
    "fr": r"(commandes|livraisons) (sont|seront)\b",
    "en": r"(orders|deliveries) (have been|are|will be)\b",
}
BY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def told(view: MessageView) -> list[str]:
    """Where the message speaks of orders that are, or will be, held."""
    text = " ".join(render_message(view, TEMPLATES).text.split())
    return [match.group() for match in re.finditer(HELD[view.language], text, re.IGNORECASE)]


@BY_LANGUAGE
@pytest.mark.parametrize("name", TEXTS)
def test_no_text_says_by_itself_that_orders_are_held(name: str, language: str) -> None:
    assert told(message_view(name, language)) == []


@BY_LANGUAGE
@pytest.mark.parametrize("name", SAY_IT)
def test_that_orders_are_held_is_said_with_its_day_once_it_is_so(name: str, language: str) -> None:
    view = replace(message_view(name, language), orders_held_on=HELD_ON)
    day = {"fr": "12 juin 2026", "en": "12 June 2026"}[language]
    assert len(told(view)) == 1
    assert day in " ".join(render_message(view, TEMPLATES).text.split())


@BY_LANGUAGE
@pytest.mark.parametrize("name", SAY_IT)
def test_that_orders_will_be_held_is_a_measure_that_a_person_accepted(
    name: str, language: str
) -> None:
    view = message_view(name, language, consequence="order_hold", deadline_on=date(2026, 7, 24))
    assert len(told(view)) == 1


@BY_LANGUAGE
@pytest.mark.parametrize("name", [name for name in TEXTS if name not in SAY_IT])
def test_the_other_texts_never_speak_of_it(name: str, language: str) -> None:
    """Among them those to public bodies: the route is another one (practice 1)."""
    assert set(PUBLIC).isdisjoint(SAY_IT)
    view = replace(message_view(name, language), orders_held_on=HELD_ON)
    assert told(view) == []
