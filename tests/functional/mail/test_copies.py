"""B5, R8: the escalation contact sees the final; what becomes of his copy is told apart."""

import json
from datetime import timedelta

import pytest

from relance.adapters.mail import relance_key
from relance.adapters.mail_events import parse
from relance.data import accounts, tenants
from relance.domain.account.account import Account
from relance.domain.account.message import MessageState
from relance.domain.identifiers import address_digest
from tests.builders import CUSTOMER, at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant


def chased(cloud: Cloud, escalation: str, billing: str = "billing@client.example") -> Account:
    """The account after the whole ladder, whose final goes to both contacts."""
    cloud.clock.set(at("2026-05-20 08:00"))
    tenant = live_tenant(cloud)
    manager = contact("manager", role="escalation", email=escalation)
    contacts = (contact(email=billing), manager)
    file_customer(cloud, tenant, customer(contacts=contacts))
    file_invoice(cloud, tenant, invoice(due_on="2026-06-02", total_minor=90_000))
    for number in range(36):
        cloud.run(at("2026-05-20 10:00") + timedelta(days=number))
    account = accounts.load(tenant.tenant_id, CUSTOMER)
    assert account is not None
    return account


def test_only_the_final_is_seen_by_the_escalation_contact(cloud: Cloud) -> None:
    chased(cloud, "manager@client.example")
    copies = [mail.cc for mail in cloud.mailbox.messages()]
    assert copies == [(), (), (), (), ("manager@client.example",)]


def test_a_copy_that_bounces_stops_its_address_and_leaves_the_message_delivered(
    cloud: Cloud,
) -> None:
    account = chased(cloud, "manager@bounces.example")
    final = next(m for m in account.messages if m.key.kind == "final")
    assert final.state is MessageState.DELIVERED
    stopped = {c.contact_id: c.suppressed for c in account.customer.contacts}
    assert stopped["billing"] is None
    assert stopped["manager"]
    assert cloud.dead_letters() == {}


def test_an_address_that_stopped_for_another_customer_gets_no_copy(cloud: Cloud) -> None:
    tenant_id = chased(cloud, "manager@bounces.example").tenant_id
    tenant = tenants.load(tenant_id)
    manager = contact("manager", role="escalation", email="manager@bounces.example")
    clerk = contact("clerk", email="clerk@other.example")
    file_customer(cloud, tenant, customer("C-2", contacts=(clerk, manager)))
    late = invoice("F-2", customer_id="C-2", due_on="2026-06-25", total_minor=90_000)
    file_invoice(cloud, tenant, late)
    for number in range(28):
        cloud.run(at("2026-06-25 10:00") + timedelta(days=number))
    mine = [mail for mail in cloud.mailbox.messages() if mail.to == ("clerk@other.example",)]
    assert any("dernière démarche amiable" in mail.text for mail in mine)
    assert {mail.cc for mail in mine} == {()}


@pytest.mark.parametrize(
    ("kind", "payload", "of_copy"),
    [
        ("Delivery", {"recipients": ["manager@client.example"]}, True),
        ("Delivery", {"recipients": ["billing@client.example"]}, False),
        (
            "Delivery",
            {"recipients": ["billing@client.example", "manager@client.example"]},
            False,
        ),
        (
            "Bounce",
            {
                "bounceType": "Permanent",
                "bouncedRecipients": [{"emailAddress": "Manager@client.example"}],
            },
            True,
        ),
        (
            "Complaint",
            {"complainedRecipients": [{"emailAddress": "billing@client.example"}]},
            False,
        ),
        ("Send", {}, False),
    ],
)
def test_an_event_tells_of_the_message_or_of_a_copy(
    kind: str, payload: dict[str, object], of_copy: bool
) -> None:
    document = {
        "eventType": kind,
        "mail": {
            "timestamp": "2026-06-19T08:00:00.000Z",
            "tags": {
                "relance_key": [relance_key("t", "c", "m")],
                "relance_to": [address_digest("billing@client.example")],
            },
        },
        kind.lower(): payload,
    }
    event = parse(json.dumps(document))
    assert event is not None
    assert event.of_copy is of_copy
