"""D6, B5: nobody is written to at an address that stopped, however and whenever that was stored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from local.harness.functions import running
from relance.data import accounts, address_contacts, suppressions
from relance.data.account_rows import AccountRow, suppression
from relance.data.address_contacts import AddressContacts
from relance.data.codec import encode
from relance.data.transaction import Write, commit, put
from relance.domain.account.account import Account
from relance.domain.account.address_contacts import AddressContact
from relance.domain.account.message import MessageState
from relance.domain.errors import Unreadable
from relance.domain.identifiers import address_digest
from tests.actors.debtor import reminded
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant
from tests.harness.races import Races

T, NOW = TENANT.tenant_id, at("2026-06-05 08:00")
DEAD, ALIVE = "ada@client.example", "boss@client.example"
DIGEST = address_digest(DEAD)
EARLIER = ("dispatch", "evaluate")


def due(cloud: Cloud) -> None:
    """C-1 owes an invoice, its reminder goes today, and a second contact could get it."""
    tenant = live_tenant(cloud)
    spare = contact("boss", email=ALIVE)
    file_customer(cloud, tenant, customer(contacts=(contact(email=DEAD), spare)))
    file_invoice(cloud, tenant, invoice(due_on="2026-06-02"))
    cloud.clock.set(at("2026-06-05 10:00"))
    cloud.tick(at("2026-06-05 10:00"))


def written_to(cloud: Cloud) -> list[tuple[str, ...]]:
    return [mail.to for mail in cloud.mailbox.messages()]


def file_of() -> Account:
    found = accounts.load(T, "C-1")
    assert found is not None
    return found


def listed_before(digest: str) -> Write:
    """The stop as versions before this one wrote it."""
    row = suppression(T, digest)
    row.doc = {"why": "bounced", "at": "2026-06-01T08:00:00.000000+00:00"}
    return put(row)


def contacted_before(digest: str) -> Write:
    """What was sent to the address, as versions before this one wrote it over any stop."""
    contact_ = AddressContact("m-1", "C-9", date(2026, 5, 4))
    row = AccountRow(f"{T}#address#{digest}", "contacts", doc=[encode(contact_)], version=7)
    row.waiting = []
    return put(row)


STORED: dict[str, Callable[[str], list[list[Write]]]] = {
    "as before": lambda digest: [[listed_before(digest)]],
    "as before, and written to": lambda digest: [[listed_before(digest), contacted_before(digest)]],
    "as now": lambda digest: [suppressions.stop(T, digest, "bounced", NOW)],
    "as now, twice": lambda digest: [suppressions.stop(T, digest, "bounced", NOW)] * 2,
    "as now, and written to": lambda digest: [
        [contacted_before(digest)],
        suppressions.stop(T, digest, "bounced", NOW),
    ],
    "as now, written over by a version before": lambda digest: [
        suppressions.stop(T, digest, "bounced", NOW),
        [contacted_before(digest)],
    ],
}


@pytest.mark.parametrize("stored", STORED)
def test_a_reminder_goes_to_the_next_contact(cloud: Cloud, stored: str) -> None:
    due(cloud)
    for writes in STORED[stored](DIGEST):
        commit(writes)
    cloud.pump()

    assert written_to(cloud) == [(ALIVE,)]
    assert [c.suppressed for c in file_of().customer.contacts] == ["suppressed", None]


@pytest.mark.parametrize("stored", STORED)
def test_it_is_read_as_stopped_with_all_that_was_sent_to_it(cloud: Cloud, stored: str) -> None:
    for writes in STORED[stored](DIGEST):
        commit(writes)
    seen = address_contacts.load(T, DIGEST)
    assert seen.stopped
    assert [c.message_id for c in seen.contacts] == (["m-1"] if "written" in stored else [])
    assert address_contacts.load_all([(T, DIGEST)]) == {(T, DIGEST): seen}


def test_a_stop_between_the_read_and_the_reservation_refuses_it(cloud: Cloud) -> None:
    due(cloud)
    cloud.pump(*EARLIER)
    stopped = Races("send", 1, lambda: commit(suppressions.stop(T, DIGEST, "bounced", NOW)))
    cloud.wire.taps.append(stopped)
    cloud.pump()

    assert stopped.lost == 1
    assert written_to(cloud) == [(ALIVE,)]
    assert [c.suppressed for c in file_of().customer.contacts] == ["suppressed", None]


@pytest.mark.parametrize("stored", STORED)
def test_a_second_attempt_is_refused(cloud: Cloud, stored: str) -> None:
    due(cloud)
    cloud.mailbox.fail_next("before")
    cloud.pump()
    assert [m.state for m in file_of().messages] == [MessageState.UNKNOWN]
    for writes in STORED[stored](DIGEST):
        commit(writes)
    cloud.run(at("2026-06-05 12:00"))
    for day in ("08", "09", "10", "11", "12"):
        cloud.run(at(f"2026-06-{day} 10:00"))
    assert (DEAD,) not in written_to(cloud)


@pytest.mark.parametrize("stored", STORED)
def test_an_answer_is_refused(cloud: Cloud, stored: str) -> None:
    debtor = reminded(cloud)
    (dead,) = debtor.account.customer.contacts
    for writes in STORED[stored](dead.digest):
        commit(writes)
    debtor.is_told("copy")
    cloud.pump()
    assert len(cloud.mailbox.messages()) == 1
    assert debtor.account.customer.contacts[0].suppressed == "suppressed"


@contextmanager
def cut_answers(cloud: Cloud) -> Iterator[list[int]]:
    """How many keys each batch asked for, while a third of each comes late."""
    asked: list[int] = []

    def cut(request: Request, proceed: Proceed) -> Outcome:
        answer, lost = proceed()
        if request.operation == "BatchGetItem" and answer:
            ((table, wanted),) = request.parameters["RequestItems"].items()
            asked.append(len(wanted["Keys"]))
            late = wanted["Keys"][: len(wanted["Keys"]) // 3]
            rows = answer[1]["Responses"][table]
            answer[1]["Responses"][table] = [
                row for row in rows if {"pk": row["pk"], "sk": row["sk"]} not in late
            ]
            answer[1]["UnprocessedKeys"] = {table: {"Keys": late}} if late else {}
        return answer, lost

    cloud.wire.taps.append(cut)
    with running("send"):
        yield asked
    cloud.wire.taps.remove(cut)


def test_a_hundred_addresses_are_read_fifty_at_a_time(cloud: Cloud) -> None:
    places = [(T, f"digest-{number}") for number in range(100)]
    for tenant_id, digest in places[::7]:
        commit(suppressions.stop(tenant_id, digest, "bounced", NOW))
    with cut_answers(cloud) as calls:
        found = address_contacts.load_all([*places, *places])
    assert [place for place, seen in found.items() if seen.stopped] == places[::7]
    assert [*found] == places
    assert calls == [100, 33, 11, 3, 1] * 2  # what came late was asked for again


def test_an_address_that_cannot_be_read_is_left_out_and_says_so_alone(cloud: Cloud) -> None:
    row = AccountRow(f"{T}#address#{DIGEST}", "contacts", version=1)
    row.doc = [{"message_id": 5}]
    commit([put(row)])
    other = AddressContacts(T, "other")
    assert address_contacts.load_all([(T, DIGEST), (T, "other")]) == {(T, "other"): other}
    with pytest.raises(Unreadable):
        address_contacts.load(T, DIGEST)
