"""The do's and don'ts of practice 8 for messages, where words can be tested."""

import re
from functools import cache

import pytest

from relance.render.texts import consequences
from relance.render.view import MessageView
from tests.unit.render.reading import visible, without_addresses
from tests.unit.render.views import (
    COURTESIES,
    CREDITOR,
    FINALS,
    FIRSTS,
    GENTLE,
    INSTALMENT,
    LANGUAGES,
    LINE,
    MESSAGES,
    PARTLY_PAID,
    PUBLIC,
    SECONDS,
    TEMPLATES,
    TEXTS,
    message_view,
    rendered,
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


@cache
def said(view: MessageView) -> str:
    """Everything the reader reads: subject, HTML and text, without the addresses."""
    message = rendered(view)
    return "\n".join((message.subject, visible(message.html), without_addresses(message.text)))


def found(words: str, text: str) -> list[str]:
    """Which of the forbidden expressions (one a line, as regular expressions) the text has."""
    expressions = [line.strip() for line in words.splitlines() if line.strip()]
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
        code (civil|de commerce)
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
        assert (view.text, found(LATENESS[language], said(view))) == (view.text, [])


@BY_LANGUAGE
def test_the_acknowledgements_have_no_word_of_lateness_either(language: str) -> None:
    kinds = ("confirmation", "receipt", "thanks", "copy")
    for view in views(*kinds, language=language):
        words = LATENESS[language].replace("prompt\n", "\n")  # thanks: "so promptly"
        assert [one for one in found(words, said(view)) if one] == []


@BY_LANGUAGE
def test_the_first_makes_no_argument_of_law(language: str) -> None:
    for view in views(*FIRSTS, "eight_first", language=language):
        assert (view.text, view.variant, found(LAW[language], said(view))) == (
            view.text,
            view.variant,
            [],
        )


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
    for view in views(*SECONDS, *FINALS, language=language):
        if view.variant != "claim_unseen":
            assert (view.text, bool(person.search(said(view)))) == (view.text, True)


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
        subject = rendered(view).subject
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
        plural = rendered(message_view(kind, language, SEVERAL, variant))
        prose = "\n".join(line for line in plural.text.splitlines() if line.endswith((".", "?")))
        assert not re.search(many[language], prose), (kind, variant)


def test_french_is_set_with_no_break_spaces_and_real_apostrophes() -> None:
    for view in views(*TEXTS, language="fr"):
        message = rendered(view)
        for text in (visible(message.html), without_addresses(message.text)):
            assert not re.findall(r".{12} [:;?!»].{3}", text)
            assert not re.findall(r".{12}['\"].{3}", text)


@BY_LANGUAGE
def test_sentences_have_one_space_and_no_hole(language: str) -> None:
    for view in views(*TEXTS, language=language):
        message = rendered(view)
        for text in (message.subject, visible(message.html), without_addresses(message.text)):
            assert not re.findall(r"\S[ ]{2,}\S", text)
            assert not re.findall(r".{12} [,.](?:\s|$)", text)
            assert "None" not in text
            assert "{" not in text
        assert "\n\n\n" not in message.text


COSTS = {
    "fr": "pénalit\nintérêts\nindemnité\nfrais\n40 €\ncoûts?\\b\nrenon\\w+\nannul\\w+\nremise",
    "en": "penalt\ninterest\nfixed sum\ncosts?\\b\nfees?\\b\n€40\nwaive\\w*\nlaw\\b",
}
MEASURES = {
    "fr": """
        mise en demeure
        recouvrement
        contentieux
        poursuit
        nouvelles commandes
        bloqu
        livraisons
        mis(e|es)? en attente
        huissier
    """,
    "en": """
        formal
        collection
        legal
        court\\b
        new orders
        on hold
        held\\b
        deliveries
        bailiff
    """,
}
PITY = {
    "fr": "malheureu\nhélas\npauvre\nnous comprenons mais\ntriste",
    "en": "unfortunate\nsadly\npity\nwe understand but\nsorry",
}
REMARKS_ON_THE_READER = {
    "fr": "profil\nbon payeur\nmauvais payeur\nscore\nnote de\nhabitude\ntoujours en retard",
    "en": "profile\ngood payer\nbad payer\nscore\nrating\nas usual\nalways late",
}


@BY_LANGUAGE
def test_the_gentle_texts_speak_of_no_cost_and_promise_none_to_be_waived(language: str) -> None:
    for view in views(*GENTLE, language=language):
        if view.variant == "ordinary":
            text = said(view)
            words = COSTS[language] + "\n" + MEASURES[language] + "\n" + PITY[language]
            assert (view.text, found(words, text)) == (view.text, [])


@BY_LANGUAGE
def test_the_gentle_first_offers_three_choices(language: str) -> None:
    text = said(message_view("gentle_first", language))
    wanted = {
        "fr": ("régler maintenant", "une autre date, dans les 60\u00a0jours", "trois versements"),
        "en": ("pay now", "another date, within 60\u00a0days", "three instalments"),
    }
    assert [words for words in wanted[language] if words not in text] == []


@BY_LANGUAGE
def test_the_gentle_offer_ends_on_a_day_and_threatens_nothing(language: str) -> None:
    text = said(message_view("gentle_second", language))
    wanted = {
        "fr": ("d’ici le 4 août 2026", "je ne pourrai pas maintenir cette proposition"),
        "en": ("by 4 August 2026", "I cannot keep this offer open"),
    }
    assert [words for words in wanted[language] if words not in text] == []


@BY_LANGUAGE
def test_a_public_body_is_neither_threatened_nor_cut_off(language: str) -> None:
    """Practice 1, *Portals*: never a service stop, an agency or a notice to a public body."""
    for view in views(*PUBLIC, language=language):
        assert (view.text, found(MEASURES[language], said(view))) == (view.text, [])
        assert not re.search(r"\d ?%|40\u00a0€|€40", said(view))


@BY_LANGUAGE
def test_only_the_last_to_a_public_body_speaks_of_the_interest_of_the_law(language: str) -> None:
    interest = {"fr": "intérêts moratoires", "en": "default interest"}[language]
    assert interest in said(message_view("public_final", language))
    for name in ("public_first", "public_second"):
        assert interest not in said(message_view(name, language))


@BY_LANGUAGE
def test_a_key_account_is_never_threatened(language: str) -> None:
    """Practice 6.3: a named person writes, nobody threatens."""
    words = {
        "fr": "mise en demeure\nrecouvrement\ncontentieux\npénalit\nindemnité",
        "en": "formal\ncollection\nlegal\nsuspen\npenalt\nfixed sum",
    }[language]
    for view in views("key_list", "key_first", "key_second", "key_final", language=language):
        assert (view.text, found(words, said(view))) == (view.text, [])


@BY_LANGUAGE
def test_what_we_think_of_how_somebody_pays_is_never_said(language: str) -> None:
    for view in views(*TEXTS, language=language):
        assert (view.text, found(REMARKS_ON_THE_READER[language], said(view))) == (view.text, [])


@BY_LANGUAGE
@pytest.mark.parametrize("name", ["second", "final", "eight_second", "notice", "key_second"])
def test_a_message_announces_only_what_somebody_accepted_to_do(name: str, language: str) -> None:
    """B13: without an accepted consequence no measure is announced."""
    text = said(message_view(name, language, consequence=None))
    words = {
        "fr": "repris par\nje confierai\nje vous adresserai\nj’en parlerai\nréexaminerons",
        "en": "take over\nI will pass\nI will send\nI will take it up\nwill review",
    }
    assert found(words[language], text) == []


@BY_LANGUAGE
@pytest.mark.parametrize("kind", sorted(consequences(TEMPLATES)))
def test_each_consequence_is_one_sentence_with_its_day(kind: str, language: str) -> None:
    bare = said(message_view("second", language, consequence=None))
    text = said(message_view("second", language, consequence=kind))
    day = {"fr": "14 juillet 2026", "en": "14 July 2026"}[language]
    assert text.count(day) > bare.count(day)


@BY_LANGUAGE
def test_a_call_is_mentioned_only_where_one_is_on_file(language: str) -> None:
    """Practice 8, *All levels*: "following our call" only if the call is on file."""
    call = {"fr": "appel du 2 juillet 2026", "en": "call of 2 July 2026"}[language]
    assert call in said(message_view("eight_first", language))
    without = said(message_view("eight_first", language, called_on=None))
    assert found({"fr": "suite de notre appel", "en": "following"}[language], without) == []


@BY_LANGUAGE
def test_the_terms_are_mentioned_only_where_they_are_on_file(language: str) -> None:
    terms = {"fr": "conditions que vous avez acceptées", "en": "the terms you accepted"}[language]
    assert terms in said(message_view("eight_first", language)).replace("\n", " ")
    assert terms not in said(message_view("eight_first", language, terms_reference=None))


@BY_LANGUAGE
def test_the_copy_of_a_notice_says_that_the_letter_counts_and_names_no_day(language: str) -> None:
    """Practice 5: the e-mail is a courtesy copy; the time is counted from receipt."""
    text = said(message_view("notice", language))
    wanted = {
        "fr": ("lettre recommandée", "il ne remplace pas la lettre", "jour où vous la recevez"),
        "en": ("registered post", "does not replace the letter", "on which you receive it"),
    }
    assert [words for words in wanted[language] if words not in text] == []
    assert {"fr": "14 août 2026", "en": "14 August 2026"}[language] not in text
    assert not re.search(r"%|40\u00a0€|€40", text)


@BY_LANGUAGE
def test_a_debt_taken_back_says_whom_to_pay_and_brings_no_bank_details(language: str) -> None:
    text = said(message_view("first", language, variant="debt_returned"))
    wanted = {
        "fr": ("société d’affacturage", "c’est désormais à nous", "en nous appelant au numéro"),
        "en": ("factoring company", "to us, Atelier Lumen SARL, from now on", "by calling us on"),
    }
    assert [words for words in wanted[language] if words not in text] == []


@BY_LANGUAGE
def test_what_came_back_is_not_presented_again_unasked(language: str) -> None:
    view = message_view("first", language, variant="collection_returned")
    consent = {"fr": "sans votre accord", "en": "without your consent"}[language]
    assert consent in said(view)


@BY_LANGUAGE
def test_money_without_an_invoice_is_shown_and_asked_about(language: str) -> None:
    """Practice 1, *Credit balances*: ask, do not silently allocate."""
    asked = {"fr": "comment vous souhaitez les affecter", "en": "how you would like to apply"}
    for name in ("first", "second", "key_first"):
        assert asked[language] in said(message_view(name, language, credit_minor=20_000))
        assert asked[language] not in said(message_view(name, language))


@BY_LANGUAGE
def test_a_date_is_a_day_and_never_a_haste(language: str) -> None:
    haste = {
        "fr": "au plus vite\nrapidement\nsans délai\nsous \\d+ jours\nsous huitaine\nurgent",
        "en": "quickly\nat once\nwithout delay\nurgent\nwithin \\d+ (hours|days) of\npromptly",
    }[language]
    for view in views(*TEXTS, language=language):
        if view.text != "thanks":
            assert (view.text, found(haste, said(view))) == (view.text, [])
