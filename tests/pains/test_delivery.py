"""H. What was delivered, to whom, and how it is proved."""

import pytest

from tests.builders import at
from tests.pains.shop import Shop, plain

BOUNCES = {"contact_id": "billing", "email": "billing@bounces.example"}
OTHER = {"contact_id": "other", "email": "other@client.example", "name": "Ève Petit"}


def states(shop: Shop, name: str = "first") -> list[str]:
    """The states of a message as the timeline tells them."""
    entry = next(e for e in shop.timeline() if e["kind"] == "message" and e["name"] == name)
    return [event["state"] for event in entry["states"]]


@pytest.mark.pain("H1", "odoo/odoo#195327", "invoiceninja/invoiceninja#3293")
@pytest.mark.pain("H1", "invoiceninja/invoiceninja#9190", "invoiceninja/invoiceninja#9140")
def test_a_mail_that_the_provider_refused_is_not_marked_as_sent(shop: Shop) -> None:
    shop.owes().days("2026-06-04")
    shop.cloud.mailbox.fail_next("before", "BadRequestException")
    shop.days("2026-06-05")
    assert shop.mails == []
    assert not {"sent", "delivered"} & set(states(shop))
    # Nor is it forgotten for weeks: somebody hears of it, or it goes at the next opportunity.
    shop.days("2026-06-06", "2026-06-09")
    assert shop.mails or shop.tasks()


@pytest.mark.pain("H1", "margince/margince#2971")
def test_a_mail_of_which_nobody_knows_whether_it_left_is_not_marked_as_delivered(
    shop: Shop,
) -> None:
    shop.owes().days("2026-06-04")
    shop.cloud.events_lost = True
    shop.cloud.mailbox.fail_next("before")
    shop.hours("2026-06-05", (10, 17)).days("2026-06-06", "2026-06-09")
    assert "delivered" not in states(shop)
    assert "sent" not in states(shop)
    assert shop.tasks()


@pytest.mark.pain("H2", "OCA/credit-control#447")
def test_a_stopped_address_does_not_leave_its_reminders_in_a_queue_for_ever(shop: Shop) -> None:
    shop.customer(contacts=[BOUNCES])
    shop.owes().days("2026-06-04", "2026-06-09")
    assert len(shop.mails) == 1
    assert "call" in shop.tasks()
    assert not any(shop.cloud.waiting().values())
    assert all(m.final for m in shop.account().messages)


@pytest.mark.pain("H3", "invoiceninja/invoiceninja#11917", "frappe/erpnext#4957")
@pytest.mark.pain("H3", "hitobito/hitobito#3692")
def test_which_mail_bounced_is_no_secret(shop: Shop) -> None:
    shop.customer(contacts=[BOUNCES, OTHER])
    shop.owes().days("2026-06-04", "2026-06-05")
    assert states(shop)[-1] == "bounced"
    shown = shop.get("/customers/C-1")["contacts"]
    assert [contact["suppressed"] for contact in shown] == ["bounced", None]
    # And the reminder is not lost with it: the next contact has it the same day.
    shop.hours("2026-06-05", (11, 12))
    assert [mail.to[0] for mail in shop.mails] == [BOUNCES["email"], OTHER["email"]]


@pytest.mark.pain("H4", "invoiceninja/invoiceninja#2864", "iddmaxwell/optimisebills#110")
@pytest.mark.pain("H4", "everii-Group/mocoapp-api-docs#365", "ColoredCow/portal#1783")
def test_what_was_sent_when_and_to_whom_does_not_go_without_proof(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.pays("F-1", 300_00)
    (entry,) = [e for e in shop.timeline() if e["kind"] == "message"]
    assert entry["at"].startswith("2026-06-05T08:00")
    assert entry["figures"]["subject"] == shop.mails[0].subject
    assert "billing" in entry["summary"]
    assert [*dict.fromkeys(states(shop))] == ["reserved", "sent", "delivered"]


@pytest.mark.pain("H5", "OCA/credit-control#116")
def test_the_second_message_does_not_destroy_the_history_of_the_first(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    before = [e for e in shop.timeline() if e["name"] == "first"]
    shop.days("2026-06-06", "2026-06-09")
    told = shop.timeline()
    assert [e for e in told if e["name"] == "first"] == before
    assert any(e["name"] == "second" and e["kind"] == "message" for e in told)


@pytest.mark.pain("H7", "gather-community/gather#1074", "Dolibarr/dolibarr#22496")
@pytest.mark.pain("H7", "invoiceninja/invoiceninja#1309", "invoiceninja/invoiceninja#8178")
def test_neither_every_contact_nor_simply_the_first_is_written_to(shop: Shop) -> None:
    boss = {"contact_id": "boss", "role": "escalation", "email": "boss@client.example"}
    buyer = {"contact_id": "buyer", "role": "approver", "email": "buyer@client.example"}
    clerk = {"contact_id": "clerk", "role": "billing", "email": "clerk@client.example"}
    shop.customer(contacts=[boss, buyer, clerk])
    shop.owes().days("2026-06-04", "2026-06-09")
    assert [mail.recipients for mail in shop.mails] == [("clerk@client.example",)] * 2


@pytest.mark.pain("H7", "radekhulan/myucto#60")
def test_the_person_who_approves_is_not_left_out_when_the_clerk_cannot_be_reached(
    shop: Shop,
) -> None:
    approver = OTHER | {"role": "approver"}
    shop.customer(contacts=[BOUNCES, approver])
    shop.owes().days("2026-06-04").hours("2026-06-05", (10, 11))
    assert shop.mails[-1].to == (OTHER["email"],)
    assert "Ève Petit" in plain(shop.mails[-1])


@pytest.mark.pain("H8", "Dolibarr/dolibarr#27022", "Dolibarr/dolibarr#9554")
@pytest.mark.parametrize(("ours", "theirs"), [("fr", "en"), ("en", "fr")])
def test_the_nightly_run_does_not_write_in_our_language_but_in_theirs(
    shop: Shop, ours: str, theirs: str
) -> None:
    words = {"fr": ("Bonjour", "À régler"), "en": ("Dear", "Kind regards")}
    shop.settings(language=ours, signatory="Claire Lefort")
    shop.customer(language=theirs)
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.cloud.clock.set(at("2026-06-05 11:00"))
    (mail,) = shop.mails
    page = shop.opens(mail)
    for text in (plain(mail), mail.html):
        assert not any(word in text for word in words[ours])
    assert any(word in plain(mail) for word in words[theirs])
    assert f'lang="{theirs}"' in page.text
