"""R43: what came back, and what only seems to have, over the whole system."""

import json
from datetime import timedelta
from typing import Any

import pytest

from local.mailbox.mail import Mail
from relance.adapters.mail import relance_key
from relance.data import accounts
from relance.domain.account.account import Account
from tests.builders import CUSTOMER, at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

AWAY = {"bounceType": "Transient", "bounceSubType": "General"}
FULL = {"bounceType": "Transient", "bounceSubType": "MailboxFull"}
GONE = {"bounceType": "Permanent", "bounceSubType": "General"}
DELIVERY = {"eventType": "Delivery", "delivery": {"recipients": ["billing@client.example"]}}


class Desk:
    """A tenant whose first reminder left on 5 June at ten, and of which SES said nothing yet."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.tenant = live_tenant(cloud)
        boss = contact("boss", role="approver")
        file_customer(cloud, self.tenant, customer(contacts=(contact(), boss)))
        file_invoice(cloud, self.tenant, invoice(due_on="2026-06-02"))
        cloud.events_lost = True
        cloud.run(at("2026-06-05 10:00"))
        cloud.events_lost = False

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

    def told(self, *events: dict[str, Any]) -> "Desk":
        """SES tells something of the first reminder."""
        for event in events:
            self.cloud.publish({**event, "mail": self.mails[0].events[0]["mail"]})
            self.cloud.pump()
        return self

    def bounced(self, kind: dict[str, str]) -> dict[str, Any]:
        """A bounce of that kind."""
        who = [{"emailAddress": "Billing@client.example"}]
        return {"eventType": "Bounce", "bounce": kind | {"bouncedRecipients": who}}

    def days(self, first: str, count: int) -> "Desk":
        """Days pass, each with a run at ten."""
        for number in range(count):
            self.cloud.run(at(f"{first} 10:00") + timedelta(days=number))
        return self

    @property
    def readers(self) -> list[str]:
        """Whom each mail went to."""
        return [mail.to[0].partition("@")[0] for mail in self.mails]


@pytest.fixture
def desk(cloud: Cloud) -> Desk:
    return Desk(cloud)


@pytest.mark.parametrize("delivered_first", [True, False])
@pytest.mark.parametrize("subtype", ["General", "ContentRejected", "MailboxFull"])
def test_a_notice_about_what_is_delivered_changes_nothing_in_either_order(
    desk: Desk, delivered_first: bool, subtype: str
) -> None:
    notice = desk.bounced(AWAY | {"bounceSubType": subtype})
    events = (DELIVERY, notice) if delivered_first else (notice, DELIVERY)
    desk.told(*events, *events)  # and all of it twice

    (message,) = desk.account.messages
    assert message.state == "delivered"
    assert [c.suppressed for c in desk.account.customer.contacts] == [None, None]
    desk.days("2026-06-05", 5)  # the second goes on its day, to the same reader
    assert desk.readers == ["billing", "billing"]


def test_a_notice_alone_counts_until_the_night_and_no_longer(desk: Desk) -> None:
    desk.told(desk.bounced(AWAY))
    desk.cloud.run(at("2026-06-05 12:00"))
    assert desk.readers == ["billing"]

    desk.days("2026-06-06", 3)
    assert desk.readers == ["billing", "boss"]
    assert all(c.suppressed is None for c in desk.account.customer.contacts)


def test_a_delivery_that_is_told_days_later_counts_after_all(desk: Desk) -> None:
    desk.told(desk.bounced(AWAY)).days("2026-06-06", 1).told(DELIVERY)
    desk.days("2026-06-07", 2)

    assert desk.readers == ["billing"]
    assert desk.account.messages[0].delivered_at


def test_a_full_mailbox_is_tried_once_more_and_not_again(desk: Desk) -> None:
    desk.told(desk.bounced(FULL)).days("2026-06-06", 3)
    assert desk.readers == ["billing", "billing"]
    assert {m.key.occasion for m in desk.account.messages} == {"0", "0+1"}


def test_a_permanent_bounce_after_the_delivery_stops_the_address(desk: Desk) -> None:
    desk.told(DELIVERY, desk.bounced(GONE))
    assert [c.suppressed for c in desk.account.customer.contacts] == ["bounced", None]
    desk.cloud.run(at("2026-06-05 11:00"))
    assert desk.readers == ["billing", "boss"]


def test_not_spam_changes_nothing(desk: Desk) -> None:
    who = [{"emailAddress": "billing@client.example"}]
    calm = {"complainedRecipients": who, "complaintFeedbackType": "not-spam"}
    desk.told(DELIVERY, {"eventType": "Complaint", "complaint": calm})

    assert desk.account.messages[0].state == "delivered"
    assert desk.account.customer.contacts[0].suppressed is None


def test_a_bounce_about_a_message_that_is_filed_away_still_stops_the_address(desk: Desk) -> None:
    desk.told(DELIVERY)
    gone = desk.bounced(GONE)
    tags = {**desk.mails[0].events[0]["mail"]["tags"]}
    other = json.loads(json.dumps(desk.mails[0].events[0]["mail"]))
    other["tags"] = tags | {"relance_key": [_key_of(desk, "of-long-ago")]}
    desk.cloud.publish({**gone, "mail": other})
    desk.cloud.pump()

    assert [c.suppressed for c in desk.account.customer.contacts] == ["suppressed", None]
    assert desk.account.messages[0].state == "delivered"
    assert desk.cloud.dead_letters() == {}


def _key_of(desk: Desk, message_id: str) -> str:
    return relance_key(desk.tenant.tenant_id, CUSTOMER, message_id)


@pytest.mark.parametrize(
    "event",
    [
        {"eventType": "Bounce"},
        {"eventType": "Bounce", "bounce": "Permanent"},
        {"eventType": "Bounce", "bounce": {"timestamp": "soon", "bouncedRecipients": [None, 7]}},
        {"eventType": "Complaint", "complaint": {"complainedRecipients": {}}},
        {"eventType": "Delivery", "delivery": {"recipients": "everybody", "timestamp": 12}},
        {"eventType": "Subscription", "subscription": {}},
        {"eventType": "Purgatory"},
    ],
)
def test_what_is_odd_is_taken_once_and_never_comes_back(desk: Desk, event: dict[str, Any]) -> None:
    desk.told(event)

    assert desk.cloud.dead_letters() == {}
    assert not any(desk.cloud.waiting().values())
