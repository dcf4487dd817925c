"""The do's and don'ts of practice 8 for messages, where words can be tested."""

import re

import pytest

from relance.render.message import render_message
from relance.render.view import MessageView
from tests.reading import visible, without_addresses
from tests.views import (
    COURTESIES,
    CREDITOR,
    INSTALMENT,
    LANGUAGES,
    LINE,
    MESSAGES,
    PARTLY_PAID,
    TEMPLATES,
    TEXTS,
    message_view,
)

SEVERAL = (LINE, PARTLY_PAID, INSTALMENT)


def views(*texts: str, language: str) -> list[MessageView]:
    """Every message of some kinds, about one invoice and about several."""
    return [
        message_view(text, language, lines, variant)
        for text, variant in MESSAGES
        if text in texts
        for lines in ((LINE,), SEVERAL)
    ]


def said(view: MessageView) -> str:
    """Everything the reader reads: subject, HTML and text, without the addresses."""
    message = render_message(view, TEMPLATES)
    return "\n".join((message.subject, visible(message.html), without_addresses(message.text)))


def found(words: str, text: str) -> list[str]:
    """Which of the forbidden expressions (one a line, as regular expressions) the text has."""
    expressions = [line.strip() for line in words.strip().splitlines()]
    spaced = text.replace("\u00a0", " ").replace("\u202f", " ")
    return [one for one in expressions if re.search(rf"\b(?:{one})", spaced, re.IGNORECASE)]


BY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)

NEVER = {
    "fr": r"""
        relanc\w+
        rappels?\b
        impayé
        (premi[eè]re|deuxi[eè]me|seconde|troisi[eè]me|derni[eè]re) (lettre|message|avis)\b
        malgré
        dans les plus brefs délais
        dès que possible
        48 ?h
        dernier avertissement
        toutes voies de droit
        serons contraints
        commissaire
        huissier
        tribunal
        fich(er|age)
        (vous|tu) prétend
        contrairement à
        parole
        mensonge
        vous n.avez pas respecté
        étonnement
        enfin\b
        dette
        reconnaiss\w+
        notre service
        solvabilité
        ne pas répondre
        commandes? bloqu
    """,
    "en": r"""
        remind\w*
        overdue
        (first|second|third|final|last) (notice|letter|demand|message)\b
        despite
        as soon as possible
        immediately
        48 ?h
        final demand
        legal action has
        without prejudice
        bailiff
        court\b
        credit (score|rating)
        you claim
        contrary to
        broke your
        you have failed
        at last\b
        debt
        acknowledge
        our department
        do not reply
        no-?reply
        disappointed
    """,
}

LATENESS = {
    "fr": r"""
        retard
        échue
        en souffrance
        pas encore
        toujours pas
        pénalit
        indemnité
        majoration
        mise en demeure
        contentieux
        recouvrement
        dernier jour
        sans faute
        paiement rapide
        au plus vite
    """,
    "en": r"""
        late\b
        past due
        outstanding
        not yet
        still\b
        penalt
        interest
        fee\b
        fixed sum
        formal notice
        collection
        last chance
        without fail
        prompt
        urgent
    """,
}

LAW = {
    "fr": r"""
        lois?\b
        article
        code\b
        droit
        pénalit
        intérêts
        indemnité
        40
        mise en demeure
        contentieux
        recouvrement
        juridi
        conditions générales
    """,
    "en": r"""
        laws?\b
        statut
        legal
        act\b
        penalt
        interest
        fixed sum
        40
        formal
        collection
        terms and conditions
    """,
}

MEASURES_OF_THE_LAST = {
    "fr": "mise en demeure\nrecouvrement\ncontentieux\npoursuit\nsuspen",
    "en": "formal\ncollection\nlegal\nsuspen\nprosecut",
}


@BY_LANGUAGE
def test_no_message_numbers_itself_threatens_or_reproaches(language: str) -> None:
    for view in views(*TEXTS, language=language):
        assert (view.text, view.variant, found(NEVER[language], said(view))) == (
            view.text,
            view.variant,
            [],
        )


@BY_LANGUAGE
def test_not_a_word_of_lateness_at_or_before_the_due_date(language: str) -> None:
    for view in views(*COURTESIES, language=language):
        assert found(LATENESS[language], said(view)) == []


@BY_LANGUAGE
def test_the_acknowledgements_have_no_word_of_lateness_either(language: str) -> None:
    kinds = ("confirmation", "receipt", "thanks", "copy")
    for view in views(*kinds, language=language):
        words = LATENESS[language].replace("prompt\n", "\n")  # thanks: "so promptly"
        assert [one for one in found(words, said(view)) if one] == []


@BY_LANGUAGE
def test_the_first_makes_no_argument_of_law(language: str) -> None:
    for view in views("first", language=language):
        assert found(LAW[language], said(view)) == []


@BY_LANGUAGE
def test_the_first_presumes_an_oversight_and_asks_three_questions(language: str) -> None:
    text = said(message_view("first", language))
    wanted = {
        "fr": ("Sauf erreur", "oubli", "déjà parti", "éclaircir"),
        "en": ("oversight", "on its way", "a question"),
    }
    assert [words for words in wanted[language] if words not in text] == []


@BY_LANGUAGE
def test_the_second_names_one_consequence_with_its_date(language: str) -> None:
    text = said(message_view("second", language))
    wanted = {
        "fr": ("au 14 juillet 2026, votre dossier sera repris par Mme Durand", "échéancier"),
        "en": ("by 14 July 2026, Mme Durand will take over your file", "instalments"),
    }
    assert [words for words in wanted[language] if words not in text] == []
    for view in views("second", language=language):
        assert found(MEASURES_OF_THE_LAST[language], said(view)) == []


@BY_LANGUAGE
def test_without_a_colleague_to_take_over_the_writer_calls(language: str) -> None:
    text = said(message_view("second", language, takeover_name=None))
    assert {"fr": "je vous appellerai", "en": "I will call you"}[language] in text


@BY_LANGUAGE
def test_interest_and_the_fixed_sum_are_mentioned_to_a_business_without_a_rate(
    language: str,
) -> None:
    text = said(message_view("second", language))
    assert {"fr": "40\u00a0€", "en": "€40"}[language] in text
    assert "%" not in text
    in_francs = tuple(
        type(line)(**{name: getattr(line, name) for name in line.__slots__} | {"currency": "CHF"})
        for line in (LINE,)
    )
    assert "€" not in said(message_view("second", language, in_francs))


@BY_LANGUAGE
def test_interest_and_the_fixed_sum_are_never_mentioned_to_a_consumer(language: str) -> None:
    for kind in TEXTS:
        text = said(message_view(kind, language, is_business=False))
        law = "pénalit\nindemnité\n40 €\nintérêts" if language == "fr" else "interest\nfixed\n€40"
        assert found(law, text) == []


@BY_LANGUAGE
def test_the_last_says_what_follows_from_which_day_and_how_to_prevent_it(language: str) -> None:
    text = said(message_view("final", language))
    wanted = {
        "fr": (
            "dernière démarche amiable",
            "Sans règlement reçu le 24 juillet 2026",
            "mise en demeure",
            "partenaire de recouvrement",
            "proposer une date",
            CREDITOR.phone,
        ),
        "en": (
            "last step before formal action",
            "If payment has not reached us by 24 July 2026",
            "formal notice",
            "collection partner",
            "propose a date",
            CREDITOR.phone,
        ),
    }
    assert [words for words in wanted[language] if words not in text] == []


@BY_LANGUAGE
def test_a_person_writes_from_the_second_on(language: str) -> None:
    person = re.compile({"fr": r"\b([Jj]e|[Jj]’|moi)\b", "en": r"\b(I|me)\b"}[language])
    for view in views("second", "final", language=language):
        if view.variant != "claim_unseen":
            assert person.search(said(view))


@BY_LANGUAGE
def test_a_statement_speaks_of_accounts_and_of_nobody_being_late(language: str) -> None:
    for lines in ((LINE,), SEVERAL):
        text = said(message_view("first", language, lines, "statement"))
        assert {"fr": "relevé de votre compte", "en": "statement of your account"}[language] in text
        assert found(LATENESS[language], text) == []


@BY_LANGUAGE
def test_someone_who_pays_late_is_asked_for_the_date_and_nothing_else(language: str) -> None:
    view = message_view("courtesy_firm", language)
    question = {"fr": "confirmer la date de virement prévue ?", "en": "confirm the payment date?"}
    assert question[language] in said(view).replace("\u00a0", " ")
    assert question[language] not in said(message_view("courtesy", language))


@BY_LANGUAGE
def test_the_same_link_is_named_for_the_moment(language: str) -> None:
    names = {
        "fr": ("Voir comment régler", "Régler maintenant", "Indiquer la date prévue", "détails du"),
        "en": ("See how to pay", "Pay now", "Tell us the date", "Give the payment details"),
    }[language]
    see, pay, date, details = names
    for name in ("courtesy", "courtesy_firm"):
        text = said(message_view(name, language))
        assert see in text
        assert pay not in text
        assert (date in text) == (name == "courtesy_firm")
    assert see in said(message_view("first", language, variant="statement"))
    assert pay in said(message_view("first", language))
    assert details in said(message_view("first", language, variant="claim_unseen"))


@BY_LANGUAGE
def test_a_part_paid_invoice_is_announced_with_what_is_left_of_it(language: str) -> None:
    whole = said(message_view("courtesy", language))
    assert {"fr": "La facture F-2026-118 de 1\u202f200", "en": "F-2026-118 for €1,200.00 falls"}[
        language
    ] in whole
    part = said(message_view("courtesy", language, (PARTLY_PAID,)))
    assert {"fr": "pour 12\u202f345,67", "en": "for €12,345.67."}[language] in part


@BY_LANGUAGE
def test_one_question_at_a_time(language: str) -> None:
    question = {"fr": "Simple oubli", "en": "oversight"}[language]
    for variant in ("promise_broken", "payment_returned"):
        assert question not in said(message_view("first", language, variant=variant))


@BY_LANGUAGE
def test_a_confirmed_promise_acknowledges_no_debt_and_promises_silence(language: str) -> None:
    text = said(message_view("confirmation", language))
    assert {"fr": "D’ici là", "en": "Until then"}[language] in text
    assert found("d[ûu]e?s?\\b\nowe\\w*\nobligation\nengage\\w*", text.replace("Due 30", "")) == []


@BY_LANGUAGE
def test_no_message_carries_or_announces_bank_details(language: str) -> None:
    for view in views(*TEXTS, language=language):
        text = said(view)
        assert not re.search(r"\b[A-Z]{2}\d{2}[ \u00a0]?(?:\w{4}[ \u00a0]?){3,}", text)
        assert found("iban\nbic\nnew bank\nnouve\\w+ coordonnées\nrib\\b", text) == []


@BY_LANGUAGE
def test_subjects_name_the_invoices_and_the_company_without_amounts_or_capitals(
    language: str,
) -> None:
    for view in views(*TEXTS, language=language):
        subject = render_message(view, TEMPLATES).subject
        assert all(line.number in subject for line in view.lines)
        assert CREDITOR.legal_name in subject
        bare = subject.replace(CREDITOR.legal_name, "")
        assert not re.search(r"[€$£%!]|\bEUR\b", bare)
        assert not re.search(r"\b[A-ZÀ-Ý]{3,}\b", bare)
        assert found("mise en demeure\nformal notice\nurgent", bare) == []


@BY_LANGUAGE
def test_nothing_is_shouted(language: str) -> None:
    ours = {"SARL", "SAS", "SIREN", "PDF", "BC"}
    for view in views(*TEXTS, language=language):
        text = said(view)
        assert set(re.findall(r"\b[A-ZÀ-Ý]{2,}\b", text)) <= ours
        assert "!" not in text


@BY_LANGUAGE
def test_one_invoice_is_singular_and_several_are_plural(language: str) -> None:
    one = {"fr": r"\bfactures\b|\bces\b", "en": r"\binvoices\b|\bthese\b|\bare due\b"}[language]
    many = {"fr": r"(la|cette) facture F-|votre facture\b", "en": r"\binvoice F-|\bthis invoice\b"}
    for kind, variant in MESSAGES:
        singular = said(message_view(kind, language, (LINE,), variant))
        assert not re.search(one, singular), (kind, variant)
        plural = render_message(message_view(kind, language, SEVERAL, variant), TEMPLATES)
        prose = "\n".join(line for line in plural.text.splitlines() if line.endswith((".", "?")))
        assert not re.search(many[language], prose), (kind, variant)


def test_french_is_set_with_no_break_spaces_and_real_apostrophes() -> None:
    for view in views(*TEXTS, language="fr"):
        message = render_message(view, TEMPLATES)
        for text in (visible(message.html), without_addresses(message.text)):
            assert not re.findall(r".{12} [:;?!»].{3}", text)
            assert not re.findall(r".{12}['\"].{3}", text)


@BY_LANGUAGE
def test_sentences_have_one_space_and_no_hole(language: str) -> None:
    for view in views(*TEXTS, language=language):
        message = render_message(view, TEMPLATES)
        for text in (message.subject, visible(message.html), without_addresses(message.text)):
            assert not re.findall(r"\S[ ]{2,}\S", text)
            assert not re.findall(r".{12} [,.](?:\s|$)", text)
            assert "None" not in text
            assert "{" not in text
        assert "\n\n\n" not in message.text
