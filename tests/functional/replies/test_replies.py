"""C6: what a debtor writes to the address of a message pauses, and is passed on, once."""

from base64 import b64decode
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.data import reply_rows, tenants
from relance.domain.answers.replies import unread
from relance.flows.redoing import MOST_TRIES
from relance.flows.replies.replies import mark_read
from relance.flows.tenant.senders import bind
from tests.actors.replies import mail, post, received
from tests.builders import at, customer, invoice
from tests.functional.replies.conftest import ADA, DOMAIN, Debtor
from tests.harness.cloud import Cloud, Killed, Outcome, Proceed, Request
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant
from tests.harness.races import Races, bumped


def test_the_address_to_answer_is_opaque_signed_and_survives_lower_case(debtor: Debtor) -> None:
    local, _, domain = debtor.address.partition("@")

    assert (domain, len(local) <= 64, debtor.address.lower()) == (DOMAIN, True, debtor.address)
    assert "C-1".lower() not in local
    assert "t-1" not in local


def test_without_an_inbound_domain_the_tenant_s_own_mailbox_is_answered(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    file_customer(cloud, tenant, customer())
    file_invoice(cloud, tenant, invoice())
    cloud.run(at("2026-06-05 10:00"))

    assert [m.reply_to for m in cloud.mailbox.messages()] == [(TENANT.reply_to,)]


def test_a_person_s_answer_pauses_and_reaches_the_mailbox_of_a_person(debtor: Debtor) -> None:
    debtor.writes("person")

    assert (debtor.reply.kind, debtor.reply.received_on) == ("person", date(2026, 6, 8))
    assert (debtor.reply.contact_id, debtor.reply.read_at) == ("billing", None)
    assert debtor.reply.message_id == debtor.account.messages[0].message_id
    words = reply_rows.words("t-1", "C-1")[debtor.reply.reply_id]
    assert "il manque deux cartons" in words["text"]

    (sent,) = debtor.passed_on
    assert (sent.reply_to, sent.subject) == ((ADA,), "Re : Facture F-1 – Atelier Lumen")
    assert "il manque deux cartons" in sent.text
    assert TENANT.from_email in sent.sender
    debtor.cloud.run(at("2026-06-09 10:00"))
    assert len(debtor.cloud.mailbox.messages()) == 2


def test_an_answer_that_loses_nine_races_comes_again_and_is_taken_in_once(debtor: Debtor) -> None:
    races = Races("replies", MOST_TRIES + 1, lambda: bumped(TENANT.tenant_id, "C-1"))
    debtor.cloud.wire.taps.append(races)
    debtor.cloud.clock.set(at("2026-06-08 11:12"))
    post(debtor.cloud, received(mail("person", debtor.address), debtor.address))

    debtor.cloud.pump("replies", until_quiet=False)
    assert (races.lost, debtor.account.replies, debtor.passed_on) == (MOST_TRIES, (), [])
    debtor.cloud.pump("replies")
    assert (races.lost, debtor.reply.kind) == (MOST_TRIES + 1, "person")
    assert len(debtor.passed_on) == 1


def test_the_same_mail_twice_is_one_reply_passed_on_once(debtor: Debtor) -> None:
    debtor.cloud.twice = True
    debtor.writes("person")
    debtor.writes("person", to=debtor.address.upper())

    assert len(debtor.account.replies) == 1
    assert len(debtor.passed_on) == 1


def test_a_mail_that_was_taken_in_and_not_passed_on_is_passed_on_later(debtor: Debtor) -> None:
    def dies(request: Request, proceed: Proceed) -> Outcome:
        if request.function == "replies" and "forward#" in str(request.parameters):
            raise Killed
        return proceed()

    debtor.cloud.wire.taps.append(dies)
    post(debtor.cloud, received(mail("person", debtor.address), debtor.address))
    debtor.cloud.pump("replies", until_quiet=False)
    assert debtor.passed_on == []
    debtor.cloud.wire.taps.clear()
    debtor.cloud.errors.clear()
    debtor.cloud.pump("replies")

    assert len(debtor.passed_on) == len(debtor.account.replies) == 1


@pytest.mark.parametrize(
    "name", ["suppress_header", "precedence_bulk", "ticket_named", "quoted_outlook", "ticket"]
)
def test_where_no_machine_says_that_it_is_one_a_person_wrote(debtor: Debtor, name: str) -> None:
    """R42: the headers that prove nothing, a ticket's number, a quotation; no *final* follows."""
    debtor.writes(name)
    for day in (*range(8, 13), *range(15, 20), *range(22, 27)):
        debtor.cloud.run(at(f"2026-06-{day:02} 10:00"))

    assert debtor.reply.kind == "person"
    assert {m.key.kind for m in debtor.account.messages} == {"first"}
    assert "reply_unread" in {task.kind for task in debtor.account.tasks}


def test_a_second_mail_under_the_same_id_is_not_lost(debtor: Debtor) -> None:
    """R45: an absence notice first, then what its writer says, both under one Message-ID."""
    debtor.writes("outlook_absence")
    source = mail("person", debtor.address).replace(
        b"<CAK-person-1@mail.client.example>", b"<outlook-absence@mail.client.example>"
    )
    for _ in range(2):
        post(debtor.cloud, received(source, debtor.address))
        debtor.cloud.pump("replies")

    assert [r.kind for r in debtor.account.replies] == ["automatic", "person"]
    assert len(debtor.passed_on) == 2


@pytest.mark.parametrize("mode", ["live", "paused"])
def test_words_about_other_bank_details_alarm_at_any_hour_before_any_run(
    debtor: Debtor, mode: str
) -> None:
    """Practice 4: a transfer to a stranger can be called back for some hours only."""
    tenants.save(replace(tenants.load(TENANT.tenant_id), mode=mode))
    debtor.cloud.clock.set(at("2026-06-13 01:30"))
    for _ in range(2):
        words = b"\n\nWe have paid to the new bank account that you sent us yesterday.\n"
        plain = b"From: Ada <C-1@client.example>\nSubject: F-1\nMessage-ID: <f-1@client.example>"
        post(debtor.cloud, received(plain + words, debtor.address, at="2026-06-12T23:29:00.000Z"))
        debtor.cloud.pump("replies")

    (task,) = [task for task in debtor.account.tasks if task.kind == "payment_diverted"]
    assert (task.urgent, task.reason) == (True, "other_bank_details")
    assert task.recorded_at == at("2026-06-13 01:30")


def test_a_machine_that_contests_is_read_by_a_person_first(debtor: Debtor) -> None:
    """R42: a mark never outweighs content."""
    source = mail("outlook_absence", debtor.address).replace(
        b"inclus.</p>",
        b"inclus.</p><p>La facture F-1 est d&eacute;j&agrave; r&eacute;gl&eacute;e.</p>",
    )
    post(debtor.cloud, received(source, debtor.address))
    debtor.cloud.pump("replies")
    for day in (*range(9, 13), *range(15, 20)):
        debtor.cloud.run(at(f"2026-06-{day:02} 10:00"))

    assert (debtor.reply.kind, debtor.reply.contests) == ("automatic", "paid")
    assert {m.key.kind for m in debtor.account.messages} == {"first"}
    reasons = {task.kind: task.reason for task in debtor.account.tasks}
    assert reasons["reply_unread"] == "the_answer_outweighs_the_mark"


def test_a_machine_that_repeats_our_message_contests_nothing(debtor: Debtor) -> None:
    """What it quotes without a mark is ours: `if you have already paid` is no payment."""
    (reminder,) = debtor.cloud.mailbox.messages()
    head = (
        f"From: {ADA}\r\nTo: {debtor.address}\r\nSubject: Re: {reminder.subject}\r\n"
        "Auto-Submitted: auto-replied\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    text = f"Votre message est bien arriv\u00e9.\r\n\r\n{reminder.text}"
    post(debtor.cloud, received((head + text).encode(), debtor.address))
    debtor.cloud.pump("replies")

    assert (debtor.reply.kind, debtor.reply.contests) == ("automatic", None)


@pytest.mark.parametrize("name", ["outlook_absence", "returned"])
def test_a_machine_s_answer_pauses_nothing(debtor: Debtor, name: str) -> None:
    debtor.writes(name)
    for day in range(8, 13):  # the second is under veto, forewarned by two days
        debtor.cloud.run(at(f"2026-06-{day:02} 12:00"))

    assert debtor.reply.kind == "automatic"
    assert {m.key.kind for m in debtor.account.messages} == {"first", "second"}


def test_an_absence_says_until_when_and_proposes_a_contact_to_a_person(debtor: Debtor) -> None:
    debtor.writes("outlook_absence")
    debtor.cloud.run(at("2026-06-08 12:00"))

    assert debtor.reply.returns_on == date(2026, 6, 20)
    assert reply_rows.words("t-1", "C-1")[debtor.reply.reply_id]["substitute"] == (
        "paul@client.example"
    )
    assert "propose_contact" in {task.kind for task in debtor.account.tasks}
    assert all("paul@" not in mail.to[0] for mail in debtor.cloud.mailbox.messages())


def test_who_has_left_is_followed_by_the_next_contact_the_same_day(debtor: Debtor) -> None:
    debtor.writes("left")
    debtor.cloud.run(at("2026-06-08 12:00"))

    assert debtor.reply.kind == "left"
    first, again = sorted(debtor.account.messages, key=lambda m: m.reserved_at)
    assert (first.state.value, again.contact_id, again.key.occasion) == ("bounced", "boss", "0+1")
    assert "contact_left" in {task.kind for task in debtor.account.tasks}


def test_what_the_provider_takes_for_spam_pauses_nothing_and_is_not_passed_on(
    debtor: Debtor,
) -> None:
    source = mail("person", debtor.address)
    for words in (b"La commande est incompl=C3=A8te=C2=A0: il manque deux cartons.", b"incompl"):
        source = source.replace(words, b"Merci.")
    post(debtor.cloud, received(source, debtor.address, virus="FAIL"))
    debtor.cloud.pump("replies")
    debtor.cloud.run(at("2026-06-08 12:00"))

    assert (debtor.reply.kind, debtor.reply.waits) == ("suspect", False)
    assert debtor.passed_on == []
    assert "reply_suspect" in {task.kind for task in debtor.account.tasks}


def test_a_dispute_that_the_provider_takes_for_spam_waits_for_a_person(debtor: Debtor) -> None:
    """R42: the provider's verdict is a mark as well; what is passed on is another matter."""
    debtor.writes("person", spam="FAIL")
    debtor.cloud.run(at("2026-06-09 10:00"))

    assert (debtor.reply.kind, debtor.reply.contests) == ("suspect", "disputed")
    assert debtor.passed_on == []
    assert [task.kind for task in debtor.account.tasks if "reply" in task.kind] == ["reply_unread"]
    assert len(debtor.account.messages) == 1


@pytest.mark.parametrize(
    "change", [lambda a: "x" + a, lambda a: a.replace(".", "a.", 1), str.swapcase]
)
def test_only_a_signed_address_pauses(debtor: Debtor, change: Any) -> None:
    address = change(debtor.address)
    debtor.writes("person", to=address)

    assert bool(debtor.account.replies) is (address.lower() == debtor.address)


def test_a_mail_that_is_hardly_one_is_taken_in_all_the_same(debtor: Debtor) -> None:
    debtor.writes("broken")

    assert debtor.reply.kind == "person"
    assert "deux cartons" in reply_rows.words("t-1", "C-1")[debtor.reply.reply_id]["text"]


def test_our_own_forwarded_mail_that_comes_back_is_no_reply(debtor: Debtor) -> None:
    debtor.writes("person")
    (ours,) = debtor.passed_on
    post(debtor.cloud, received(b64decode(ours.raw), debtor.address))
    debtor.cloud.pump("replies")

    assert len(debtor.account.replies) == 1


def test_a_mail_that_only_calls_itself_ours_is_a_reply(debtor: Debtor) -> None:
    for header in (b"X-Relance-Reply: 1", b"X-Relance-Reply: " + b"0" * 20 + b"." + b"a" * 16):
        raw = header + b"\r\n" + mail("person", debtor.address)
        post(debtor.cloud, received(raw, debtor.address))
        debtor.cloud.pump("replies")

    assert debtor.reply.kind == "person"


def test_what_is_no_mail_is_acknowledged(debtor: Debtor) -> None:
    plain = received(mail("person", debtor.address), debtor.address)
    for text in ("Successfully validated SNS topic", "[" * 99_000, '{"notificationType": "x"}'):
        post(debtor.cloud, text)
    post(debtor.cloud, {**plain, "receipt": {}})
    post(debtor.cloud, {**plain, "receipt": ["x"]})
    debtor.cloud.pump("replies")

    assert (debtor.cloud.waiting(), debtor.account.replies) == ({}, ())


def test_a_mail_without_its_source_waits_for_a_person(debtor: Debtor) -> None:
    plain = received(mail("person", debtor.address), debtor.address)
    odd = {**plain["receipt"], "timestamp": "yesterday", "spamVerdict": "?", "action": None}
    for number in range(2):
        told = {**plain["mail"], "messageId": f"ses-{number}"}
        post(debtor.cloud, {**plain, "mail": told, "receipt": odd, "content": None})
        post(debtor.cloud, {**plain, "mail": told, "receipt": odd, "content": None})
    debtor.cloud.pump("replies")
    debtor.cloud.run(at("2026-06-09 10:00"))

    assert [r.kind for r in debtor.account.replies] == ["unreadable", "unreadable"]
    assert debtor.passed_on == []
    assert {t.reason for t in debtor.account.tasks if t.kind == "reply_unread"} == {
        "the_reply_cannot_be_read"
    }


def test_a_mail_nested_too_deep_waits_and_is_passed_on_as_it_came(debtor: Debtor) -> None:
    head = f"From: {ADA}\r\nTo: {debtor.address}\r\nAuto-Submitted: auto-replied\r\n".encode()
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(20)
    )
    post(debtor.cloud, received(head + nested + b"\r\nnous contestons", debtor.address))
    debtor.cloud.pump("replies")

    assert debtor.reply.kind == "unreadable"
    (sent,) = debtor.passed_on
    assert b"nous contestons" in b64decode(sent.raw)


def test_a_mail_posted_as_text_is_read_as_well(debtor: Debtor) -> None:
    plain = received(mail("person", debtor.address), debtor.address)
    plain["receipt"]["action"]["encoding"] = "UTF8"
    plain["content"] = mail("person", debtor.address).decode()
    post(debtor.cloud, plain)
    debtor.cloud.pump("replies")

    assert debtor.reply.kind == "person"


def test_a_mail_that_cannot_be_passed_on_is_still_listed(debtor: Debtor) -> None:
    debtor.cloud.mailbox.fail_next("before", "MessageRejected")
    debtor.writes("person")

    assert (debtor.reply.kind, debtor.passed_on) == ("person", [])


def test_a_mail_is_not_passed_on_in_the_name_of_another_tenant(debtor: Debtor) -> None:
    live_tenant(debtor.cloud, tenant_id="t-2")
    bind("t-2", "relance.example", debtor.cloud.clock.now())
    debtor.writes("person")

    assert (debtor.reply.kind, debtor.passed_on) == ("person", [])


def test_whoever_knows_the_address_cannot_fill_the_file(debtor: Debtor) -> None:
    """Twenty of a day are kept; a person's pauses all the same once the others are read."""
    for number in range(22):
        writes_again(debtor, number)
    assert len(debtor.account.replies) == 20
    for reply in debtor.account.replies:
        mark_read(TENANT.tenant_id, "C-1", reply.reply_id, "ada", debtor.cloud.clock.now())
    writes_again(debtor, 22)
    assert len(debtor.account.replies) == 21
    assert len(unread(debtor.account)) == 1


def writes_again(debtor: Debtor, number: int) -> None:
    """The same person writes another mail."""
    debtor.cloud.clock.set(at("2026-06-08 11:12"))
    source = mail("person", debtor.address).replace(b"Message-ID: <", b"Message-ID: <%d-" % number)
    post(debtor.cloud, received(source, debtor.address))
    debtor.cloud.pump("replies")
