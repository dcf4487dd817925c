"""R8: what a person wrote by hand, as the debtor gets it: in HTML and text, in both languages."""

from dataclasses import replace
from typing import Any

import pytest

from relance.render.message import render_message
from relance.render.view import MessageView, OwnWords
from tests.unit.render.views import LANGUAGES, TEMPLATES, message_view

WORDS = OwnWords(
    "Our call: 5 < 6 & {{ view }}",
    "Dear Ms Martin,\r\n\r\nAs agreed:\n- <script>alert(1)</script>\n- {{ 7 * 7 }}\n\n\n\nAda & Co",
)


def by_hand(language: str, **changes: Any) -> MessageView:
    view = message_view("copy", language)
    return replace(view, text="manual", own_words=WORDS, **changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_her_words_come_first_with_their_lines_and_nothing_of_them_is_code(language: str) -> None:
    rendered = render_message(by_hand(language), TEMPLATES)

    assert rendered.subject == "Our call: 5 < 6 & {{ view }}"
    assert rendered.text.startswith(
        "Dear Ms Martin,\n\nAs agreed:\n- <script>alert(1)</script>\n- {{ 7 * 7 }}\n\nAda & Co\n"
    )
    assert "As agreed:<br>\n- &lt;script&gt;alert(1)&lt;/script&gt;<br>\n- {{ 7 * 7 }}" in (
        rendered.html
    )
    assert "<script>" not in rendered.html
    assert "Ada &amp; Co</p>" in rendered.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_open_is_listed_with_links_and_who_writes(language: str) -> None:
    view = by_hand(language)
    for said in (render_message(view, TEMPLATES).html, render_message(view, TEMPLATES).text):
        assert view.lines[0].number in said
        assert view.links.paid in said
        assert view.creditor.signatory in said
        assert view.creditor.phone in said
        assert view.creditor.legal_name in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_what_is_paid_nothing_is_asked(language: str) -> None:
    view = by_hand(language)
    lines = tuple(replace(line, open_minor=0, pdf_url=None) for line in view.lines)
    rendered = render_message(replace(view, lines=lines, total_minor=0), TEMPLATES)

    assert view.links.paid not in rendered.text
    assert view.links.promise not in rendered.html
    assert view.links.problem in rendered.text
    assert not [word for word in ("crossed", "croisés") if word in rendered.text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_may_list_nothing(language: str) -> None:
    rendered = render_message(by_hand(language, lines=(), total_minor=0), TEMPLATES)

    assert "Ada & Co" in rendered.text
    assert "€" not in rendered.text
    assert '<table class="box"' not in rendered.html
