"""C6: what a debtor writes to the address of a message pauses, and is passed on, once."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import pytest

from local.harness.functions import running
from relance import config
from relance.data import accounts, reply_rows
from relance.domain.account.account import Account
from relance.domain.account.on_file import Reply
from relance.domain.answers.replies import unread
from relance.flows.redoing import MOST_TRIES
from relance.flows.replies.replies import mark_read
from tests.actors.replies import mail, post, received
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Killed, Outcome, Proceed, Request
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant
from tests.harness.races import Races, bumped

DOMAIN = "reply.client.example"
ADA = "C-1@client.example"


@dataclass
class Debtor:
    """C-1, reminded on Friday 5 June, who can answer the mail."""

    cloud: Cloud
    address: str

    @property
    def account(self) -> Account:
        found = accounts.load(TENANT.tenant_id, "C-1")
        assert found is not None
        return found

    def writes(self, name: str, to: str | None = None, **verdicts: str) -> None:
        """A mail of `tests/actors/mails` comes in on Monday at 11:12."""
        self.cloud.clock.set(at("2026-06-08 11:12"))
        address = to or self.address
        post(self.cloud, received(mail(name, address), address, **verdicts))
        self.cloud.pump("replies")

    @property
    def reply(self) -> Reply:
        (reply,) = self.account.replies
        return reply

    @property
    def passed_on(self) -> list[Any]:
        return [m for m in self.cloud.mailbox.messages() if m.to == (TENANT.reply_to,)]


@pytest.fixture(name="debtor")
def _debtor(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Debtor:
    with running("send"):
        environment = cast("dict[str, str]", cast(Any, config).os.environ)
    monkeypatch.setitem(environment, "INBOUND_DOMAIN", DOMAIN)
    tenant = live_tenant(cloud)
    people = (contact(email=ADA), contact("boss", role="approver", email="boss@client.example"))
    file_customer(cloud, tenant, customer(contacts=people))
    file_invoice(cloud, tenant, invoice())
    cloud.run(at("2026-06-05 10:00"))
    (reminder,) = cloud.mailbox.messages()
    (address,) = reminder.reply_to
    return Debtor(cloud, address)


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


@pytest.mark.parametrize("name", ["outlook_absence", "ticket"])
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
    debtor.writes("person", virus="FAIL")
    debtor.cloud.run(at("2026-06-08 12:00"))

    assert debtor.reply.kind == "suspect"
    assert debtor.passed_on == []
    assert "reply_suspect" in {task.kind for task in debtor.account.tasks}


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
    raw = b"X-Relance-Reply: 1\r\n" + mail("person", debtor.address)
    post(debtor.cloud, received(raw, debtor.address))
    debtor.cloud.pump("replies")

    assert debtor.account.replies == ()


def test_what_is_no_mail_is_acknowledged(debtor: Debtor) -> None:
    plain = received(mail("person", debtor.address), debtor.address)
    for text in ("Successfully validated SNS topic", "[]", json.dumps({"notificationType": "x"})):
        post(debtor.cloud, text)
    post(debtor.cloud, {**plain, "content": None})
    debtor.cloud.pump("replies")

    assert (debtor.cloud.waiting(), debtor.account.replies) == ({}, ())


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
