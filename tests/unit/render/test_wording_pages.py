"""The pages never speak of lateness: one link serves before and after the due date."""

import re

import pytest

from relance.render.page import render_page
from tests.unit.render.reading import visible
from tests.unit.render.views import LANGUAGES, TEMPLATES, pages

NEVER = {
    "fr": (
        r"retard|relanc|rappels?\b|impayé|échue|en souffrance|pénalit|indemnité|majoration|"
        r"mise en demeure|contentieux|dette|reconnaiss|huissier|tribunal|urgent|"
        r"vous devez|au plus vite|dès que possible"
    ),
    "en": (
        r"late\b|remind|overdue|outstanding|penalt|interest|fixed sum|formal notice|collection|"
        r"debt|acknowledge|bailiff|court\b|urgent|you must|you owe|as soon as possible"
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_speaks_of_lateness_law_or_debt(language: str) -> None:
    for name, page in pages(language).items():
        text = visible(render_page(page, TEMPLATES))
        hits = re.findall(rf"\b(?:{NEVER[language]})", text, re.IGNORECASE)
        # The one exception is ours: money sent to a fraud is recalled at once.
        assert (name, [hit for hit in hits if hit != "rappel" or "diverted" not in name]) == (
            name,
            [],
        )


def test_french_pages_are_set_with_no_break_spaces_and_real_apostrophes() -> None:
    for page in pages("fr").values():
        text = visible(render_page(page, TEMPLATES)).replace("VIR <BELLEVUE>", "")
        assert not re.findall(r".{12} [:;?!»].{3}", text)
        assert not re.findall(r".{12}['\"].{3}", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_have_no_hole_and_shout_at_nobody(language: str) -> None:
    for page in pages(language).values():
        text = visible(render_page(page, TEMPLATES))
        assert not re.findall(r".{12} [,.](?:\s|$)", text)
        assert "None" not in text
        assert "%(" not in text
        assert "built-in" not in text
        assert "!" not in text
