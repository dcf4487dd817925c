"""R14, R24: what is kept of a mail makes it again byte for byte, and costs little."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from relance.adapters.mail import relance_key
from relance.data import accounts, bodies, dictionaries, journal
from relance.data.account_rows import AccountRow
from relance.domain.errors import Unreadable
from relance.flows.mail import envelope
from relance.render.message import RenderedMessage
from tests.builders import at, contact, customer, invoice, message
from tests.harness.cloud import Cloud
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant
from tests.unit.adapters.test_mime import STRANGE
from tests.unit.render.views import INSTALMENT, LANGUAGES, LINE, MESSAGES, message_view, rendered

GOAL_BYTES = 800
SHIPPED = {
    "en_1": "90022f70416fa2ce3e39282aefcfca09530fd4b40b61289f441b8cdb641e5ae4",
    "fr_1": "2e5817839b4d52701e898dfbc8127e5f794f9516969b563ac7bc6b947aca0c62",
}


def _given_to_ses(cloud: Cloud) -> list[tuple[str, bytes]]:
    """Each mail's name and what SES was handed, without what it adds."""
    found = []
    for mail in cloud.mailbox.messages():
        raw = base64.b64decode(mail.raw)
        found.append((mail.tags["relance_key"], raw[raw.index(b"From:") :]))
    return found


def test_every_mail_of_a_year_of_trouble_is_made_again(cloud: Cloud) -> None:
    cloud.clock.set(at("2026-05-20 08:00"))
    live_tenant(cloud, from_name="Söhne & 'Co', Ltd. 🧾")
    manager = contact("manager", role="escalation", email="manager@client.example")
    for number, language in enumerate(LANGUAGES):
        name = f"C-{number}"
        clerk = contact(email=f"clerk-{number}@client.example", name="Zoë, \u05d0\u05d1\u05d2 <x>")
        file_customer(cloud, TENANT, customer(name, contacts=(clerk, manager), language=language))
        one = invoice(f"F-{number}", customer_id=name, due_on="2026-06-02", total_minor=90_000)
        file_invoice(cloud, TENANT, replace(one, number="N° " + "é🧾" * 30))
    for number in range(36):
        cloud.run(at("2026-05-20 10:00") + timedelta(days=number))

    given = dict(_given_to_ses(cloud))
    assert len(given) >= 8
    assert any(b"\r\nCc: " in raw for raw in given.values())
    for number in range(len(LANGUAGES)):
        account = accounts.load(TENANT.tenant_id, f"C-{number}")
        assert account is not None
        for history in journal.histories(TENANT.tenant_id, account.account_id):
            name = history.message.message_id
            again = envelope.as_sent(account, name, 1, cloud.clock.now())
            assert again is not None
            key = relance_key(TENANT.tenant_id, account.account_id, name)
            assert again == given.pop(key)
            assert _hash_in_row(cloud, name) == hashlib.sha256(again).digest()
    assert given == {}


def _hash_in_row(cloud: Cloud, message_id: str) -> bytes:
    rows = (row for row in cloud.rows("AccountsTable") if row["sk"]["S"] == f"message#{message_id}")
    (row,) = rows
    said = json.loads(row["doc"]["S"])["mail_sha256"]
    return base64.urlsafe_b64decode(f"{said}=")


def kept(mail: RenderedMessage, **changes: str) -> bodies.KeptMail:
    usual = {
        "from_name": "Atelier Lumen SARL",
        "from_email": "comptabilite@atelier-lumen.example",
        "to_email": "camille.martin@client.example",
        "reply_to": "reply+vetteq4rvvwvrlc76jvxahpnnf.mfrggzdfmztwq2lk@in.atelier-lumen.example",
    }
    return bodies.KeptMail(mail.subject, mail.html, mail.text, **(usual | changes))  # type: ignore[arg-type]


def again(row: AccountRow) -> bodies.KeptMail:
    return bodies._opened(row)


def every_message() -> Iterator[tuple[str, str, str]]:
    yield from ((text, variant, language) for language in LANGUAGES for text, variant in MESSAGES)


@pytest.mark.parametrize(("text", "variant", "language"), every_message())
def test_every_message_opens_as_it_was_and_is_small(text: str, variant: str, language: str) -> None:
    for lines in ((LINE,), (LINE, INSTALMENT)):
        mail = kept(rendered(message_view(text, language, lines, variant)))
        row = bodies.body_row(message(), mail, 30)
        assert again(row) == mail
        assert row.doc == {"dictionary": dictionaries.newest(language)}
        assert row.body is not None
        if variant == "ordinary" and len(lines) == 1:
            assert len(row.body) < GOAL_BYTES + 160, len(row.body)
        assert len(row.body) < 1_300


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_mail_opens_as_it_was(strange: str) -> None:
    mail = bodies.KeptMail(
        strange, strange, strange, strange, strange, strange, strange, (strange, "b@c.example")
    )
    assert again(bodies.body_row(message(), mail, 30)) == mail


def test_no_dictionary_that_was_shipped_is_another_and_none_is_missing() -> None:
    found = {file.stem: file.read_bytes() for file in dictionaries.FOLDER.glob("*.txt")}
    assert {name: hashlib.sha256(held).hexdigest() for name, held in found.items()} == SHIPPED
    assert {dictionaries.newest(language) for language in LANGUAGES} <= {*SHIPPED}
    assert all(len(held) <= 32_768 for held in found.values())


@pytest.mark.parametrize("name", SHIPPED)
def test_what_any_version_packed_opens(name: str) -> None:
    mail = kept(rendered(message_view("first", "fr")))
    row = bodies.body_row(message(), mail, 30)
    row.doc, row.body = {"dictionary": name}, bodies._packed(mail, name)
    assert again(row) == mail


@pytest.mark.parametrize("name", ["fr_99", "../fr_1", "", 7])
def test_what_names_no_dictionary_is_unreadable(cloud: Cloud, name: object) -> None:
    live_tenant(cloud)
    account = file_customer(cloud, TENANT, customer())
    row = bodies.body_row(
        replace(message(), key=replace(message().key, tenant_id="t-1")),
        kept(rendered(message_view())),
        30,
    )
    row.doc, row.ttl = {"dictionary": name}, None
    row.save()
    with pytest.raises(Unreadable):
        bodies.kept_body(account, message().message_id, 1, cloud.clock.now())


def test_a_mail_without_its_addresses_is_not_made_again(cloud: Cloud) -> None:
    live_tenant(cloud)
    account = file_customer(cloud, TENANT, customer())
    assert envelope.as_sent(account, "nobody", 1, cloud.clock.now()) is None
