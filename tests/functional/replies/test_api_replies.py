"""C6 over HTTP: a reply from the tenant's own mailbox pauses until a person has read it."""

from typing import Any

import pytest

from local.harness.cloud import Cloud
from relance.data import accounts, journal
from relance.domain.account.account import Account
from tests.actors.tool import Tool, tool
from tests.builders import at

TEXT = {"from": "ada@client.example", "subject": "Re: F-1", "text": "La commande est incomplète."}
MIME = """\
From: Ada Martin <billing@client.example>
To: compta@relance.example
Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_F-1?=
Message-ID: <away-1@client.example>
Date: Mon, 01 Jun 2026 07:30:00 +0200
Auto-Submitted: auto-replied
Content-Type: text/plain; charset=utf-8

Je suis absente jusqu'au 12 juin. Voyez Paul Petit, paul@client.example.
"""


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.invoice()
    return made


def account(mine: Tool) -> Account:
    found = accounts.load(mine.tenant_id, "C-1")
    assert found is not None
    return found


def paused(mine: Tool) -> Any:
    return mine.get("/invoices/F-1")["items"][0]["paused"]


def test_a_reply_pauses_until_it_is_read(mine: Tool) -> None:
    answer = mine("POST", "/customers/C-1/replies", TEXT)
    assert (answer.status, answer.json["kind"], answer.json["read_at"]) == (201, "person", None)
    assert (answer.json["from"], answer.json["text"]) == (TEXT["from"], TEXT["text"])
    assert paused(mine) == "reply_unread"
    (listed,) = mine.get("/customers/C-1/replies")["replies"]
    assert listed == answer.json

    path = f"/customers/C-1/replies/{answer.json['reply_id']}/read"
    read = mine("POST", path)
    assert (read.status, read.json["read_at"] is None) == (200, False)
    assert mine("POST", path).json == read.json
    assert paused(mine) is None


def test_the_same_reply_again_is_one(mine: Tool) -> None:
    for body in (TEXT, TEXT | {"message_id": "<m-1@client.example>"}):
        first, again = (mine("POST", "/customers/C-1/replies", body) for _ in range(2))
        assert (first.status, again.status) == (201, 200)
        assert again.json == first.json
    assert len(mine.get("/customers/C-1/replies")["replies"]) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"text": "Et nous contestons le prix."},
        {"from": "paul@client.example"},
        {"received_at": "2026-05-04T10:00:00Z"},
    ],
)
def test_a_second_mail_under_the_same_id_is_a_second_mail(
    mine: Tool, other: dict[str, Any]
) -> None:
    """R45: ids of others are not trusted to be unique."""
    body = TEXT | {"message_id": "<m-1@client.example>"}
    for said, status in ((body, 201), (body | other, 201), (body, 200), (body | other, 200)):
        assert mine("POST", "/customers/C-1/replies", said).status == status
    mime = MIME.replace("<away-1@client.example>", "<m-1@client.example>")
    assert mine("POST", "/customers/C-1/replies", {"mime": mime}).status == 201
    assert mine("POST", "/customers/C-1/replies", {"mime": mime}).status == 200
    assert len(mine.get("/customers/C-1/replies")["replies"]) == 3


def test_one_of_too_many_is_refused_and_a_new_alarm_never(mine: Tool) -> None:
    for number in range(20):
        assert mine("POST", "/customers/C-1/replies", TEXT | {"text": f"{number}"}).status == 201
    before = account(mine)
    answer = mine("POST", "/customers/C-1/replies", TEXT | {"text": "encore"})
    assert (answer.status, account(mine)) == (409, before)
    for text in ("C’est une fraude ?", "Une fraude, encore"):
        status = mine("POST", "/customers/C-1/replies", TEXT | {"text": text}).status
        assert status == (201 if text.startswith("C") else 409)
    alarms = [task for task in account(mine).tasks if task.kind == "payment_diverted"]
    assert (len(alarms), len(account(mine).replies)) == (1, 21)


def test_what_is_posted_is_shown_without_what_steers_a_screen(mine: Tool) -> None:
    odd = "Bonjour\x1b[2J\u202e,\r\nla commande\x00 est incomplète."
    answer = mine("POST", "/customers/C-1/replies", TEXT | {"text": odd, "subject": "Re:\nF-1"})

    assert answer.json["text"] == "Bonjour[2J,\nla commande est incomplète."
    assert answer.json["subject"] == "Re: F-1"


def test_a_notice_that_contests_waits_and_says_so(mine: Tool) -> None:
    mime = MIME.replace("Voyez", "La facture F-1 est contestée. Voyez")
    answer = mine("POST", "/customers/C-1/replies", {"mime": mime})

    shown = [answer.json[name] for name in ("kind", "contests", "waits", "reader_in_doubt")]
    assert shown == ["automatic", "disputed", True, False]
    assert paused(mine) == "reply_unread"
    said = [entry["summary"] for entry in mine.get("/invoices/F-1/timeline")["entries"]]
    assert any("conteste (contesté)" in one for one in said)


def test_a_mail_that_nobody_can_read_waits_for_a_person(mine: Tool) -> None:
    mime = MIME.replace("text/plain; charset=utf-8", "application/pkcs7-mime")
    answer = mine("POST", "/customers/C-1/replies", {"mime": mime})

    assert (answer.json["kind"], answer.json["waits"], answer.json["text"]) == (
        "unreadable",
        True,
        "",
    )
    assert paused(mine) == "reply_unread"


def test_an_absence_notice_pauses_nothing_and_proposes_who_is_there(mine: Tool) -> None:
    answer = mine("POST", "/customers/C-1/replies", {"mime": MIME})

    assert (answer.status, answer.json["kind"]) == (201, "automatic")
    assert (answer.json["returns_on"], answer.json["substitute"]) == (
        "2026-06-13",
        "paul@client.example",
    )
    assert (answer.json["contact_id"], answer.json["received_on"]) == ("billing", "2026-06-01")
    assert paused(mine) is None
    assert [one.email for one in account(mine).customer.contacts] == ["billing@client.example"]


def test_who_has_left_is_no_contact_any_more(mine: Tool) -> None:
    text = MIME.replace(
        "Je suis absente jusqu'au 12 juin.",
        "Je ne fais plus partie. Elle n'est plus dans la société.",
    )
    answer = mine("POST", "/customers/C-1/replies", {"mime": text})

    assert answer.json["kind"] == "left"
    assert [one.suppressed for one in account(mine).customer.contacts] == ["left"]


def test_words_stay_out_of_the_journal_and_of_what_decides(mine: Tool) -> None:
    mine("POST", "/customers/C-1/replies", TEXT)

    facts = [*journal.facts(mine.tenant_id, "C-1")]
    for kept in (str(facts), str(account(mine))):
        assert "incomplète" not in kept
        assert "ada@client.example" not in kept


def test_the_timeline_says_that_the_debtor_wrote(mine: Tool) -> None:
    reply_id = mine("POST", "/customers/C-1/replies", TEXT).json["reply_id"]
    mine("POST", f"/customers/C-1/replies/{reply_id}/read")
    said = [entry["summary"] for entry in mine.get("/invoices/F-1/timeline")["entries"]]

    assert any(one.startswith("Le débiteur a répondu") for one in said)
    assert "Une personne a lu la réponse du débiteur." in said


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "x", "mime": MIME}, TEXT | {"from": "nobody"}, TEXT | {"received_at": "soon"}],
)
def test_a_reply_that_is_none_is_refused(mine: Tool, body: dict[str, Any]) -> None:
    assert mine("POST", "/customers/C-1/replies", body).status == 422


def test_what_is_not_there_is_not_found(mine: Tool) -> None:
    assert mine("POST", "/customers/C-9/replies", TEXT).status == 404
    assert mine("GET", "/customers/C-9/replies").status == 404
    assert mine("POST", f"/customers/C-1/replies/{'0' * 20}/read").status == 404


def test_nobody_reminds_a_debtor_whose_reply_waits(mine: Tool, cloud: Cloud) -> None:
    mine("POST", "/customers/C-1/replies", TEXT)
    cloud.run(at("2026-06-05 10:00"))

    assert cloud.mailbox.messages() == []
