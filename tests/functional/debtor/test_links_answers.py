"""What a debtor answers by link, what follows from it, and that it happens once (C3 to C5, R7)."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ConnectionClosedError

from relance.data import journal, tenants
from relance.domain.account.on_file import OpenTask
from relance.domain.fact import Fact
from relance.flows.rules_for import rules_for
from relance.telemetry import logger
from tests.actors.debtor import TRANSFER, Debtor, copies, everything, reminded, words
from tests.builders import DUE, allocation, at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request

TEXT = "La livraison du 12 mai était incomplète, voir avec Mme Ève Martin."


def facts(debtor: Debtor, kind: str) -> list[Fact]:
    """The facts of a kind in the journal."""
    return [fact for fact in journal.facts("t-1", "C-1") if fact.kind == kind]


def tasks(debtor: Debtor, kind: str) -> list[OpenTask]:
    """The tasks of a kind in the file."""
    return [task for task in debtor.account.tasks if task.kind == kind]


# --- I have paid -------------------------------------------------------------------------------


def test_a_claim_holds_five_business_days_and_then_asks_once_more(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    assert "jusqu’au 16 juin 2026 inclus" in debtor.is_told("paid", **TRANSFER)
    cloud.pump()

    assert debtor.sends("2026-06-12 10:00") == []
    assert debtor.sends("2026-06-16 10:00") == []
    assert debtor.sends("2026-06-17 10:00") == ["first"]
    for day in (12, 15, 16, 17):
        cloud.run(at(f"2026-06-{day} 10:00"))
    assert len(cloud.mailbox.messages()) == 2
    assert "4 derniers caractères" in cloud.mailbox.messages()[-1].text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fr",
            ("indiqué un virement le 8 juin 2026", "reçu 100,00 €, merci ; il reste 200,00 €"),
        ),
        ("en", ("by transfer on 8 June 2026", "€100.00 arrived, thank you; €200.00 is still")),
    ],
)
def test_money_for_a_part_answers_the_claim_and_is_named(
    cloud: Cloud, language: str, said: tuple[str, ...]
) -> None:
    """R35: "we cannot see it" would not be true."""
    debtor = reminded(cloud)
    debtor.becomes(customer=replace(debtor.account.customer, language=language))
    debtor.is_told("paid", **TRANSFER)
    cloud.clock.set(at("2026-06-10 08:00"))
    debtor.pays("F-1", 100_00)
    for day in (10, 12, 15, 16, 17, 18, 19, 22):
        cloud.run(at(f"2026-06-{day} 10:00"))

    text = " ".join(cloud.mailbox.messages()[-1].text.split())
    assert [words for words in said if words not in text.replace("\u202f", " ")] == []


def test_the_same_claim_by_two_links_holds_once_and_a_third_time_it_still_does(
    cloud: Cloud,
) -> None:
    debtor = reminded(cloud)
    debtor.is_told("paid", **TRANSFER)
    cloud.clock.set(at("2026-06-10 11:00"))
    assert "jusqu’au 16 juin 2026 inclus" in debtor.is_told("paid", **TRANSFER)


def test_a_claim_keeps_what_was_said(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("paid", **TRANSFER, reference="VIR CLIENT 42")
    (claim,) = debtor.account.claims
    assert (claim.paid_on, claim.means) == (at("2026-06-08 12:00").date(), "transfer")
    assert (claim.account_last4, claim.diverted) == ("0189", False)
    (fact,) = facts(debtor, "claim")
    assert fact.author == "debtor"
    assert fact.invoice_ids == ("F-1",)
    assert "VIR CLIENT 42" not in str(fact)
    assert journal.notes("t-1", "C-1") == {claim.claim_id: "VIR CLIENT 42"}


@pytest.mark.parametrize("last4", ["0189", " 01 89 "])
def test_our_own_account_is_recognised_however_it_is_typed(cloud: Cloud, last4: str) -> None:
    debtor = reminded(cloud)
    debtor.is_told("paid", **(TRANSFER | {"account_last4": last4}))
    assert not debtor.account.claims[0].diverted


def test_letters_at_the_end_of_an_iban_match_in_either_case(cloud: Cloud) -> None:
    debtor = reminded(cloud, iban="MT84MALT011000012345MTLCAST001S")
    debtor.is_told("paid", **(TRANSFER | {"account_last4": "001s"}))
    assert not debtor.account.claims[0].diverted


def test_money_sent_to_another_account_stops_the_ladder_and_alarms_a_person(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    told = debtor.is_told("paid", **(TRANSFER | {"account_last4": "9999"}))
    assert "Vérifiez le compte que vous avez payé" in told
    assert "appelez tout de suite votre banque" in told
    assert "+33 1 23 45 67 89" in told
    cloud.pump()
    assert tasks(debtor, "payment_diverted")
    assert debtor.sends("2026-06-24 10:00") == []
    assert debtor.sends("2026-08-26 10:00") == []


@pytest.mark.parametrize(
    ("instant", "mode"),
    [
        ("2026-06-09 01:30", "live"),
        ("2026-06-09 01:30", "paused"),
        ("2026-06-13 23:59", "live"),  # a Saturday
        ("2026-06-14 03:00", "paused"),
    ],
)
def test_money_sent_to_a_stranger_alarms_at_any_hour_of_any_day_before_any_run(
    cloud: Cloud, instant: str, mode: str
) -> None:
    debtor = reminded(cloud)
    tenants.save(replace(tenants.load("t-1"), mode=mode, cash_through_on=DUE - timedelta(days=1)))
    cloud.clock.set(at(instant))
    debtor.is_told("paid", **(TRANSFER | {"account_last4": "9999"}))

    (task,) = tasks(debtor, "payment_diverted")
    assert (task.urgent, task.recorded_at) == (True, at(instant))
    assert task.reason == "the_account_paid_is_not_ours"
    cloud.pump()
    cloud.run(at("2026-06-15 10:00"))
    assert len(tasks(debtor, "payment_diverted")) == 1


def test_a_problem_that_speaks_of_other_bank_details_alarms_at_once(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    debtor = reminded(cloud)
    cloud.clock.set(at("2026-06-13 01:30"))
    capsys.readouterr()
    debtor.is_told("problem", reason="other", text="Votre RIB a changé : est-ce une fraude ?")

    (task,) = tasks(debtor, "payment_diverted")
    assert (task.reason, task.recorded_at) == ("other_bank_details", at("2026-06-13 01:30"))
    assert '"PaymentsDiverted":[1' in capsys.readouterr().out


def test_the_digits_of_a_card_are_neither_compared_nor_kept(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    form = TRANSFER | {"means": "card", "account_last4": "4242"}
    assert "jusqu’au 10 juin 2026 inclus" in debtor.is_told("paid", **form)
    assert debtor.account.claims[0].account_last4 is None
    # Whole words: a random id may well hold these digits.
    assert "4242" not in re.findall(r"\w+", str(cloud.rows("AccountsTable")))


def test_the_third_claim_is_recorded_and_does_not_hold(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    for day in ("2026-06-09", "2026-06-18"):
        cloud.clock.set(at(f"{day} 11:00"))
        assert "inclus" in debtor.is_told("paid", **TRANSFER)
    cloud.clock.set(at("2026-06-29 11:00"))
    told = debtor.is_told("paid", **TRANSFER)
    assert "Claire Lefort va rechercher votre paiement" in told
    assert "inclus" not in told
    assert len(debtor.account.claims) == 3
    cloud.pump()
    assert tasks(debtor, "search_payment")


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"paid_on": ""}, "Cette indication est nécessaire"),
        ({"paid_on": "demain"}, "Indiquez une date"),
        ({"paid_on": "2026-06-10"}, "Cette date est à venir"),
        ({"paid_on": "2026-02-30"}, "Indiquez une date"),
        ({"paid_on": "2026-05-02"}, "antérieure à la facture"),
        ({"means": "cowries"}, "Choisissez l’une des réponses"),
        ({"means": ""}, "Cette indication est nécessaire"),
        ({"account_last4": ""}, "Cette indication est nécessaire"),
        ({"account_last4": "189"}, "Indiquez les 4 derniers caractères"),
        ({"account_last4": "FR7630006000011234567890189"}, "Indiquez les 4 derniers"),
        ({"account_last4": "01-9"}, "Indiquez les 4 derniers caractères"),
        ({"account_last4": "abcd"}, "Notre compte se termine par 4 chiffres"),
        ({"reference": "x" * 141}, "Ce texte est trop long"),
    ],
)
def test_a_claim_that_cannot_be_is_asked_again_with_what_was_entered(
    cloud: Cloud, entered: dict[str, str], said: str
) -> None:
    debtor = reminded(cloud)
    before = debtor.account
    assert said in debtor.is_asked_again("paid", **(TRANSFER | {"reference": "R-1"} | entered))
    assert debtor.account == before


def test_what_was_entered_is_shown_again_and_never_run(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    page = debtor.answers("problem", text='"></textarea><script>alert(1)</script>')
    assert page.status == 422
    assert "<script" not in page.text
    assert "&lt;script&gt;" in page.text


def test_a_day_may_be_typed_as_people_write_it(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("paid", **(TRANSFER | {"paid_on": "8/6/2026"}))
    assert debtor.account.claims[0].paid_on == at("2026-06-08 12:00").date()


# --- I will pay on -----------------------------------------------------------------------------


def test_a_promise_is_confirmed_by_mail_and_holds_until_its_day(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    told = debtor.is_told("promise", promise_on="2026-06-19")
    assert "régler le 19 juin 2026" in told
    cloud.pump()
    mail = cloud.mailbox.messages()[-1]
    assert "règlement prévu le 19 juin 2026" in mail.subject.replace("\xa0", " ")
    assert debtor.account.owed == ()

    assert debtor.sends("2026-06-12 10:00") == []
    assert debtor.sends("2026-06-23 10:00") == []
    assert debtor.sends("2026-06-24 10:00") == ["second"]
    assert "Règlement prévu le 19 juin 2026" in debtor.reads()


def test_a_promise_is_about_what_is_open_now_and_not_disputed(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice("F-1"), invoice("F-2"), invoice("F-3"))
    debtor.pays("F-1", 100_00)
    debtor.is_told("problem", reason="price")
    debtor.becomes(disputes=tuple(d for d in debtor.account.disputes if d.invoice_id == "F-3"))
    debtor.is_told("promise", promise_on="2026-06-19")
    (promise,) = debtor.account.promises
    assert promise.item_ids == ("F-1/1", "F-2/1")
    assert promise.amount_minor == 500_00


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2099-01-01", "Cette date est trop lointaine"),
        ("2026-06-08", "Cette date est passée"),
        ("", "Cette indication est nécessaire"),
    ],
)
def test_a_day_that_cannot_be_promised_is_asked_again_naming_the_last_one(
    cloud: Cloud, day: str, said: str
) -> None:
    debtor = reminded(cloud)
    again = debtor.is_asked_again("promise", promise_on=day)
    assert said in again
    assert "Jusqu’au 24 juin 2026 inclus" in again
    assert "Appelez-nous au +33 1 23 45 67 89" in again
    assert debtor.account.promises == ()


def test_more_time_than_a_link_may_give_is_a_persons_matter(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    told = debtor.is_told("promise", promise_on="2026-06-25")
    assert "Vous demandez un délai jusqu’au 25 juin 2026" in told
    assert debtor.is_told("promise", promise_on="2026-06-25") == told
    assert debtor.account.promises == ()
    (task,) = tasks(debtor, "request_for_time")
    assert task.item_ids == ("F-1/1",)
    (fact,) = facts(debtor, "time_requested")
    assert (fact.figures["promised_on"], fact.fact_id) == ("2026-06-25", task.task_id)
    (held,) = debtor.account.holds
    assert (held.reason, held.until_on) == ("time_requested", at("2026-06-11 12:00").date())
    debtor.is_told("promise", promise_on="2026-09-30")  # again: no other task, no longer hold
    assert tasks(debtor, "request_for_time") == [task]
    assert len(facts(debtor, "time_requested")) == 2
    assert debtor.account.holds == (held,)


@pytest.mark.parametrize("day", ["2026-06-09", "2026-06-24"])
def test_today_and_the_last_day_can_be_promised(cloud: Cloud, day: str) -> None:
    debtor = reminded(cloud)
    debtor.is_told("promise", promise_on=day)
    assert len(debtor.account.promises) == 1


def test_a_promise_never_goes_beyond_45_days_after_the_due_date(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    cloud.clock.set(at("2026-07-10 11:00"))
    assert "Jusqu’au 17 juillet 2026 inclus" in debtor.reads("promise")
    cloud.clock.set(at("2026-07-18 11:00"))
    assert "parlons-en de vive voix" in debtor.reads("promise")
    assert "parlons-en de vive voix" in debtor.is_told("promise", promise_on="2026-07-20")
    assert debtor.account.promises == ()


def test_a_second_promise_is_made_by_phone_unless_the_first_was_half_paid(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("promise", promise_on="2026-06-11")
    cloud.clock.set(at("2026-06-15 11:00"))
    assert "parlons-en de vive voix" in debtor.reads("promise")
    assert "parlons-en de vive voix" in debtor.is_told("promise", promise_on="2026-06-20")

    (one,) = debtor.account.invoices
    debtor.becomes(invoices=(replace(one, allocations=(allocation(150_00, "2026-06-12"),)),))
    assert "C’est noté" in debtor.is_told("promise", promise_on="2026-06-20")
    assert {p.amount_minor for p in debtor.account.promises} == {300_00, 150_00}
    assert "parlons-en de vive voix" in debtor.is_told("promise", promise_on="2026-06-21")


# --- There is a problem ------------------------------------------------------------------------


def test_a_dispute_stops_the_reminders_until_a_person_has_answered(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice("F-1"), invoice("F-2"))
    told = debtor.is_told("problem", reason="delivery", text=TEXT)
    assert "Claire Lefort a reçu votre message" in told
    assert {(d.reason, d.invoice_id, d.outcome, d.author) for d in debtor.account.disputes} == {
        ("delivery", "F-1", None, "debtor"),
        ("delivery", "F-2", None, "debtor"),
    }
    (task,) = tasks(debtor, "dispute")
    assert task.item_ids == ("F-1/1", "F-2/1")
    assert debtor.sends("2026-09-01 10:00") == []
    assert "Question en cours de traitement" in debtor.reads()

    refused = (replace(d, outcome="refused") for d in debtor.account.disputes)
    debtor.becomes(disputes=tuple(refused))
    assert debtor.sends("2026-06-12 10:00") == ["second"]


def test_what_the_debtor_wrote_is_kept_apart_from_the_journal(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("problem", reason="delivery", text=TEXT)
    (fact,) = facts(debtor, "problem")
    assert fact.figures["reason"] == "delivery"
    assert journal.notes("t-1", "C-1") == {fact.fact_id: TEXT}
    assert tasks(debtor, "dispute")[0].task_id == fact.fact_id
    holding = [
        row["sk"]["S"] for row in cloud.rows("AccountsTable") if "livraison du 12 mai" in str(row)
    ]
    assert holding == [f"note#{fact.fact_id}"]


def test_what_steers_a_screen_is_not_kept_of_what_a_debtor_writes(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    odd = "Livraison\x00 \u202eincomplète\x1b[2J\u2066,\r\nvoir\u200b Mme Martin."
    debtor.is_told("problem", reason="delivery", text=odd)
    debtor.is_told("paid", **(TRANSFER | {"reference": "VIR\n\u202eCLIENT\x07 42"}))
    assert set(journal.notes("t-1", "C-1").values()) == {
        "Livraison incomplète[2J,\nvoir Mme Martin.",
        "VIR CLIENT 42",
    }


def test_an_invoice_not_received_is_sent_again_and_left_five_business_days(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    assert "Nous vous renvoyons la facture" in debtor.is_told("problem", reason="not_received")
    cloud.pump()
    (mail,) = copies(cloud)
    assert "https://files.example/F-1.pdf" in mail.text
    (held,) = debtor.account.holds
    assert (held.reason, held.until_on) == ("not_received", at("2026-06-16 12:00").date())
    assert debtor.account.tasks == ()
    assert debtor.sends("2026-06-16 10:00") == []
    assert debtor.sends("2026-06-17 10:00") == ["second"]


def test_an_invoice_never_received_twice_is_sent_by_a_person(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("problem", reason="not_received")
    cloud.clock.set(at("2026-06-18 11:00"))
    debtor.is_told("problem", reason="not_received")
    assert len(tasks(debtor, "send_copy")) == 1


def test_a_cash_difficulty_is_no_dispute_but_a_call(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    assert "vous appellera" in debtor.is_told("problem", reason="cash_difficulty", text="dur")
    assert len(tasks(debtor, "call")) == 1
    assert tasks(debtor, "dispute") == []
    (gentle,) = debtor.account.overrides
    assert (gentle.value, gentle.until_on) == ("gentle", at("2026-09-07 12:00").date())
    assert debtor.sends("2026-06-16 10:00") == []
    gentle_rules = rules_for(debtor.tenant, debtor.account, at("2026-06-17 10:00"))
    assert gentle_rules.policy.policy_id == "gentle"


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({}, "Cette indication est nécessaire"),
        ({"reason": "hungry"}, "Choisissez l’une des réponses"),
        ({"reason": "price", "text": "é" * 2001}, "Ce texte est trop long"),
    ],
)
def test_a_problem_that_cannot_be_read_is_asked_again(
    cloud: Cloud, entered: dict[str, str], said: str
) -> None:
    debtor = reminded(cloud)
    assert said in debtor.is_asked_again("problem", **entered)
    assert debtor.account.holds == ()


def test_a_long_text_is_kept_whole(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("problem", reason="price", text="é" * 2000)
    assert list(journal.notes("t-1", "C-1").values()) == ["é" * 2000]


@pytest.mark.parametrize("body", [b"\xff\xfe=\x00&&&=", b"&".join([b"a=b"] * 50), b"{}", b""])
def test_a_body_that_is_no_form_is_asked_again(cloud: Cloud, body: bytes) -> None:
    debtor = reminded(cloud)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    page = cloud.http("POST", f"{debtor.link}/paid", body=body, headers=headers)
    assert page.status == 422


def test_a_question_about_a_paid_invoice_reaches_a_person_and_holds_nothing(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.pays("F-1", 300_00)
    assert debtor.opens("problem").status == 200
    debtor.is_told("problem", reason="other", text="Un reçu, s’il vous plaît.")
    assert debtor.account.holds == ()
    assert len(tasks(debtor, "dispute")) == 1


# --- Send me a copy ----------------------------------------------------------------------------


def test_a_copy_goes_to_the_address_on_file_once_a_day(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    for _ in range(3):
        assert "b•••@client.example" in debtor.is_told("copy", email="thief@evil.example")
        cloud.pump()
    assert [mail.to for mail in copies(cloud)] == [("billing@client.example",)]
    assert len(facts(debtor, "copy_requested")) == 1
    cloud.clock.set(at("2026-06-10 11:00"))
    debtor.is_told("copy")
    cloud.pump()
    assert len(copies(cloud)) == 2


def test_a_copy_holds_nothing(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.is_told("copy")
    cloud.pump()
    assert debtor.sends("2026-06-12 10:00") == ["second"]


def test_a_document_that_is_not_online_is_sent_by_a_person(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice(pdf_url=None))
    assert "Claire Lefort va vous l’envoyer" in debtor.is_told("copy")
    assert len(tasks(debtor, "send_copy")) == 1


def test_without_an_address_a_person_sends_the_copy(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    gone = customer(contacts=(contact(suppressed="bounce"),))
    debtor.becomes(customer=gone)
    assert "Claire Lefort va vous l’envoyer" in debtor.is_told("copy")
    assert len(tasks(debtor, "send_copy")) == 1


def test_a_paid_invoice_can_still_be_asked_for(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.pays("F-1", 300_00)
    assert debtor.opens("copy").status == 200
    debtor.is_told("copy")
    cloud.pump()
    assert "N° F-1" in copies(cloud)[0].text.replace("\xa0", " ")
    assert len(tasks(debtor, "send_copy")) == 1


# --- Again and again ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Plusieurs réponses nous sont parvenues"), ("en", "Several answers came by this link")],
)
def test_what_is_beyond_a_links_bound_is_told_so_and_changes_nothing(
    cloud: Cloud, language: str, said: str
) -> None:
    debtor = reminded(cloud)
    debtor.becomes(customer=replace(debtor.account.customer, language=language))
    for number in range(10):
        debtor.is_told("problem", reason="price", text=f"trop cher {number}")
    before = everything(cloud)
    page = debtor.answers("problem", reason="price", text="trop cher, encore")
    assert page.status == 429
    assert said in words(page)
    assert "+33 1 23 45 67 89" in words(page)
    assert everything(cloud) == before
    debtor.is_told("problem", reason="delivery", text="incomplète")
    assert {d.reason for d in debtor.account.disputes} == {"price", "delivery"}
    assert len(tasks(debtor, "dispute")) == 1
    cloud.clock.set(at("2026-06-10 11:00"))
    debtor.is_told("problem", reason="price", text="trop cher, encore")


def test_forty_posts_at_once_are_as_many_answers_as_a_link_takes(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    with ThreadPoolExecutor(8) as pool:
        forms = [TRANSFER | {"account_last4": "9999", "reference": f"VIR {n}"} for n in range(40)]
        pages = [*pool.map(lambda form: debtor.answers("paid", **form), forms)]
    assert {page.status for page in pages} <= {200, 429, 503}
    assert len(debtor.account.claims) == sum(page.status == 200 for page in pages) <= 10
    assert len(tasks(debtor, "payment_diverted")) == 1


# --- Once --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("paid", TRANSFER),
        ("promise", {"promise_on": "2026-06-19"}),
        ("problem", {"reason": "price", "text": "trop cher"}),
        ("problem", {"reason": "not_received"}),
        ("problem", {"reason": "cash_difficulty"}),
        ("copy", {}),
    ],
)
def test_a_form_sent_twice_is_one_answer_and_says_the_same(
    cloud: Cloud, action: str, form: dict[str, str]
) -> None:
    debtor = reminded(cloud)
    first = debtor.answers(action, **form)
    once = debtor.account
    cloud.clock.set(at("2026-06-09 11:07"))
    second = debtor.answers(action, **form)
    assert (first.status, second.status) == (200, 200)
    assert words(second) == words(first)
    assert debtor.account == once

    cloud.pump()
    after = debtor.account
    third = debtor.answers(action, **form)
    assert words(third) == words(first)
    assert debtor.account == after


@pytest.mark.parametrize(
    ("action", "form", "field"),
    [
        ("paid", TRANSFER, "claims"),
        ("promise", {"promise_on": "2026-06-19"}, "promises"),
        ("problem", {"reason": "price"}, "disputes"),
        ("copy", {}, "owed"),
    ],
)
def test_two_submits_at_once_are_one_answer(
    cloud: Cloud, action: str, form: dict[str, str], field: str
) -> None:
    debtor = reminded(cloud)
    version = debtor.account.version
    with ThreadPoolExecutor(4) as pool:
        pages = [*pool.map(lambda _: debtor.answers(action, **form), range(4))]
    assert {page.status for page in pages} == {200}
    assert len({words(page) for page in pages}) == 1
    assert len(getattr(debtor.account, field)) == 1
    assert debtor.account.version == version + 1


def test_an_answer_that_is_overtaken_by_money_counts_what_is_left(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    raced: list[Request] = []

    def faster(request: Request, proceed: Proceed) -> Outcome:
        if request.operation == "TransactWriteItems" and not raced:
            raced.append(request)
            debtor.pays("F-1", 100_00)
        return proceed()

    cloud.wire.taps.append(faster)
    debtor.is_told("promise", promise_on="2026-06-19")
    assert debtor.account.promises[0].amount_minor == 200_00


def test_a_lost_nudge_delays_the_confirmation_and_the_debtor_is_told_all_the_same(
    cloud: Cloud,
) -> None:
    debtor = reminded(cloud)

    def lost(request: Request, proceed: Proceed) -> Outcome:
        if request.service == "sqs" and request.function == "links":
            return None, ConnectionClosedError(endpoint_url="https://sqs.example")
        return proceed()

    cloud.wire.taps.append(lost)
    debtor.is_told("promise", promise_on="2026-06-19")
    cloud.wire.taps.clear()
    assert len(debtor.account.owed) == 1
    cloud.run(at("2026-06-09 12:00"))
    assert "règlement prévu" in cloud.mailbox.messages()[-1].subject


def test_an_account_that_keeps_changing_gives_a_page_and_records_nothing(cloud: Cloud) -> None:
    debtor = reminded(cloud)

    def always_faster(request: Request, proceed: Proceed) -> Outcome:
        if request.operation == "TransactWriteItems":
            debtor.becomes()
        return proceed()

    cloud.wire.taps.append(always_faster)
    assert debtor.answers("paid", **TRANSFER).status == 503
    cloud.wire.taps.clear()
    assert debtor.account.claims == ()


def test_the_log_names_the_message_and_neither_the_token_nor_the_words(
    cloud: Cloud, caplog: pytest.LogCaptureFixture
) -> None:
    debtor = reminded(cloud)
    debtor.opens()
    debtor.is_told("problem", reason="other", text=TEXT)
    debtor.is_asked_again("paid", reference="VIR-77")
    cloud.http("GET", f"{debtor.link}x")
    logged = "".join(logger.registered_formatter.format(record) for record in caplog.records)
    assert debtor.token.partition(".")[0] in logged
    for private in (debtor.token.partition(".")[2], "incomplète", "VIR-77", "client.example"):
        assert private not in logged


def test_an_english_debtor_answers_in_english(cloud: Cloud) -> None:
    debtor = reminded(cloud, customer_=customer(language="en"))
    assert "up to and including 16 June 2026" in debtor.is_told("paid", **TRANSFER)
    assert "Up to and including 24 June 2026" in debtor.is_asked_again("promise")
    assert "We have noted that you plan to pay on 19 June 2026" in debtor.is_told(
        "promise", promise_on="2026-06-19"
    )
    assert "Claire Lefort has your message" in debtor.is_told("problem", reason="price")
    assert "on its way" in debtor.is_told("copy")


def test_answers_about_an_invoice_that_is_not_due_yet_are_taken(cloud: Cloud) -> None:
    debtor = reminded(
        cloud, invoice(due_on="2026-06-15", total_minor=200_00), when=at("2026-06-08 10:00")
    )
    assert debtor.account.items[0].due_on > DUE
    debtor.is_told("promise", promise_on="2026-06-24")
    assert len(debtor.account.promises) == 1
