"""R47: a mail of which nobody knows whether it left, over the whole system."""

import pytest
from botocore.exceptions import ConnectTimeoutError

from relance.data import accounts
from relance.domain.account.account import Account
from relance.domain.creditor.tenant import Tenant
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant


@pytest.fixture(name="tenant")
def _tenant(cloud: Cloud) -> Tenant:
    """A live tenant; what is due on 5 June is first spoken of on Tuesday 9 June."""
    return live_tenant(cloud)


def owes(cloud: Cloud, tenant: Tenant, name: str) -> None:
    """A customer with an invoice."""
    email = contact(email=f"{name.lower()}@client.example")
    file_customer(cloud, tenant, customer(name, contacts=(email,)))
    file_invoice(cloud, tenant, invoice(f"F-{name}", customer_id=name, due_on="2026-06-05"))


def file_of(tenant: Tenant, name: str) -> Account:
    found = accounts.load(tenant.tenant_id, name)
    assert found
    return found


def asked(tenant: Tenant, *names: str) -> list[tuple[str, str | None]]:
    """The tasks about mails, with what came of them."""
    tasks = (task for name in names for task in file_of(tenant, name).tasks)
    return [(task.kind, task.outcome) for task in tasks if task.kind == "outcome_unknown"]


def hours(cloud: Cloud, day: str, first: int = 10, last: int = 17) -> None:
    for hour in range(first, last):
        cloud.run(at(f"{day} {hour:02d}:00"))


def test_a_mail_that_was_lost_goes_the_next_morning_and_nobody_is_asked(
    cloud: Cloud, tenant: Tenant
) -> None:
    names = ("C-1", "C-2", "C-3")
    for name in names:
        owes(cloud, tenant, name)
    cloud.mailbox.fail_next("before")
    hours(cloud, "2026-06-09")
    assert len(cloud.mailbox.messages()) == 2

    cloud.run(at("2026-06-10 10:00"))
    mails = cloud.mailbox.messages()
    assert sorted(mail.to[0] for mail in mails) == [f"c-{n}@client.example" for n in (1, 2, 3)]
    assert mails[-1].tags["relance_attempt"] == "2"
    assert mails[-1].sent_at.startswith("2026-06-10T08:00")
    hours(cloud, "2026-06-11")
    assert asked(tenant, *names) == []
    assert {m.state for name in names for m in file_of(tenant, name).messages} == {"delivered"}


def test_without_any_event_a_person_is_asked_and_the_task_closes_when_one_comes(
    cloud: Cloud, tenant: Tenant
) -> None:
    owes(cloud, tenant, "C-1")
    cloud.events_lost = True
    cloud.mailbox.fail_next("after")
    hours(cloud, "2026-06-09")
    assert asked(tenant, "C-1") == []
    hours(cloud, "2026-06-10")
    assert asked(tenant, "C-1") == [("outcome_unknown", None)]
    assert len(cloud.mailbox.messages()) == 1

    cloud.events_lost = False
    for event in cloud.mailbox.messages()[0].events:
        cloud.publish(event)
    cloud.pump()
    cloud.run(at("2026-06-10 18:00"))
    assert asked(tenant, "C-1") == [("outcome_unknown", "moot")]
    assert [m.state for m in file_of(tenant, "C-1").messages] == ["delivered"]
    hours(cloud, "2026-06-11")
    assert len(cloud.mailbox.messages()) == 1


def test_what_never_reached_ses_is_as_if_it_had_never_been_tried(
    cloud: Cloud, tenant: Tenant
) -> None:
    owes(cloud, tenant, "C-1")
    tried = []

    def no_way(request: Request, proceed: Proceed) -> Outcome:
        if request.service != "sesv2":
            return proceed()
        tried.append(request)
        raise ConnectTimeoutError(endpoint_url="https://email.eu-west-3.amazonaws.com")

    cloud.wire.taps.append(no_way)
    hours(cloud, "2026-06-09", 10, 12)
    assert file_of(tenant, "C-1").messages == ()
    assert len(tried) == 2  # once an hour, and not again and again
    cloud.wire.taps.remove(no_way)

    cloud.run(at("2026-06-09 12:00"))
    (mail,) = cloud.mailbox.messages()
    assert mail.tags["relance_attempt"] == "1"
    assert asked(tenant, "C-1") == []
