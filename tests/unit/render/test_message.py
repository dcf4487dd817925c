"""Messages: complete, the same in HTML and text, safe whatever the ledger holds."""

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from relance.domain.errors import Invalid
from relance.render.environment import Unsaid
from relance.render.message import render_message
from relance.render.view import Line, Received
from tests.unit.render.reading import addresses, elements, visible, without_addresses
from tests.unit.render.views import (
    CREDITOR,
    INSTALMENT,
    LANGUAGES,
    LINE,
    LINKS,
    MESSAGES,
    PARTLY_PAID,
    TEMPLATES,
    message_view,
    rendered,
)

EVERY = {
    language: [
        message_view(kind, language, lines, variant)
        for kind, variant in MESSAGES
        for lines in ((LINE,), (LINE, PARTLY_PAID, INSTALMENT))
    ]
    for language in LANGUAGES
}
BY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
ASKS = ("courtesy", "due_today", "first", "second", "final")


def day(on: date, language: str) -> str:
    months = {
        "fr": {5: "mai", 6: "juin", 7: "juillet"},
        "en": {5: "May", 6: "June", 7: "July"},
    }[language]
    number = "1er" if (on.day, language) == (1, "fr") else str(on.day)
    return f"{number} {months[on.month]} {on.year}"


@BY_LANGUAGE
def test_a_message_is_complete_without_a_click(language: str) -> None:
    for view in EVERY[language]:
        message = rendered(view)
        for body in (visible(message.html), message.text):
            for line in view.lines:
                assert line.number in body
                assert day(line.issued_on, view.language) in body
                assert day(line.due_on, view.language) in body
            assert view.creditor.phone in body
            assert view.creditor.reply_to in body
            assert view.creditor.signatory in body
            assert view.company in body
            assert view.creditor.legal_name in body


@BY_LANGUAGE
def test_every_amount_of_the_view_is_in_both_bodies(language: str) -> None:
    for view in EVERY[language]:
        message = rendered(view)
        for body in (visible(message.html), message.text):
            digits = "".join(sign for sign in body if sign.isdigit())
            for line in view.lines:
                assert str(line.total_minor) in digits
                assert str(line.open_minor) in digits
            assert str(view.total_minor) in digits
            for amount_minor in (view.promise_minor, view.payment_minor):
                if amount_minor:
                    assert str(amount_minor) in digits


@BY_LANGUAGE
def test_the_text_body_says_what_the_html_says(language: str) -> None:
    for view in EVERY[language]:
        message = rendered(view)
        seen = visible(message.html)
        sentences = [line for line in message.text.splitlines() if line.endswith((".", "?"))]
        assert len(sentences) > 3
        assert [sentence for sentence in sentences if sentence not in seen] == []


@BY_LANGUAGE
def test_html_and_text_lead_to_the_same_places(language: str) -> None:
    for view in EVERY[language]:
        message = rendered(view)
        in_html = {link for link in addresses(message.html) if link.startswith("http")}
        in_text = {word for word in message.text.split() if word.startswith("http")}
        assert in_html == in_text


@BY_LANGUAGE
def test_nothing_is_fetched_and_nothing_is_tracked(language: str) -> None:
    for view in EVERY[language]:
        html = rendered(view).html
        assert not {"img", "script", "link", "iframe", "object"} & {
            tag for tag, _ in elements(html)
        }
        assert "@import" not in html
        assert "url(" not in html


@BY_LANGUAGE
def test_the_html_says_its_language_and_lets_the_device_choose_its_colours(language: str) -> None:
    for view in EVERY[language]:
        tags = elements(rendered(view).html)
        assert ("html", {"lang": view.language}) in tags
        assert ("meta", {"name": "color-scheme", "content": "light dark"}) in tags


@BY_LANGUAGE
def test_tables_of_figures_have_headers_and_the_others_say_that_they_are_layout(
    language: str,
) -> None:
    for view in EVERY[language]:
        tags = elements(rendered(view).html)
        scopes = [attributes.get("scope") for tag, attributes in tags if tag == "th"]
        assert scopes.count("col") == 2
        assert scopes.count("row") == len(view.lines)
        layout = [a for tag, a in tags if tag == "table" and a.get("class") != "box"]
        assert all(attributes["role"] == "presentation" for attributes in layout)


@BY_LANGUAGE
@pytest.mark.parametrize("kind", ASKS)
def test_a_message_that_asks_says_how_to_pay_and_up_to_which_day_money_was_seen(
    kind: str, language: str
) -> None:
    text = rendered(message_view(kind, language)).text
    assert "4521" in text
    assert day(date(2026, 7, 3), language) in text


@BY_LANGUAGE
def test_without_a_feed_only_what_was_recorded_by_today_is_claimed(language: str) -> None:
    view = replace(message_view("first", language), cash_through_on=None)
    text = rendered(view).text
    assert "jusqu’au" not in text
    assert "booked up to" not in text
    recorded = {"fr": "enregistrés chez nous au", "en": "had recorded by"}[language]
    assert f"{recorded} {day(view.today_on, language)}" in text


@BY_LANGUAGE
def test_without_an_account_on_file_the_invoice_still_says_where_to_pay(language: str) -> None:
    view = message_view("second", language, creditor=replace(CREDITOR, iban_last4=None, siren=None))
    text = rendered(view).text
    assert {"fr": "celles de votre facture", "en": "those on your invoice"}[language] in text
    assert "SIREN" not in text


@BY_LANGUAGE
def test_what_is_left_comes_before_what_the_invoice_was(language: str) -> None:
    message = rendered(message_view("first", language, (PARTLY_PAID,)))
    left, was = {
        "fr": ("12\u202f345,67", "20\u202f000,00"),
        "en": ("12,345.67", "20,000.00"),
    }[language]
    for body in (visible(message.html), message.text):
        assert body.index(left) < body.index(was)


@BY_LANGUAGE
def test_a_credit_is_shown_as_gross_credit_and_net(language: str) -> None:
    view = message_view("first", language, (LINE, PARTLY_PAID), credit_minor=34_567)
    message = rendered(view)
    for body in (visible(message.html), message.text):
        digits = "".join(sign for sign in body if sign.isdigit())
        positions = [digits.index(str(n)) for n in (1_354_567, 34_567, 1_320_000)]
        assert positions[0] < positions[2]
        assert {"fr": "-345,67", "en": "-€345.67"}[language] in body


@BY_LANGUAGE
def test_the_last_message_keeps_apart_what_its_deadline_does_not_concern(language: str) -> None:
    view = message_view("final", language, (LINE,), other_lines=(PARTLY_PAID, INSTALMENT))
    message = rendered(view)
    heading = {"fr": "Pour information", "en": "For information"}[language]
    for body in (visible(message.html), message.text):
        concerned, _, others = body.partition(heading)
        assert LINE.number in concerned
        assert PARTLY_PAID.number not in concerned
        assert PARTLY_PAID.number in others
        assert "12" + {"fr": "\u202f796,17", "en": ",796.17"}[language] in others


def test_two_parts_of_one_invoice_are_named_once_in_a_sentence() -> None:
    parts = (INSTALMENT, replace(INSTALMENT, part_label="3e échéance sur 3"))
    message = rendered(message_view("first", "fr", parts))
    assert message.subject == "Facture F-2026-130 – Atelier Lumen SARL"
    assert "la facture F-2026-130 n’apparaît pas" in message.text
    assert "2e échéance sur 3" in message.text
    assert "3e échéance sur 3" in message.text


def test_many_invoices_make_a_short_sentence_and_a_full_table() -> None:
    lines = tuple(replace(LINE, number=f"F-{n}", invoice_id=str(n)) for n in range(10, 42))
    message = rendered(message_view("first", "fr", lines))
    assert message.subject == "Factures F-10, F-11, F-12 et 29 autres – Atelier Lumen SARL"
    assert all(line.number in message.text for line in lines)
    assert len(message.html.encode()) < 100_000  # Gmail cuts a message at 102 kB


@BY_LANGUAGE
@pytest.mark.parametrize("kind", ["receipt", "thanks"])
def test_receipt_and_thanks_ask_for_nothing(kind: str, language: str) -> None:
    message = rendered(message_view(kind, language))
    assert not set(addresses(message.html)) & {
        LINKS.pay,
        LINKS.paid,
        LINKS.promise,
        LINKS.problem,
        LINKS.copy,
    }
    assert "4521" not in message.text


@BY_LANGUAGE
@pytest.mark.parametrize("kind", ["first", "second", "final"])
def test_a_claim_we_cannot_see_is_never_answered_by_asking_to_pay_again(
    kind: str, language: str
) -> None:
    message = rendered(message_view(kind, language, variant="claim_unseen"))
    assert LINKS.pay not in message.text
    assert LINKS.paid in message.text
    asking = {"fr": ("À régler", "Sans règlement"), "en": ("To pay", "If I have neither")}
    assert not [words for words in asking[language] if words in message.text]


@BY_LANGUAGE
@pytest.mark.parametrize("variant", ["promise_broken", "payment_returned"])
def test_what_happened_opens_the_message_and_the_level_still_closes_it(
    variant: str, language: str
) -> None:
    view = message_view("second", language, variant=variant)
    text = rendered(view).text
    happened = {
        ("promise_broken", "fr"): "Vous aviez prévu",
        ("promise_broken", "en"): "You planned to pay",
        ("payment_returned", "fr"): "retourné par la banque",
        ("payment_returned", "en"): "The bank has returned",
    }[variant, language]
    assert text.index(happened) < text.index("F-2026-118") < text.index("Mme Durand")


@BY_LANGUAGE
def test_a_broken_promise_thanks_for_what_arrived_and_says_what_is_missing(language: str) -> None:
    kept = rendered(message_view("first", language, variant="promise_broken")).text
    figures = {
        "fr": ("3\u202f000,00", "1\u202f000,00", "2\u202f000,00", "merci"),
        "en": ("3,000.00", "1,000.00", "2,000.00", "thank you"),
    }[language]
    assert [figure for figure in figures if figure not in kept] == []
    nothing = message_view("first", language, variant="promise_broken", payment_minor=None)
    assert figures[2] not in rendered(nothing).text


@pytest.mark.parametrize(
    ("means", "language", "said", "received"),
    [
        ("transfer", "fr", "indiqué un virement le", "2026, par virement, pour"),
        ("card", "fr", "indiqué un paiement par carte le", "2026, par carte, pour"),
        ("cheque", "fr", "indiqué un chèque le", "2026, par chèque, pour"),
        ("direct_debit", "fr", "indiqué un prélèvement le", "2026, par prélèvement, pour"),
        ("other", "fr", "indiqué un règlement le", "2026, pour"),
        ("transfer", "en", "F-2026-118 by transfer on", "2026, by transfer, for"),
        ("card", "en", "F-2026-118 by card on", "2026, by card, for"),
        ("cheque", "en", "F-2026-118 by cheque on", "2026, by cheque, for"),
        ("direct_debit", "en", "F-2026-118 by direct debit on", "2026, by direct debit, for"),
        ("other", "en", "F-2026-118 on", "2026, for"),
    ],
)
def test_every_means_of_payment_has_its_words(
    means: str, language: str, said: str, received: str
) -> None:
    unseen = message_view("first", language, variant="claim_unseen", payment_means=means)
    assert said in rendered(unseen).text
    receipt = message_view("receipt", language, payment_means=means)
    assert received in rendered(receipt).text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            "au total (100,00\u00a0€ le 3 juin 2026, par virement\u00a0; 200,00\u00a0€ le 4 juin",
        ),
        ("en", "€300.00 in all (€100.00 on 3 June 2026, by transfer; €200.00 on 4 June"),
    ],
)
def test_a_receipt_of_several_payments_names_each(language: str, said: str) -> None:
    each = (
        Received(date(2026, 6, 3), 100_00, "transfer"),
        Received(date(2026, 6, 4), 200_00, "cheque"),
    )
    view = replace(message_view("receipt", language, payment_minor=300_00), payments=each)

    assert said in rendered(view).text


@BY_LANGUAGE
def test_a_copy_without_a_document_online_says_who_sends_it(language: str) -> None:
    online = rendered(message_view("copy", language)).text
    by_person = rendered(message_view("copy", language, (PARTLY_PAID,))).text
    assert LINE.pdf_url is not None
    assert LINE.pdf_url in online
    sent = {"fr": "vous l’envoie", "en": "is sending it"}[language]
    assert sent not in online
    assert sent in by_person


def test_the_greeting_names_the_reader_when_there_is_one() -> None:
    french = rendered(message_view("first", "fr", reader_name="Mme Martin")).text
    english = rendered(message_view("first", "en", reader_name="Ms Smith")).text
    assert french.startswith("Bonjour Mme Martin,")
    assert english.startswith("Dear Ms Smith,")
    assert rendered(message_view("first", "fr")).text.startswith("Bonjour,")
    assert rendered(message_view("first", "en")).text.startswith("Dear accounts team,")


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}"


@BY_LANGUAGE
def test_nothing_the_ledger_holds_becomes_markup(language: str) -> None:
    for view in EVERY[language]:
        line = replace(
            view.lines[0],
            number=f"F{HOSTILE}",
            part_label=HOSTILE,
            purchase_order=HOSTILE,
            customer_name=HOSTILE,
            pdf_url='https://x.example/"onmouseover="alert(1)',
        )
        creditor = replace(
            CREDITOR, legal_name=HOSTILE, sender_name=HOSTILE, signatory=HOSTILE, phone=HOSTILE
        )
        hostile = replace(
            view,
            lines=(line, *view.lines[1:]),
            creditor=creditor,
            company=HOSTILE,
            reader_name=HOSTILE,
            takeover_name=HOSTILE,
        )
        html = rendered(hostile).html
        tags = elements(html)
        assert not {"script", "img"} & {tag for tag, _ in tags}
        assert not [a for _, attributes in tags for a in attributes if a.startswith("on")]
        assert "&amp;amp;" not in html
        assert HOSTILE in visible(html)
        assert "49" not in without_addresses(rendered(hostile).text)


@BY_LANGUAGE
def test_a_subject_is_one_line_whatever_an_invoice_is_called(language: str) -> None:
    for view in EVERY[language]:
        line = replace(view.lines[0], number="F-1\r\nBcc: all@firm.example\u2028\x00\u202ex")
        subject = rendered(replace(view, lines=(line, *view.lines[1:]))).subject
        assert subject.isprintable()
        assert "F-1 Bcc: all@firm.example x" in subject


@BY_LANGUAGE
def test_a_subject_hides_no_encoded_word_and_has_an_end(language: str) -> None:
    for view in EVERY[language]:
        line = replace(view.lines[0], number="=?utf-8?q?Evil?=" + "9" * 600)
        subject = rendered(replace(view, lines=(line, *view.lines[1:]))).subject
        assert "=?" not in subject
        assert len(subject) <= 400


def test_a_document_that_is_not_a_web_address_is_refused() -> None:
    with pytest.raises(Invalid, match="pdf_url"):
        replace(LINE, pdf_url="javascript:alert(1)")


def test_a_total_that_is_not_the_sum_of_its_lines_is_refused() -> None:
    with pytest.raises(Invalid, match="total_minor"):
        message_view(total_minor=LINE.total_minor - 1)


def test_two_currencies_never_share_a_message() -> None:
    with pytest.raises(Invalid, match="currency"):
        message_view(lines=(LINE, replace(PARTLY_PAID, currency="CHF")))
    with pytest.raises(Invalid, match="currency"):
        message_view(other_lines=(replace(PARTLY_PAID, currency="CHF"),))


def test_a_message_about_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match="lines"):
        replace(message_view(), lines=())


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("second", "deadline_on"),
        ("final", "deadline_on"),
        ("confirmation", "promise_on"),
        ("receipt", "payment_on"),
        ("receipt", "payment_minor"),
    ],
)
def test_a_fact_a_text_needs_and_lacks_stops_the_message(kind: str, missing: str) -> None:
    with pytest.raises((TypeError, AttributeError, Unsaid)):
        rendered(replace(message_view(kind), **{missing: None}))  # type: ignore[arg-type]


def test_a_misspelt_name_in_a_template_stops_the_message(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    first = tmp_path / "templates/email/fr/first.txt.j2"
    first.write_text(first.read_text().replace("w.the(numbers)", "view.recipient"))
    with pytest.raises(UndefinedError, match="recipient"):
        render_message(message_view(), tmp_path / "templates")


def test_a_template_that_would_print_none_stops_the_message(tmp_path: Path) -> None:
    shutil.copytree(TEMPLATES, tmp_path / "templates")
    first = tmp_path / "templates/email/fr/first.txt.j2"
    first.write_text(first.read_text().replace("w.the(numbers)", "view.takeover_name"))
    with pytest.raises(Unsaid):
        render_message(message_view(), tmp_path / "templates")


def test_the_same_view_always_gives_the_same_bytes() -> None:
    view = message_view("final", "fr", (LINE, PARTLY_PAID))
    assert rendered(view) == rendered(view)


def test_currencies_without_decimals_are_shown_without() -> None:
    yen: Line = replace(LINE, currency="JPY", open_minor=120_000, total_minor=120_000)
    assert "JP¥120,000" in rendered(message_view("first", "en", (yen,))).text


def test_rendering_loads_neither_the_aws_sdk_nor_pydantic() -> None:
    code = (
        "import sys, relance.render.message, relance.render.page;"
        "sys.exit(bool({'boto3', 'botocore', 'pydantic', 'pynamodb'} & set(sys.modules)))"
    )
    shared = Path(__file__).parents[3] / "shared"
    done = subprocess.run([sys.executable, "-c", code], cwd=shared, check=False)
    assert done.returncode == 0
