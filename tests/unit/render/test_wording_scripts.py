"""Scripts of tasks: complete, in both languages, and as civil as the messages (D8, practice 8)."""

import re
from datetime import date
from pathlib import Path

import pytest

from relance.domain.errors import Invalid
from relance.render.script import Happened, ScriptView, render_script
from relance.render.texts import consequences
from tests.unit.render.views import CREDITOR, LANGUAGES, LINE, PARTLY_PAID, TEMPLATES

FOLDER = TEMPLATES / "scripts"
SCRIPTS = sorted(
    path.name.removesuffix(".txt.j2")
    for path in (FOLDER / "fr").iterdir()
    if path.name != "parts.txt.j2"
)
CALLS = [name for name in SCRIPTS if name.startswith("call")]
LETTERS = ["letter", "registered"]
HISTORY = (
    Happened(date(2026, 7, 4), "mail"),
    Happened(date(2026, 7, 5), "mail_unconfirmed"),
    Happened(date(2026, 7, 8), "promise", 120_000, date(2026, 7, 15)),
    Happened(date(2026, 7, 9), "claim", None, date(2026, 7, 8)),
    Happened(date(2026, 7, 10), "call_not_reached"),
    Happened(date(2026, 7, 11), "call_voicemail"),
    Happened(date(2026, 7, 12), "call_reached"),
)
BY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EVERY = pytest.mark.parametrize("name", SCRIPTS)


def script_view(*names: str, language: str = "fr", **changes: object) -> ScriptView:
    """The view of a task, with everything that a script may speak of."""
    values: dict[str, object] = {
        "names": names,
        "language": language,
        "creditor": CREDITOR,
        "company": "Menuiserie Bellevue SAS",
        "siren": "552100554",
        "contact_name": "Mme Martin",
        "phone": "04 50 00 00 01",
        "lines": (LINE, PARTLY_PAID),
        "currency": "EUR",
        "total_minor": LINE.open_minor + PARTLY_PAID.open_minor,
        "today_on": date(2026, 7, 20),
        "cash_through_on": date(2026, 7, 17),
        "history": HISTORY,
        "due_on": date(2026, 7, 21),
        "owner": "Julie Marchand",
        "step": "second",
        "deadline_on": date(2026, 8, 3),
        "deadline_days": 8,
        "consequence": "handover",
        "promise_on": date(2026, 7, 15),
        "promise_minor": 300_000,
        "payment_on": date(2026, 7, 2),
        "payment_minor": 98_700,
    }
    return ScriptView(**(values | changes))  # type: ignore[arg-type]


def said(*names: str, language: str = "fr", **changes: object) -> str:
    text = render_script(script_view(*names, language=language, **changes), TEMPLATES)
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@BY_LANGUAGE
@EVERY
def test_a_script_has_whom_to_reach_what_is_open_and_until_when(name: str, language: str) -> None:
    text = said(name, language=language)
    for needed in ("Menuiserie Bellevue SAS", "Mme Martin", "04 50 00 00 01", LINE.number):
        assert needed in text
    left = {"fr": "13 545,67 €", "en": "€13,545.67"}[language]
    assert left in text
    assert {"fr": "21 juillet 2026", "en": "21 July 2026"}[language] in text


@BY_LANGUAGE
@EVERY
def test_a_script_stands_with_what_little_is_known(name: str, language: str) -> None:
    nothing: dict[str, object] = dict.fromkeys(
        ("siren", "contact_name", "phone", "due_on", "owner", "step", "deadline_on", "consequence")
    )
    gone: dict[str, object] = dict.fromkeys(
        ("promise_on", "promise_minor", "payment_on", "payment_minor", "cash_through_on")
    )
    few = {"lines": (LINE,), "total_minor": LINE.open_minor, "history": (), "deadline_days": 0}
    text = said(name, language=language, **(nothing | gone | few))
    assert "None" not in text
    assert not re.search(r"\S {2,}\S|\n{3,}|[^.] [,.](\s|$)", text)


@BY_LANGUAGE
@EVERY
def test_no_script_threatens_shames_or_dictates_bank_details(name: str, language: str) -> None:
    words = {
        "fr": r"huissier|tribunal|malgré|prétend|mensonge|plus brefs délais|impayé|IBAN\b|dernier",
        "en": r"bailiff|court\b|despite|you claimed|as soon as possible|overdue|IBAN\b|failed to",
    }
    assert not re.search(words[language], said(name, language=language), re.IGNORECASE)


@BY_LANGUAGE
@pytest.mark.parametrize("name", [name for name in CALLS if "returned" not in name])
def test_a_call_asks_at_most_three_questions_and_one_at_a_time(name: str, language: str) -> None:
    text = said(name, language=language)
    assert 2 <= len(re.findall(r"^\d\. ", text, re.MULTILINE)) <= 3


@BY_LANGUAGE
@pytest.mark.parametrize("name", ["call_courtesy", "call_satisfaction"])
def test_before_the_due_date_nobody_on_the_telephone_asks_for_money(
    name: str, language: str
) -> None:
    told = {"fr": "Rien n’est échu", "en": "Nothing is due yet"}[language]
    assert told in said(name, language=language)


@BY_LANGUAGE
def test_the_gentle_call_neither_claims_nor_waives_costs(language: str) -> None:
    told = {"fr": "ne pas promettre d’y renoncer", "en": "do not promise to waive them"}[language]
    assert told in said("call_gentle", language=language)


@BY_LANGUAGE
def test_a_broken_promise_is_told_with_its_day_and_amount(language: str) -> None:
    text = said("call_promise_broken", language=language)
    wanted = {"fr": ("3 000,00 €", "15 juillet 2026"), "en": ("€3,000.00", "15 July 2026")}
    assert [one for one in wanted[language] if one not in text] == []


@BY_LANGUAGE
def test_a_formal_notice_counts_its_days_from_receipt_and_is_signed_by_a_person(
    language: str,
) -> None:
    text = said("registered", language=language)
    wanted = {
        "fr": ("Mise en demeure de payer", "8 jours à compter de la réception", "recouvrement"),
        "en": ("Letter before action", "8 days of the receipt", "collection partner"),
    }
    assert [one for one in wanted[language] if one not in text] == []
    assert text.count(CREDITOR.signatory) >= 1
    assert {"fr": "3 août 2026", "en": "3 August 2026"}[language] not in text


@BY_LANGUAGE
def test_a_formal_notice_says_to_its_sender_what_is_missing_and_invents_no_figure(
    language: str,
) -> None:
    """The mandatory figures of the law come later: the person who signs must know."""
    before, _, letter = said("registered", language=language).partition("----------")
    assert {"fr": "mentions obligatoires", "en": "mandatory particulars"}[language] in before
    assert not re.search(r"%|40 €|€40", letter)


@BY_LANGUAGE
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_announces_only_what_somebody_accepted(name: str, language: str) -> None:
    text = said(name, language=language, consequence=None, step=None)
    assert {"fr": "recouvrement", "en": "collection"}[language] not in text


@BY_LANGUAGE
def test_interest_is_not_mentioned_to_a_consumer(language: str) -> None:
    text = said("letter", language=language, is_business=False)
    assert {"fr": "pénalités", "en": "interest"}[language] not in text


@BY_LANGUAGE
def test_a_commitment_names_the_measure_its_day_and_both_outcomes(language: str) -> None:
    text = said("commitment", language=language)
    wanted = {"fr": ("3 août 2026", "recouvrement"), "en": ("3 August 2026", "collection")}
    assert [one for one in (*wanted[language], "carried_out", "withdrawn") if one not in text] == []


@BY_LANGUAGE
@pytest.mark.parametrize("kind", sorted(consequences(TEMPLATES)))
def test_every_consequence_that_a_mail_can_announce_is_named_in_its_task(
    kind: str, language: str
) -> None:
    assert said("commitment", language=language, consequence=kind)


def test_the_closest_script_that_is_written_is_taken() -> None:
    assert said("call_unheard_of", "call_gentle", "call") == said("call_gentle")
    assert said("match_money", "task") == said("task")
    with pytest.raises(Invalid):
        said("match_money")


def test_the_languages_have_the_same_scripts() -> None:
    names = [{path.name for path in (FOLDER / language).iterdir()} for language in LANGUAGES]
    assert names[0] == names[1]


def test_french_scripts_are_set_with_no_break_spaces_and_real_apostrophes() -> None:
    for path in sorted(Path(FOLDER / "fr").iterdir()):
        if path.name != "parts.txt.j2":
            name = path.name.removesuffix(".txt.j2")
            text = render_script(script_view(name), TEMPLATES)
            assert not re.findall(r".{12} [:;?!»].{3}", text), name
            assert not re.findall(r".{12}'.{3}", text), name
