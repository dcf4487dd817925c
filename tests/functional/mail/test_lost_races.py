"""R12, R15: who loses every race hands back to the queue, and loses nothing by it."""

import pytest

from local.harness.functions import running
from relance.adapters.mail_events import MailEvent
from relance.data import accounts, suppressions
from relance.data.transaction import commit
from relance.domain.account.account import Account
from relance.domain.account.message import MessageState
from relance.domain.identifiers import address_digest
from relance.flows.mail.delivery import record_events
from relance.flows.redoing import MOST_TRIES
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant
from tests.harness.races import Races, bumped

RACES = MOST_TRIES + 1
ADDRESS = "dead@bounces.example"
EARLIER = ("dispatch", "evaluate")


def in_time() -> bool:
    return False


def due(cloud: Cloud, address: str = ADDRESS) -> None:
    """C-1 owes an invoice, and its reminder goes today."""
    tenant = live_tenant(cloud)
    spare = contact("boss", email="boss@client.example")
    file_customer(cloud, tenant, customer(contacts=(contact(email=address), spare)))
    file_invoice(cloud, tenant, invoice(due_on="2026-06-02"))
    cloud.clock.set(at("2026-06-05 10:00"))
    cloud.tick(at("2026-06-05 10:00"))


def file_of() -> Account:
    found = accounts.load(TENANT.tenant_id, "C-1")
    assert found is not None
    return found


def raced(cloud: Cloud, function: str) -> Races:
    races = Races(function, RACES, lambda: bumped(TENANT.tenant_id, "C-1"))
    cloud.wire.taps.append(races)
    return races


def test_a_bounce_that_loses_nine_races_comes_again_and_is_recorded(cloud: Cloud) -> None:
    due(cloud)
    cloud.pump(*EARLIER, "send")
    races = raced(cloud, "delivery")

    cloud.pump("delivery", until_quiet=False)
    assert races.lost == MOST_TRIES
    assert [m.state for m in file_of().messages] == [MessageState.SENT]
    assert cloud.waiting()

    cloud.pump("delivery")
    assert races.lost == RACES
    assert [m.state for m in file_of().messages] == [MessageState.BOUNCED]
    assert [c.suppressed for c in file_of().customer.contacts] == ["bounced", None]
    assert cloud.waiting() == {}


def test_an_address_of_a_copy_that_loses_nine_races_is_marked_when_told_again(
    cloud: Cloud,
) -> None:
    due(cloud, "ada@client.example")
    cloud.pump(*EARLIER, "send", "delivery")
    (message,) = file_of().messages
    names = TENANT.tenant_id, "C-1", message.message_id, 1
    now, digest = cloud.clock.now(), address_digest("boss@client.example")
    told = MailEvent(*names, MessageState.BOUNCED, now, now, "", (digest,), of_copy=True)
    races = raced(cloud, "delivery")

    with running("delivery"):
        assert record_events([told], in_time).failed == [told]
        # Of these transactions the list's own one depends on nothing and is never refused.
        assert races.lost == MOST_TRIES
        assert record_events([told], in_time).failed == []
    assert [c.suppressed for c in file_of().customer.contacts] == [None, "suppressed"]


def test_a_message_that_loses_nine_races_is_sent_when_ordered_again_and_once(
    cloud: Cloud,
) -> None:
    due(cloud, "ada@client.example")
    cloud.pump(*EARLIER)
    races = raced(cloud, "send")

    cloud.pump("send", until_quiet=False)
    assert races.lost == MOST_TRIES
    assert cloud.mailbox.messages() == []
    assert file_of().messages == ()

    cloud.pump()
    assert races.lost == RACES
    assert [mail.to for mail in cloud.mailbox.messages()] == [("ada@client.example",)]
    assert [m.state for m in file_of().messages] == [MessageState.DELIVERED]


def test_an_address_that_stopped_meanwhile_is_not_taken_for_good_when_its_mark_loses_races(
    cloud: Cloud,
) -> None:
    due(cloud, "ada@client.example")
    cloud.pump(*EARLIER)
    gone = address_digest("ada@client.example")
    commit(suppressions.stop(TENANT.tenant_id, gone, "bounced", cloud.clock.now()))
    races = raced(cloud, "send")

    cloud.pump("send", until_quiet=False)
    assert races.lost == MOST_TRIES  # of the mark: nothing was reserved
    assert cloud.waiting()

    cloud.pump()
    assert races.lost == RACES
    assert [c.suppressed for c in file_of().customer.contacts] == ["suppressed", None]
    assert [mail.to for mail in cloud.mailbox.messages()] == [("boss@client.example",)]


@pytest.mark.parametrize("races", [1, MOST_TRIES - 1])
def test_who_loses_fewer_races_needs_no_second_delivery(cloud: Cloud, races: int) -> None:
    due(cloud)
    cloud.pump(*EARLIER, "send")
    lost = Races("delivery", races, lambda: bumped(TENANT.tenant_id, "C-1"))
    cloud.wire.taps.append(lost)

    cloud.pump("delivery", until_quiet=False)
    assert lost.lost == races
    assert [m.state for m in file_of().messages] == [MessageState.BOUNCED]
