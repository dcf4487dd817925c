"""R8: a person writes to a debtor by hand. It counts, warns, is never blocked, and goes once."""

from typing import Any

import pytest

from local.mailbox.mail import Mail
from relance.data import accounts, suppressions
from relance.data.account_rows import AccountRow, archive, hot
from relance.data.transaction import commit
from relance.domain.account.account import Account
from relance.domain.creditor.api_key import SCOPES
from relance.domain.identifiers import address_digest
from relance.domain.ledger.invoices import DocumentType, PaymentMethod
from relance.flows.tenant.keys import create_key
from tests.actors.tool import Tool, fields, newcomer
from tests.builders import CUSTOMER, at, contact, customer, invoice
from tests.harness.cloud import Cloud, Response
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

WORDS = {
    "message_id": "note-1",
    "subject": "Notre appel de ce matin",
    "text": "Bonjour Madame,\n\nComme convenu :\n- la copie suit\n- <b>le solde</b> est dû.\n\nA.",
    "invoice_ids": ["F-1"],
    "by": "Ada Leroy",
}


class Desk:
    """A live tenant, a customer with an overdue invoice, and a clerk at eleven on 4 June."""

    def __init__(
        self, cloud: Cloud, boss_email: str = "boss@client.example", **changes: Any
    ) -> None:
        self.cloud = cloud
        cloud.clock.set(at("2026-06-04 09:30"))
        self.tenant = live_tenant(cloud, **changes)
        boss = contact("boss", role="approver", email=boss_email)
        file_customer(cloud, self.tenant, customer(contacts=(contact(), boss)))
        file_invoice(cloud, self.tenant, invoice(due_on="2026-06-02"))
        _, key = create_key(self.tenant.tenant_id, SCOPES, "clerk", cloud.clock.now())
        self.tool = Tool(cloud, self.tenant.tenant_id, key)
        cloud.clock.set(at("2026-06-04 11:00"))

    def posts(self, customer_id: str = CUSTOMER, **changes: Any) -> Response:
        """A clerk writes; a change to None leaves the field out."""
        body = {name: value for name, value in (WORDS | changes).items() if value is not None}
        return self.tool("POST", f"/customers/{customer_id}/messages", body)

    def writes(self, **changes: Any) -> Response:
        """A clerk writes, and the mail leaves."""
        answer = self.posts(**changes)
        self.cloud.pump()
        return answer

    def days(self, first: str, count: int) -> "Desk":
        """So many mornings, each with its run."""
        for number in range(count):
            self.cloud.run(at(f"2026-06-{int(first) + number:02d} 10:00"))
        return self

    @property
    def mails(self) -> list[Mail]:
        """Everything that left."""
        return self.cloud.mailbox.messages()

    @property
    def account(self) -> Account:
        """The file."""
        found = accounts.load(self.tenant.tenant_id, CUSTOMER)
        assert found
        return found

    def tasks(self) -> list[tuple[str, str | None]]:
        """What a person is asked to do, and why."""
        return [(task.kind, task.reason) for task in self.account.tasks]

    def sent(self) -> list[tuple[str, str]]:
        """The kind and the day of each message."""
        known = sorted(self.account.messages, key=lambda message: message.reserved_at)
        return [(message.key.kind, message.on.isoformat()) for message in known]


def codes(answer: Response) -> list[str]:
    assert answer.status in (200, 201), answer.text
    return [warned["code"] for warned in answer.json["warnings"]]


@pytest.fixture(name="desk")
def _desk(cloud: Cloud) -> Desk:
    return Desk(cloud)


# --- It goes, once -------------------------------------------------------------------------------


def test_it_leaves_at_once_in_the_clerks_words_with_our_list_links_and_identity(
    desk: Desk,
) -> None:
    answer = desk.writes()

    assert answer.status == 201, answer.text
    assert answer.json["by"] == "Ada Leroy"
    assert answer.json["state"] is None
    assert answer.json["currency"] == "EUR"
    (mail,) = desk.mails
    assert mail.to == ("billing@client.example",)
    assert mail.subject == "Notre appel de ce matin"
    assert mail.tags["relance_attempt"] == "1"
    assert mail.text.startswith(
        "Bonjour Madame,\n\nComme convenu :\n- la copie suit\n- <b>le solde</b> est dû.\n\nA.\n"
    )
    assert "N° F-1" in mail.text
    assert "300,00\N{NO-BREAK SPACE}€" in mail.text
    assert "/promise" in mail.text
    assert "Claire Lefort" in mail.text
    assert "- &lt;b&gt;le solde&lt;/b&gt; est dû." in mail.html
    assert "Comme convenu :<br>\n- la copie suit<br>\n" in mail.html
    assert desk.sent() == [("manual", "2026-06-04")]
    assert desk.account.messages[0].state == "delivered"
    assert desk.account.owed == ()


def test_the_same_message_again_is_the_one_that_was_taken_and_nothing_goes_twice(
    desk: Desk,
) -> None:
    first = desk.writes()
    again = desk.writes()

    assert (first.status, again.status) == (201, 200)
    assert again.json == first.json | {"state": "delivered"}
    desk.days("05", 1)
    assert [mail.subject for mail in desk.mails] == ["Notre appel de ce matin"]


def test_another_content_under_the_same_id_is_refused(desk: Desk) -> None:
    desk.writes()

    for change in ({"text": "Autre chose"}, {"invoice_ids": None}, {"by": "Paul"}):
        answer = desk.writes(**change)
        assert answer.status == 409
        assert fields(answer) == ["message_id"]
    assert len(desk.mails) == 1


def test_two_ids_are_two_messages_of_one_day(desk: Desk) -> None:
    desk.writes()
    second = desk.writes(message_id="note-2")

    assert second.status == 201
    assert len(desk.mails) == 2
    assert codes(second)[:2] == ["written_today", "gap"]


def test_an_order_delivered_twice_sends_one_mail(desk: Desk) -> None:
    desk.cloud.twice = True
    desk.writes()

    assert len(desk.mails) == 1


def test_a_nudge_that_is_lost_costs_an_hour_and_no_message(desk: Desk) -> None:
    desk.posts()
    desk.cloud.purge()
    desk.cloud.run(at("2026-06-04 12:00"))

    assert [mail.subject for mail in desk.mails] == ["Notre appel de ce matin"]
    assert desk.sent() == [("manual", "2026-06-04")]


def test_it_goes_to_the_contact_that_was_named(desk: Desk) -> None:
    assert desk.writes(contact_id="boss").json["contact_id"] == "boss"
    assert [mail.to for mail in desk.mails] == [("boss@client.example",)]


def test_without_invoices_it_is_about_all_that_is_open(desk: Desk) -> None:
    file_invoice(desk.cloud, desk.tenant, invoice("F-2", due_on="2026-07-02"))
    desk.writes(invoice_ids=None)

    (mail,) = desk.mails
    assert "N° F-1" in mail.text
    assert "N° F-2" in mail.text
    assert "600,00" in mail.text


def test_to_a_customer_who_owes_nothing_it_lists_nothing_and_asks_for_nothing(desk: Desk) -> None:
    file_customer(desk.cloud, desk.tenant, customer("C-2", contacts=(contact(),)))
    answer = desk.posts("C-2", invoice_ids=None)
    desk.cloud.pump()

    assert codes(answer) == []
    (mail,) = desk.mails
    assert "€" not in mail.text
    assert "/promise" not in mail.text
    assert "/problem" in mail.text


def test_its_link_takes_a_promise_about_what_it_lists(desk: Desk) -> None:
    desk.writes()
    (mail,) = desk.mails
    path = next(line for line in mail.text.splitlines() if line.endswith("/promise"))
    page = path.partition("/r/")[2]
    desk.cloud.clock.set(at("2026-06-04 11:10"))
    answer = desk.cloud.http("POST", f"/r/{page}", form={"promise_on": "2026-06-12"})
    desk.cloud.pump()

    assert answer.status == 200
    assert [promise.item_ids for promise in desk.account.promises] == [("F-1/1",)]
    assert [kind for kind, _ in desk.sent()] == ["manual", "confirmation"]


# --- It counts -----------------------------------------------------------------------------------


def test_no_ordinary_reminder_comes_too_soon_after_it_and_no_step_is_done_by_it(
    desk: Desk,
) -> None:
    """The first reminder would have gone on the 5th; four days after the message is the 8th."""
    desk.writes()
    desk.days("05", 4)

    assert desk.sent() == [("manual", "2026-06-04"), ("first", "2026-06-08")]


def test_while_it_waits_to_go_it_counts_already(desk: Desk) -> None:
    """Written at five to ten, with the nudge lost: the run of ten finds both."""
    desk.cloud.clock.set(at("2026-06-05 09:55"))
    desk.posts()
    desk.cloud.purge()
    desk.days("05", 1)

    assert desk.sent() == [("manual", "2026-06-05")]


def test_a_bounce_takes_the_count_back_stops_the_address_and_asks_a_person(cloud: Cloud) -> None:
    desk = Desk(cloud, boss_email="boss@bounces.example")
    desk.writes(contact_id="boss")
    desk.days("05", 1)

    assert ("message_failed", "the_message_did_not_arrive") in desk.tasks()
    assert {c.contact_id: bool(c.suppressed) for c in desk.account.customer.contacts}["boss"]
    assert desk.sent() == [("manual", "2026-06-04"), ("first", "2026-06-05")]
    assert len(desk.mails) == 2


def test_a_mail_that_ses_refuses_is_told_to_a_person_and_counts_for_nothing(desk: Desk) -> None:
    desk.cloud.mailbox.fail_next("before", code="MessageRejected")
    desk.writes()
    desk.days("05", 1)

    assert ("message_failed", "the_message_did_not_arrive") in desk.tasks()
    assert desk.sent() == [("manual", "2026-06-04"), ("first", "2026-06-05")]


def test_the_address_of_another_account_is_used_up_by_it(desk: Desk) -> None:
    file_customer(desk.cloud, desk.tenant, customer("C-2", contacts=(contact(),)))
    file_invoice(desk.cloud, desk.tenant, invoice("F-2", customer_id="C-2", due_on="2026-06-02"))
    desk.writes()
    desk.days("05", 4)

    readers = [(mail.sent_at[:10], mail.to[0]) for mail in desk.mails]
    assert [on for on, _ in readers] == ["2026-06-04", "2026-06-08"]


def test_what_the_address_had_for_another_account_is_a_warning(desk: Desk) -> None:
    file_customer(desk.cloud, desk.tenant, customer("C-2", contacts=(contact(),)))
    desk.posts("C-2", invoice_ids=None)
    desk.cloud.pump()

    assert codes(desk.writes()) == ["address_gap"]
    assert len(desk.mails) == 2


# --- It warns ------------------------------------------------------------------------------------


def warned_by(desk: Desk, *calls: tuple[str, str, Any]) -> list[str]:
    """The warnings after some calls; the message goes all the same."""
    for method, path, body in calls:
        answer = desk.tool(method, path, body)
        assert answer.status < 300, answer.text
    desk.cloud.pump()
    before = len(desk.mails)
    found = codes(desk.writes())
    assert [mail.subject for mail in desk.mails[before:]][:1] == ["Notre appel de ce matin"]
    return found


MONEY = {
    "payment_id": "P-1",
    "amount_minor": 300_00,
    "currency": "EUR",
    "value_on": "2026-06-03",
    "allocations": [{"invoice_id": "F-1", "amount_minor": 300_00}],
}
DISPUTE = {"invoice_id": "F-1", "reason": "price"}


def test_nothing_is_said_where_there_is_nothing_to_say(desk: Desk) -> None:
    assert codes(desk.writes()) == []


def test_a_paid_invoice_is_a_warning_and_is_listed_as_paid(desk: Desk) -> None:
    assert warned_by(desk, ("POST", "/payments", MONEY)) == ["paid"]
    mail = desk.mails[-1]
    assert "Réglée" in mail.text
    assert "/promise" not in mail.text


def test_a_hold_a_dispute_and_a_reply_are_warnings(desk: Desk) -> None:
    path = f"/customers/{CUSTOMER}"
    found = warned_by(
        desk,
        ("POST", f"{path}/holds", {"reason": "agreed"}),
        ("POST", f"{path}/disputes", DISPUTE),
        ("POST", f"{path}/replies", {"text": "Je regarde.", "from": "x@client.example"}),
    )
    assert found == ["disputed", "held", "reply_unread"]


def test_what_is_not_due_and_what_we_collect_are_warnings_about_their_invoices(
    desk: Desk,
) -> None:
    file_invoice(desk.cloud, desk.tenant, invoice("F-2", due_on="2026-07-02"))
    debited = invoice("F-3", due_on="2026-06-03", payment_method=PaymentMethod.DIRECT_DEBIT_CORE)
    file_invoice(desk.cloud, desk.tenant, debited)
    answer = desk.writes(invoice_ids=["F-1", "F-2", "F-3"])

    said = {one["code"]: one["invoice_ids"] for one in answer.json["warnings"]}
    assert said == {"not_due": ["F-2"], "collected": ["F-3"]}
    assert answer.json["warnings"][0]["summary"] == "elle n’est pas en retard"


@pytest.mark.parametrize(
    ("now", "code"),
    [("2026-06-06 11:00", "closed_day"), ("2026-06-04 18:30", "outside_window")],
)
def test_the_hour_and_the_day_are_warnings_and_it_goes_at_once(
    desk: Desk, now: str, code: str
) -> None:
    desk.cloud.clock.set(at(now))

    assert codes(desk.writes()) == [code]
    assert len(desk.mails) == 1


def test_a_feed_that_is_late_is_a_warning(desk: Desk) -> None:
    assert warned_by(desk, ("PUT", "/feed", {"cash_through_on": "2026-06-01"})) == ["feed_stale"]


def test_a_pause_is_a_warning_and_the_message_goes_when_it_ends(desk: Desk) -> None:
    assert desk.tool("POST", "/pause", {"paused": True}).status == 200
    assert codes(desk.writes()) == ["tenant_paused"]
    assert desk.mails == []
    assert desk.tool("POST", "/pause", {"paused": False}).status == 200
    desk.cloud.run(at("2026-06-04 15:00"))

    assert [mail.subject for mail in desk.mails] == ["Notre appel de ce matin"]


def test_after_a_day_of_pause_it_does_not_go_any_more_and_a_person_is_asked(desk: Desk) -> None:
    desk.tool("POST", "/pause", {"paused": True})
    desk.writes()
    desk.days("05", 2)
    assert ("message_failed", "the_message_could_not_go") in desk.tasks()
    desk.tool("POST", "/pause", {"paused": False})
    desk.days("08", 1)

    assert "Notre appel de ce matin" not in [mail.subject for mail in desk.mails]
    assert desk.posts().json["state"] is None


# --- What happens between the call and the mail --------------------------------------------------


def test_what_is_paid_meanwhile_is_listed_as_paid_and_the_message_still_goes(desk: Desk) -> None:
    assert codes(desk.posts()) == []
    assert desk.tool("POST", "/payments", MONEY).status == 201
    desk.cloud.pump()

    manual = next(m for m in desk.mails if m.subject == "Notre appel de ce matin")
    assert "Réglée" in manual.text
    assert "/promise" not in manual.text


def test_what_is_cancelled_meanwhile_is_not_listed(desk: Desk) -> None:
    desk.posts()
    assert desk.tool("POST", "/invoices/F-1/cancel", {"reason": "error"}).status == 200
    desk.cloud.pump()

    (mail,) = desk.mails
    assert "F-1" not in mail.text
    assert "€" not in mail.text


def test_an_address_that_stops_meanwhile_gets_nothing_and_a_person_is_asked(desk: Desk) -> None:
    desk.posts(contact_id="billing")
    digest = address_digest("billing@client.example")
    commit(suppressions.stop(desk.tenant.tenant_id, digest, "bounced", desk.cloud.clock.now()))
    desk.cloud.pump()
    desk.cloud.run(at("2026-06-04 12:00"))

    assert desk.mails == []
    assert ("message_failed", "the_message_could_not_go") in desk.tasks()


def test_while_ses_accepts_nothing_it_waits_and_goes_at_the_next_tick(desk: Desk) -> None:
    desk.cloud.mailbox.fail_next("before", code="SendingPausedException")
    desk.writes()
    assert desk.mails == []
    assert desk.posts().json["state"] is None
    desk.cloud.run(at("2026-06-04 12:00"))

    assert [mail.subject for mail in desk.mails] == ["Notre appel de ce matin"]
    assert desk.account.owed == ()


def test_of_a_mail_of_unknown_fate_one_copy_leaves_at_most(desk: Desk) -> None:
    """R47: it never left, as later mails show, and goes once more the next morning."""
    file_customer(desk.cloud, desk.tenant, customer("C-2", contacts=(contact("b2"),)))
    desk.cloud.mailbox.fail_next("before")
    desk.writes()
    assert desk.mails == []
    desk.posts("C-2", invoice_ids=None)
    desk.cloud.pump()
    desk.days("05", 1)

    manual = [m for m in desk.mails if m.to == ("billing@client.example",)]
    assert [m.tags["relance_attempt"] for m in manual] == ["2"]
    assert manual[0].text.startswith("Bonjour Madame,")


# --- What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "Deux\nlignes"}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"subject": "  "}, "subject"),
        ({"text": "Bonjour\x00"}, "text"),
        ({"text": " \n\u200b "}, "text"),
        ({"text": "x" * 8001}, "text"),
        ({"text": None}, "text"),
        ({"message_id": "a/b"}, "message_id"),
        ({"invoice_ids": ["F-1", "F-9"]}, "invoice_ids.1"),
        ({"invoice_ids": [f"F-{n}" for n in range(101)]}, "invoice_ids"),
        ({"contact_id": "nobody"}, "contact_id"),
        ({"level": 3}, "level"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_its_field(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    answer = desk.writes(**changes)

    assert answer.status == 422, answer.text
    assert fields(answer) == [field]
    assert desk.mails == []
    assert desk.account.owed == ()


def test_invoices_of_two_currencies_are_refused(desk: Desk) -> None:
    file_invoice(desk.cloud, desk.tenant, invoice("F-2", due_on="2026-06-02", currency="USD"))

    assert fields(desk.posts(invoice_ids=["F-1", "F-2"])) == ["invoice_ids"]
    assert fields(desk.posts(invoice_ids=None)) == ["invoice_ids"]
    assert desk.posts(invoice_ids=["F-2"]).json["currency"] == "USD"


def test_the_invoice_of_another_customer_a_credit_note_and_a_cancelled_one_are_refused(
    desk: Desk,
) -> None:
    file_customer(desk.cloud, desk.tenant, customer("C-2"))
    file_invoice(desk.cloud, desk.tenant, invoice("F-2", customer_id="C-2"))
    note = invoice("N-1", total_minor=10_00, document_type=DocumentType.CREDIT_NOTE)
    file_invoice(desk.cloud, desk.tenant, note)
    file_invoice(desk.cloud, desk.tenant, invoice("F-3"))
    assert desk.tool("POST", "/invoices/F-3/cancel", {"reason": "error"}).status == 200

    for name in ("F-2", "N-1", "F-3"):
        answer = desk.posts(invoice_ids=[name])
        assert (answer.status, fields(answer)) == (422, ["invoice_ids.0"])


def test_the_customer_of_another_tenant_is_not_found(desk: Desk) -> None:
    other = newcomer(desk.cloud)
    answer = other("POST", f"/customers/{CUSTOMER}/messages", WORDS)

    assert answer.status == 404
    assert desk.posts("C-9").status == 404


def test_nobody_to_write_to_is_a_conflict(desk: Desk) -> None:
    file_customer(desk.cloud, desk.tenant, customer("C-2", contacts=()))
    stopped = contact("gone", suppressed="bounced")
    file_customer(desk.cloud, desk.tenant, customer("C-3", contacts=(stopped, contact())))

    assert desk.posts("C-2", invoice_ids=None).status == 409
    answer = desk.posts("C-3", invoice_ids=None, contact_id="gone")
    assert (answer.status, fields(answer)) == (409, ["contact_id"])
    assert desk.posts("C-3", invoice_ids=None).json["contact_id"] == "billing"


def test_where_a_row_of_the_account_cannot_be_read_nothing_is_written(desk: Desk) -> None:
    """R46: the call names the row, and another customer is written to as ever."""
    file_customer(desk.cloud, desk.tenant, customer("C-2", contacts=(contact("b2"),)))
    row = AccountRow.get(hot(desk.tenant.tenant_id, CUSTOMER), "invoice#F-1")
    row.update(actions=[AccountRow.doc.set(row.doc | {"parts": 7})])

    answer = desk.posts()
    assert answer.status == 409
    assert "invoice#F-1" in answer.text
    assert desk.posts("C-2", invoice_ids=None).status == 201


@pytest.mark.parametrize("doc", [{"subject": "x"}, {"warnings": [{"code": "telegram"}]}])
def test_words_that_cannot_be_read_are_named_and_not_sent_again(
    desk: Desk, doc: dict[str, Any]
) -> None:
    desk.writes()
    row = AccountRow.get(archive(desk.tenant.tenant_id, CUSTOMER), "written#manual-note-1")
    row.update(actions=[AccountRow.doc.set(row.doc | doc if "warnings" in doc else doc)])

    answer = desk.writes()
    assert (answer.status, "written#manual-note-1" in answer.text) == (409, True)
    assert len(desk.mails) == 1


@pytest.mark.parametrize("doc", [None, {"subject": "x"}, {"subject": ["x"], "text": "y"}])
def test_words_that_are_gone_before_the_mail_send_nothing_and_a_person_hears_of_it(
    desk: Desk, doc: dict[str, Any] | None
) -> None:
    desk.posts()
    desk.cloud.purge()
    row = AccountRow.get(archive(desk.tenant.tenant_id, CUSTOMER), "written#manual-note-1")
    if doc:
        row.update(actions=[AccountRow.doc.set(doc)])
    else:
        row.delete()
    desk.cloud.run(at("2026-06-04 12:00"))
    desk.cloud.errors.clear()
    desk.days("05", 1)
    desk.cloud.run(at("2026-06-05 12:00"))

    assert "Notre appel de ce matin" not in [mail.subject for mail in desk.mails]
    assert ("message_failed", "the_message_could_not_go") in desk.tasks()


def test_in_shadow_nothing_leaves_and_the_preview_says_so(cloud: Cloud) -> None:
    desk = Desk(cloud, mode="shadow", live_since_at=None)

    assert desk.posts().status == 409
    draft = {name: WORDS[name] for name in ("subject", "text")}
    seen = desk.tool("POST", f"/customers/{CUSTOMER}/messages/preview", draft)
    assert codes(seen) == ["tenant_in_shadow"]
    desk.days("05", 1)
    assert desk.mails == []


def test_a_program_that_writes_in_a_circle_is_stopped_and_a_day_later_may_write(
    desk: Desk,
) -> None:
    for number in range(20):
        assert desk.writes(message_id=f"n-{number}").status == 201
    assert desk.posts(message_id="n-20").status == 409
    assert desk.posts(message_id="n-19").status == 200
    desk.cloud.clock.set(at("2026-06-05 11:30"))
    assert desk.posts(message_id="n-20").status == 201


def test_a_preview_shows_the_mail_and_its_warnings_and_sends_nothing(desk: Desk) -> None:
    draft = {name: WORDS[name] for name in ("subject", "text", "invoice_ids")}
    desk.cloud.clock.set(at("2026-06-04 18:30"))
    before = desk.account.version
    seen = desk.tool("POST", f"/customers/{CUSTOMER}/messages/preview", draft)

    assert codes(seen) == ["outside_window"]
    assert seen.json["subject"] == WORDS["subject"]
    assert "https://preview.invalid" in seen.json["html"]
    assert desk.account.version == before
    desk.cloud.pump()
    assert desk.mails == []


# --- How it is told ------------------------------------------------------------------------------


def test_the_timeline_tells_who_wrote_and_what_became_of_it(desk: Desk) -> None:
    desk.writes()
    entries = desk.tool.get("/invoices/F-1/timeline")["entries"]

    told = [(e["kind"], e["name"], e["summary"]) for e in entries if e["kind"] != "decision"]
    assert ("fact", "message_written", "Une personne a écrit un message à la main.") in told
    assert (
        "message",
        "manual",
        "Message écrit à la main, contact billing : remise effectuée.",
    ) in [(kind, name, said.replace("\N{NO-BREAK SPACE}", " ")) for kind, name, said in told]


def test_the_forecast_knows_of_a_message_that_waits_and_of_its_gap(desk: Desk) -> None:
    desk.posts()
    lines = desk.tool.get(f"/customers/{CUSTOMER}/forecast")["lines"]
    sent = [(line["on"], line["kind"]) for line in lines if line["type"] == "message"]
    assert sent[:2] == [("2026-06-04", "manual"), ("2026-06-08", "first")]


def test_a_day_is_explained_with_it(desk: Desk) -> None:
    desk.writes()
    desk.days("05", 1)
    day = desk.tool.get(f"/customers/{CUSTOMER}/decisions?on=2026-06-05")

    assert [one["reason"] for one in day["decisions"]] == ["gap"]
    assert day["differs"] == []
