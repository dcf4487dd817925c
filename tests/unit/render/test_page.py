"""The debtor's pages: safe, usable without a script, and clear about what happens next."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from relance.render.forms import FieldError, Form, Means, ProblemReason
from relance.render.page import page_security_headers, render_page
from relance.render.page_view import (
    CopyFormPage,
    ExpiredPage,
    InvalidPage,
    OverviewPage,
    PageView,
    PaidDonePage,
    PaidFormPage,
    PayPage,
    ProblemDonePage,
    ProblemFormPage,
    PromiseDonePage,
    PromiseFormPage,
)
from relance.render.situation import ItemState, Listed
from tests.unit.render.reading import addresses, elements, visible
from tests.unit.render.views import (
    ACCOUNT,
    CREDITOR,
    LANGUAGES,
    LINE,
    LISTED,
    PAGE_LINKS,
    TEMPLATES,
    pages,
    situation,
)

BY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EVERY = {language: list(pages(language).values()) for language in LANGUAGES}
FIELDS = ("paid_on", "means", "account_last4", "reference", "promise_on", "reason", "text")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{ 7*7 }}"


def shown(page: PageView) -> str:
    return render_page(page, TEMPLATES)


def templates(folder: str) -> list[Path]:
    return sorted((TEMPLATES / folder).rglob("*.j2"))


@BY_LANGUAGE
def test_a_page_needs_no_script_and_fetches_nothing(language: str) -> None:
    for page in EVERY[language]:
        tags = elements(shown(page))
        assert not {"script", "img", "link", "iframe", "object"} & {tag for tag, _ in tags}
        assert not [a for _, attributes in tags for a in attributes if a.startswith("on")]


@BY_LANGUAGE
def test_the_policy_of_the_page_fits_the_page(language: str) -> None:
    for page in EVERY[language]:
        html = shown(page)
        [style] = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = page_security_headers(TEMPLATES)["Content-Security-Policy"]
        assert f"style-src 'sha256-{digest}'" in policy
        assert "style" not in {name for _, attributes in elements(html) for name in attributes}


def test_a_page_is_not_cached_framed_indexed_or_named_to_others() -> None:
    headers = page_security_headers(TEMPLATES)
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


@BY_LANGUAGE
def test_a_page_says_its_language_and_has_one_heading(language: str) -> None:
    for page in EVERY[language]:
        tags = elements(shown(page))
        assert ("html", {"lang": language}) in tags
        assert [tag for tag, _ in tags].count("h1") == 1


@BY_LANGUAGE
def test_every_form_is_posted_to_a_link_of_ours(language: str) -> None:
    for page in EVERY[language]:
        forms = [attributes for tag, attributes in elements(shown(page)) if tag == "form"]
        assert all(form["method"] == "post" for form in forms)
        assert {form["action"] for form in forms} <= {
            PAGE_LINKS.paid,
            PAGE_LINKS.promise,
            PAGE_LINKS.problem,
            PAGE_LINKS.copy,
        }


@BY_LANGUAGE
def test_every_entry_has_a_label_and_every_reference_leads_somewhere(language: str) -> None:
    for page in EVERY[language]:
        tags = elements(shown(page))
        labelled = {attributes.get("for") for tag, attributes in tags if tag == "label"}
        ids = {attributes["id"] for _, attributes in tags if "id" in attributes}
        for tag, attributes in tags:
            if tag in ("input", "textarea") and attributes.get("type") != "radio":
                assert attributes["id"] in labelled
            assert set(attributes.get("aria-describedby", "").split()) <= ids


@BY_LANGUAGE
def test_a_page_of_a_link_always_offers_a_person(language: str) -> None:
    for page in EVERY[language]:
        text = visible(shown(page))
        known = hasattr(page, "now") or isinstance(page, ExpiredPage)
        assert (CREDITOR.phone in text) == known
        assert (CREDITOR.reply_to in text) == known


@BY_LANGUAGE
def test_nothing_entered_or_stored_becomes_markup(language: str) -> None:
    for page in EVERY[language]:
        creditor = replace(CREDITOR, legal_name=HOSTILE, signatory=HOSTILE, phone=HOSTILE)
        line = replace(
            LINE, number=HOSTILE, part_label=HOSTILE, customer_name=HOSTILE, purchase_order=HOSTILE
        )
        now = situation(
            language, (Listed(line, ItemState.OPEN),), creditor=creditor, company=HOSTILE
        )
        changes: dict[str, object] = {}
        if hasattr(page, "now"):
            changes["now"] = now
        if hasattr(page, "form"):
            fields = (
                "paid_on",
                "means",
                "account_last4",
                "reference",
                "promise_on",
                "reason",
                "text",
            )
            changes["form"] = Form(dict.fromkeys(fields, HOSTILE), page.form.errors)
        if hasattr(page, "address_hint"):
            changes["address_hint"] = HOSTILE
        if isinstance(page, ExpiredPage):
            changes["creditor"] = creditor
        html = shown(replace(page, **changes))  # type: ignore[arg-type]
        tags = elements(html)
        assert not {"script", "img"} & {tag for tag, _ in tags}
        assert not [a for _, attributes in tags for a in attributes if a.startswith("on")]
        assert "&amp;amp;" not in html
        assert (HOSTILE in visible(html)) == bool(changes)


@BY_LANGUAGE
def test_the_overview_shows_each_invoice_as_it_stands_and_every_choice(language: str) -> None:
    page = shown(OverviewPage(situation(language)))
    text = visible(page)
    assert all(listed.line.number in text for listed in LISTED)
    words = {
        "fr": ("Règlement prévu le 12 juillet 2026", "en cours de traitement", "Réglée"),
        "en": ("Payment planned for 12 July 2026", "being dealt with", "Paid"),
    }[language]
    assert [state for state in words if state not in text] == []
    links = PAGE_LINKS
    choices = {links.pay, links.paid, links.promise, links.problem, links.copy}
    assert choices <= addresses(page)


@BY_LANGUAGE
def test_every_state_has_its_own_words(language: str) -> None:
    texts = {
        visible(shown(OverviewPage(situation(language, (Listed(LINE, state),)))))
        for state in ItemState
    }
    assert len(texts) == len(ItemState)


@BY_LANGUAGE
def test_how_to_pay_shows_the_account_on_file_the_amount_and_the_reference(language: str) -> None:
    page = shown(PayPage(situation(language), ACCOUNT, "F-2026-118"))
    text = visible(page).replace("\u00a0", " ")
    assert "FR76 3000 6000 0112 3456 7894 521" in text
    assert ACCOUNT.bic is not None
    assert ACCOUNT.bic in text
    assert ACCOUNT.holder in text
    assert {"fr": "13\u202f996,17", "en": "13,996.17"}[language] in text
    assert "4521" in text
    assert LISTED[0].pay_url in addresses(page)


@BY_LANGUAGE
def test_while_a_change_of_account_is_checked_no_account_is_shown(language: str) -> None:
    text = visible(shown(PayPage(situation(language), None, "F-2026-118")))
    assert "IBAN" not in text
    assert {"fr": "imprimées sur votre facture", "en": "printed on your invoice"}[language] in text


@BY_LANGUAGE
def test_the_account_is_shown_on_no_other_page(language: str) -> None:
    for page in EVERY[language]:
        if not isinstance(page, PayPage | ExpiredPage):
            assert "FR76" not in shown(page)


@BY_LANGUAGE
def test_a_form_that_was_refused_keeps_what_was_entered_and_says_why(language: str) -> None:
    form = Form(
        {"paid_on": "2027-01-01", "means": "cheque", "reference": "VIR BELLEVUE"},
        {"paid_on": FieldError.IN_FUTURE},
    )
    page = shown(PaidFormPage(situation(language), form))
    inputs = {a.get("name"): a for tag, a in elements(page) if tag == "input" and "id" in a}
    assert inputs["paid_on"]["value"] == "2027-01-01"
    assert inputs["paid_on"]["aria-invalid"] == "true"
    assert inputs["reference"]["value"] == "VIR BELLEVUE"
    assert "aria-invalid" not in inputs["reference"]
    checked = [a["value"] for tag, a in elements(page) if tag == "input" and "checked" in a]
    assert checked == ["cheque"]
    assert {"fr": "Cette date est à venir", "en": "still to come"}[language] in visible(page)


@BY_LANGUAGE
@pytest.mark.parametrize("error", list(FieldError))
def test_every_refusal_has_its_sentence(error: FieldError, language: str) -> None:
    plain = visible(shown(ProblemFormPage(situation(language))))
    refused = visible(shown(ProblemFormPage(situation(language), Form({}, {"text": error}))))
    assert len(refused) > len(plain) + 20


@BY_LANGUAGE
def test_the_forms_offer_every_choice_there_is(language: str) -> None:
    def values(page: PageView) -> list[str]:
        return [a["value"] for tag, a in elements(shown(page)) if a.get("type") == "radio"]

    assert values(PaidFormPage(situation(language))) == [means.value for means in Means]
    reasons = [reason.value for reason in ProblemReason]
    assert values(ProblemFormPage(situation(language))) == reasons


@BY_LANGUAGE
def test_a_promise_can_be_made_from_today_on_and_more_time_be_asked_for(language: str) -> None:
    page = shown(PromiseFormPage(situation(language), date(2026, 7, 21)))
    [entry] = [a for tag, a in elements(page) if a.get("name") == "promise_on"]
    assert entry["min"] == "2026-07-06"
    assert "max" not in entry  # a later day is a request that a person answers
    assert {"fr": "21 juillet 2026", "en": "21 July 2026"}[language] in visible(page)


@BY_LANGUAGE
def test_when_a_date_needs_a_person_there_is_no_form_but_a_number_to_call(language: str) -> None:
    page = shown(PromiseFormPage(situation(language), None))
    assert "form" not in {tag for tag, _ in elements(page)}
    assert "tel:0184601234" in addresses(page)


@BY_LANGUAGE
def test_what_happens_next_is_said_with_its_date(language: str) -> None:
    now = situation(language)
    held = visible(shown(PaidDonePage(now, date(2026, 7, 13))))
    promised = visible(shown(PromiseDonePage(now, date(2026, 7, 12))))
    assert {"fr": "13 juillet 2026", "en": "13 July 2026"}[language] in held
    assert {"fr": "12 juillet 2026", "en": "12 July 2026"}[language] in promised
    person = visible(shown(PaidDonePage(now, None)))
    assert CREDITOR.signatory in person


@BY_LANGUAGE
@pytest.mark.parametrize("last4", ["4521", None])
def test_money_sent_to_another_account_is_answered_by_a_warning(
    language: str, last4: str | None
) -> None:
    now = situation(language, creditor=replace(CREDITOR, iban_last4=last4))
    page = shown(PaidDonePage(now, date(2026, 7, 13), diverted=True))
    text = visible(page)
    assert {"fr": "appelez tout de suite votre banque", "en": "call your bank at once"}[
        language
    ] in text
    assert "alert" in {a.get("role") for _, a in elements(page)}
    assert ("4521" in text) == (last4 is not None)


@BY_LANGUAGE
def test_each_problem_is_answered_for_what_it_is(language: str) -> None:
    texts = {
        reason: visible(shown(ProblemDonePage(situation(language), reason)))
        for reason in ProblemReason
    }
    assert len(set(texts.values())) == 3
    assert texts[ProblemReason.NOT_RECEIVED] != texts[ProblemReason.CASH_DIFFICULTY]


@BY_LANGUAGE
def test_a_copy_goes_to_the_address_on_file_and_asks_for_no_other(language: str) -> None:
    page = shown(CopyFormPage(situation(language), "c•••@bellevue.example"))
    assert "c•••@bellevue.example" in visible(page)
    assert "input" not in {tag for tag, _ in elements(page)}


@BY_LANGUAGE
def test_an_expired_link_still_shows_how_to_pay_and_offers_a_fresh_one(language: str) -> None:
    page = shown(ExpiredPage(language, CREDITOR, ACCOUNT, PAGE_LINKS.copy))
    assert "7894" in visible(page)
    assert PAGE_LINKS.copy in addresses(page)
    assert LINE.number not in page


@BY_LANGUAGE
def test_an_invalid_link_says_nothing_about_anybody(language: str) -> None:
    page = shown(InvalidPage(language))
    assert CREDITOR.legal_name not in page
    assert not addresses(page)


def test_both_languages_have_the_same_texts_and_the_same_words() -> None:
    for folder in ("email", "pages"):
        names = {
            language: {path.name for path in templates(f"{folder}/{language}")}
            for language in LANGUAGES
        }
        assert names["fr"] == names["en"]
        for name in names["fr"]:
            french, english = (
                set(
                    re.findall(
                        r"\{% (?:set|block|macro) (\w+)",
                        (TEMPLATES / folder / language / name).read_text(),
                    )
                )
                for language in LANGUAGES
            )
            assert french ^ english <= {"of", "means_label"}, name


def test_no_template_switches_escaping_off() -> None:
    for path in (*templates("email"), *templates("pages")):
        source = path.read_text()
        assert not re.search(r"\|\s*safe", source), path.name
        assert "autoescape" not in source, path.name
